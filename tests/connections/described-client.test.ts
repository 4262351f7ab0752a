import { afterEach, expect, test } from 'bun:test'
import { OpenAPIClientAxios } from 'openapi-client-axios'
import type { TestApp } from '#tests/support/app.ts'
import { bodyOf, type Sessions, startSessions } from './setup.ts'

// A client that others wrote, which knows of this program nothing but /openapi.json.

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function clientOf(app: TestApp) {
  const server = app.app.listen({ hostname: '127.0.0.1', port: 0 }).server
  if (!server) throw new Error('not listening')
  closing.push(() => server.stop(true))
  const key = await app.keyOf(app.nora, { scopes: ['connections:read', 'connections:write', 'access'] })
  const definition = (await app.nora.json('GET', '/openapi.json')).body
  const api = new OpenAPIClientAxios({
    definition,
    axiosConfigDefaults: {
      baseURL: `http://127.0.0.1:${server.port}`,
      headers: { apiKey: key.text, host: 'localhost:3000' },
      proxy: false,
      validateStatus: () => true,
    },
  })
  return api.init()
}

async function world(): Promise<Sessions> {
  const sessions = await startSessions()
  closing.push(() => sessions.stop())
  return sessions
}

test('a client made from the description imports, lists, updates, checks and calls', async () => {
  const sessions = await world()
  const app = await sessions.app()
  const client = await clientOf(app)
  const { user, session } = sessions.creator()

  const made = await client.importConnection?.(undefined, {
    ...bodyOf(session),
    accountId: app.stella,
    permissions: ['messages:read'],
  })
  const listed = await client.listConnections?.({ status: 'active', limit: 10 })
  const id = made?.data.id as string
  const renewed = sessions.onlyfans.signIn(user, { ip: sessions.onlyfans.seen[0]?.ip })
  const updated = await client.updateConnectionSession?.(id, bodyOf(renewed))
  const checked = await client.checkConnection?.(id)
  const called = await client.getThroughAccess?.({ path: 'chats', 'x-connection-id': id })

  expect([made?.status, made?.data.userData.id]).toEqual([201, user.id])
  expect(listed?.data.list.map((one: { id: string }) => one.id)).toEqual([id])
  expect([updated?.status, updated?.data.id]).toEqual([200, id])
  expect(checked?.data.status).toBe('active')
  expect([called?.status, called?.data.path]).toEqual([200, '/api2/v2/chats'])
  expect(sessions.onlyfans.killed).toEqual([])
})

test('a client made from the description is told why it is refused', async () => {
  const sessions = await world()
  const client = await clientOf(await sessions.app())

  const refused = await client.importConnection?.(undefined, { cookie: 'auth_id=1', userAgent: 'Chrome' })

  expect(refused?.status).toBe(400)
  expect(refused?.data).toMatchObject({ type: 'BAD_REQUEST', details: { missing: ['sess', 'fp'] } })
})
