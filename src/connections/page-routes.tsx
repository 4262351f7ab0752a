import { Html } from '@elysiajs/html'
import { Elysia } from 'elysia'
import type { Deps } from '#src/deps.ts'
import type { AppError } from '#src/http/errors.ts'
import { offerAgain } from '#src/http/form.ts'
import { page, reply } from '#src/http/reply.ts'
import { callerIn } from '#src/http/viewer.ts'
import type { Actor } from '#src/team/actor.ts'
import { auth } from '#src/team/auth.ts'
import { ConnectionPage, type ConnectionProps } from '#views/connection.tsx'
import { CookieReading, NewConnectionPage, type TypedConnection } from '#views/connection-forms.tsx'
import { ConnectionsPage } from '#views/connections.tsx'
import { paths } from '#views/paths.ts'
import { check } from './check.ts'
import { handOver } from './code.ts'
import * as connections from './connections.ts'
import { importSession } from './import.ts'
import { ChangeBody, CheckBody, CodeBody, ImportBody, NewQuery, PageQuery, ReadBody, UpdateBody } from './input.ts'
import { connectionJson } from './json.ts'
import { DELETE, HAND_OVER, READ, WRITE } from './rights.ts'
import { listShown, newShown, oneShown, readShown } from './shown.ts'
import { update } from './update.ts'

interface Sent {
  request: Request
  body: unknown
  params: { id: string }
}

/** Connections for people. Programs find the same under `/v2/account/connections`. */
export const connectionPages = (deps: Deps) => {
  /** What a person sees after something was done to a connection. */
  const done = (connection: connections.Connection, toast: string, actor: Actor) =>
    reply(connectionJson(connection), {
      title: 'Connection',
      html: () => <ConnectionPage {...oneShown(deps, connection.id, actor)} />,
      location: paths.connection(connection.id),
      trigger: { account: { data: connection.accountId } },
      toast,
    })

  /** A refused form stands there again. What was pasted is not shown, whom it is about and the browser are. */
  const offer =
    (form: NonNullable<ConnectionProps['problem']>['form']) =>
    ({ request, body, params: { id } }: Sent) =>
      offerAgain(request, {
        title: 'Connection',
        bare: false,
        html: (error: AppError) => (
          <ConnectionPage {...oneShown(deps, id, callerIn(request), { form, error, userAgent: typedIn(body).userAgent })} />
        ),
      })
  const offerNew = ({ request, body }: Omit<Sent, 'params'>) =>
    offerAgain(request, {
      title: 'Import a session',
      bare: false,
      html: (problem) => <NewConnectionPage {...newShown(deps, typedIn(body), callerIn(request))} problem={problem} />,
    })

  return (
    new Elysia()
      .use(auth(deps))
      .get(
        '/connections',
        ({ query, actor }) => page('Connections', () => <ConnectionsPage {...listShown(deps, query, actor)} />),
        { access: READ, query: PageQuery },
      )
      .get(
        '/connections/new',
        ({ query: { account }, actor }) =>
          page('Import a session', () => <NewConnectionPage {...newShown(deps, { accountId: account }, actor)} />),
        { access: WRITE, query: NewQuery },
      )
      // A post, because what is typed is a session and addresses end up in logs.
      .post(
        '/ui/connections/read',
        ({ body, actor }) => page('What was read', () => <CookieReading read={readShown(deps, body.cookie, actor)} />),
        { access: WRITE, body: ReadBody },
      )
      .get(
        '/connections/:id',
        ({ params, actor }) => {
          const shown = oneShown(deps, params.id, actor)
          return page('Connection', () => <ConnectionPage {...shown} />)
        },
        { access: READ },
      )
      .post('/connections', async ({ body, actor }) => done(await importSession(deps, body, actor), 'Connected', actor), {
        access: WRITE,
        body: ImportBody,
        limit: HAND_OVER,
        transform: offerNew,
      })
      .post(
        '/connections/:id',
        async ({ params, body, actor }) => done(await update(deps, params.id, body, actor), 'Session replaced', actor),
        { access: WRITE, body: UpdateBody, limit: HAND_OVER, transform: offer('session') },
      )
      .post(
        '/connections/:id/use',
        ({ params, body, actor }) => done(connections.change(deps, params.id, body, actor), 'Saved', actor),
        { access: WRITE, body: ChangeBody, transform: offer('about') },
      )
      .post(
        '/connections/:id/check',
        async ({ params, body, actor }) => {
          const connection = await check(deps, params.id, body, actor)
          return done(connection, SAID[connection.status], actor)
        },
        { access: WRITE, body: CheckBody, limit: HAND_OVER, transform: offer('about') },
      )
      .post(
        '/connections/:id/code',
        async ({ params, body, actor }) =>
          done(await handOver(deps, params.id, body.code, actor), 'OnlyFans took the code', actor),
        { access: WRITE, body: CodeBody, limit: HAND_OVER, transform: offer('code') },
      )
      .post(
        '/connections/:id/invalidate',
        ({ params, actor }) => done(connections.invalidate(deps, params.id, actor), 'Marked as expired', actor),
        { access: WRITE },
      )
      .post(
        '/connections/:id/delete',
        ({ params, actor }) => {
          connections.remove(deps, params.id, actor)
          return reply({ id: params.id, deleted: true }, { location: paths.connections, toast: 'Connection deleted' })
        },
        { access: DELETE },
      )
  )
}

const SAID = {
  active: 'The session works',
  expired: 'OnlyFans says that the session is over',
  awaiting_2fa: 'OnlyFans waits for a code',
  pending: 'Nothing was decided',
}

function typedIn(body: unknown): TypedConnection {
  const { userAgent, clientReferenceId, accountId, proxyCountry } = (body ?? {}) as Record<string, unknown>
  const one = (value: unknown) => (typeof value === 'string' ? value : undefined)
  return {
    userAgent: one(userAgent),
    clientReferenceId: one(clientReferenceId),
    accountId: one(accountId),
    proxyCountry: one(proxyCountry),
  }
}
