import { Elysia } from 'elysia'
import type { Deps } from '#src/deps.ts'
import { reply } from '#src/http/reply.ts'
import { read } from '#src/settings/settings.ts'
import type { Actor } from '#src/team/actor.ts'
import { auth } from '#src/team/auth.ts'
import { check } from './check.ts'
import { handOver } from './code.ts'
import * as connections from './connections.ts'
import { importSession } from './import.ts'
import { ChangeBody, CheckBody, CodeBody, ImportBody, ListQuery, UpdateBody } from './input.ts'
import { connectionJson, listJson } from './json.ts'
import { DELETE, HAND_OVER, READ, WRITE } from './rights.ts'
import { update } from './update.ts'

interface ById {
  params: { id: string }
  actor: Actor
}

/** Connections in the shape of OFAuth's clients. */
export const connectionRoutes = (deps: Deps) => {
  const one = (connection: connections.Connection, status = 200) => reply(connectionJson(connection), { status })

  // A connection that is not decided yet is not known here.
  const known = ({ params: { id }, actor }: ById) => connections.find(deps, id, actor).id

  return new Elysia({ prefix: '/v2/account' })
    .use(auth(deps))
    .get('/whoami', ({ actor: { id, name } }) => reply({ id, name, permissions: read(deps.db).defaultPermissions }), {
      access: { role: 'viewer' },
    })
    .get('/connections', ({ query, actor }) => reply(listJson(connections.list(deps, query, actor), query.offset)), {
      access: READ,
      query: ListQuery,
    })
    .post('/connections/import', async ({ body, actor }) => one(await importSession(deps, body, actor), 201), {
      access: WRITE,
      body: ImportBody,
      idempotent: true,
      limit: HAND_OVER,
    })
    .patch('/connections/import/:id', async (call) => one(await update(deps, known(call), call.body, call.actor)), {
      access: WRITE,
      body: UpdateBody,
      limit: HAND_OVER,
    })
    .get('/connections/:id', ({ params, actor }) => one(connections.find(deps, params.id, actor)), { access: READ })
    .patch('/connections/:id', (call) => one(connections.change(deps, known(call), call.body, call.actor)), {
      access: WRITE,
      body: ChangeBody,
    })
    .delete(
      '/connections/:id',
      (call) => {
        const id = known(call)
        connections.remove(deps, id, call.actor)
        return reply({ id, deleted: true })
      },
      { access: DELETE },
    )
    .post('/connections/:id/invalidate', (call) => one(connections.invalidate(deps, known(call), call.actor)), {
      access: WRITE,
    })
    .post('/connections/:id/check', async (call) => one(await check(deps, known(call), call.body, call.actor)), {
      access: WRITE,
      body: CheckBody,
      limit: HAND_OVER,
    })
    .post('/connections/:id/code', async (call) => one(await handOver(deps, known(call), call.body.code, call.actor)), {
      access: WRITE,
      body: CodeBody,
      limit: HAND_OVER,
    })
}
