import { Html } from '@elysiajs/html'
import { Elysia } from 'elysia'
import type { z } from 'zod'
import { SCOPES } from '#db/schema/team.ts'
import type { Deps } from '#src/deps.ts'
import type { AppError } from '#src/http/errors.ts'
import { offerAgain } from '#src/http/form.ts'
import { reply } from '#src/http/reply.ts'
import type { TypedKey } from '#views/key-form.tsx'
import { KeysPage, NewKeyShown } from '#views/keys.tsx'
import { paths } from '#views/paths.ts'
import type { Actor } from './actor.ts'
import { auth } from './auth.ts'
import { NewKey } from './input.ts'
import { keyJson } from './json.ts'
import * as keys from './keys.ts'
import * as members from './members.ts'

const OWNER = { role: 'owner', scope: 'admin' } as const

/** API keys: for owners alone. */
export const keyRoutes = (deps: Deps) => {
  const makers = () => new Map(members.list(deps).map(({ id, name }) => [id, name]))
  const show = () => {
    const list = keys.list(deps)
    const html = () => (
      <KeysPage keys={list} makers={makers()} origin={deps.config.publicUrl.origin} scopes={SCOPES} now={deps.now()} />
    )
    return reply({ success: true, data: list.map(keyJson) }, { title: 'API keys', html })
  }
  const make = ({ body, actor }: { body: z.output<typeof NewKey>; actor: Actor }) => {
    const { key, text } = keys.make(deps, wishedIn(body), actor)
    return reply(
      { success: true, data: { ...keyJson(key), key: text } },
      {
        status: 201,
        title: 'New key',
        html: () => <NewKeyShown name={key.name} text={text} scopes={key.scopes} origin={deps.config.publicUrl.origin} />,
      },
    )
  }
  /** A refused form stands there again as it was filled in. */
  const offer = ({ request, body }: { request: Request; body: unknown }) => {
    const typed = typedIn(body)
    const html = (problem: AppError) => (
      <KeysPage
        keys={keys.list(deps)}
        makers={makers()}
        origin={deps.config.publicUrl.origin}
        scopes={SCOPES}
        now={deps.now()}
        problem={problem}
        typed={typed}
      />
    )
    offerAgain(request, { title: 'API keys', bare: false, html })
  }
  const revoke = ({ params, actor }: { params: { id: string }; actor: Actor }) => {
    keys.revoke(deps, params.id, actor)
    return reply({ success: true, message: 'Key revoked', data: null }, { location: paths.keys, toast: 'Key revoked' })
  }

  return new Elysia()
    .use(auth(deps))
    .get('/api/keys', show, { access: OWNER })
    .get('/keys', show, { access: OWNER })
    .post('/api/keys', make, { access: OWNER, idempotent: true, body: NewKey })
    .post('/keys', make, { access: OWNER, body: NewKey, transform: offer })
    .delete('/api/keys/:id', revoke, { access: OWNER })
    .post('/keys/:id/revoke', revoke, { access: OWNER })
}

function typedIn(body: unknown): TypedKey {
  const { name, scopes, account_ids, expires_at } = (body ?? {}) as Record<string, unknown>
  const one = (value: unknown) => (typeof value === 'string' ? value : undefined)
  const ticked = [scopes].flat().filter((scope) => typeof scope === 'string')
  return { name: one(name), scopes: ticked, account_ids: one(account_ids), expires_at: one(expires_at) }
}

const wishedIn = ({ name, scopes, account_ids, embed_origins, expires_at }: z.output<typeof NewKey>): keys.NewKey => ({
  name,
  scopes,
  accountIds: account_ids ?? null,
  embedOrigins: embed_origins,
  expiresAt: expires_at ?? null,
})
