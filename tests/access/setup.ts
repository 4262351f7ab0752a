import { PERMISSIONS } from '#src/settings/permissions.ts'
import { bodyOf, IMPORT, type Sessions, startSessions } from '#tests/connections/setup.ts'
import type { Caller, TestApp } from '#tests/support/app.ts'

export { type Sessions, startSessions }

export const PROXY = '/v2/access/proxy'

/** Every permission there is, unless told otherwise. */
export interface ConnectedOptions {
  permissions?: string[]
}

/** A creator whose session was imported, and calls as her. */
export async function connected(sessions: Sessions, app: TestApp, { permissions = [...PERMISSIONS] }: ConnectedOptions = {}) {
  const creator = sessions.creator()
  const accountId = app.addAccount('Stella of the tests')
  const body = { ...bodyOf(creator.session), accountId, permissions }
  const made = await app.nora.json('POST', IMPORT, body)
  if (made.status !== 201) throw new Error(`Not connected: ${made.text}`)
  const id = made.body.id as string
  sessions.onlyfans.seen.length = 0
  const key = await app.keyOf(app.nora, { scopes: ['access'] })

  /** A call as a program makes it, with its key in OFAuth's header. */
  const call = (method: string, path: string, body?: BodyInit | null, headers: Record<string, string> = {}, by: Caller = key) =>
    by.raw(method, `${PROXY}${path}`, { 'x-connection-id': id, ...headers }, body ?? undefined)

  async function json(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' }
    const answer = await call(method, path, body === undefined ? null : JSON.stringify(body), { ...type, ...headers })
    const text = await answer.text()
    return { status: answer.status, headers: answer.headers, text, body: (text === '' ? null : JSON.parse(text)) as any }
  }
  const connection = async () => (await app.nora.json('GET', `/v2/account/connections/${id}`)).body
  const handle = (request: Request): Promise<Response> => app.app.handle(request)
  return { ...creator, id, accountId, key, call, json, connection, handle }
}

export type Connected = Awaited<ReturnType<typeof connected>>
