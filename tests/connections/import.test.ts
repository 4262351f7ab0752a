import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import type { TestApp } from '#tests/support/app.ts'
import { bodyOf, IMPORT, LIST, type Sessions, startSessions } from './setup.ts'

// API.md section 4: import, call by call.

let world: Sessions
let app: TestApp
beforeAll(async () => {
  world = await startSessions()
})
beforeEach(async () => {
  app = await world.app()
})
afterEach(() => world.calm())
afterAll(() => world.stop())

const keys = (value: object) => Object.keys(value)
const accountsIn = async () => (await app.nora.json('GET', '/api/accounts')).body.data as { id: string; name: string }[]
const listed = async () => (await app.nora.json('GET', LIST)).body.list as { id: string }[]

const OBJECT = [
  'status',
  'id',
  'userData',
  'permissions',
  'expiredAt',
  'createdAt',
  'updatedAt',
  'clientReferenceId',
  'imported',
  'lastCheckedAt',
]

function expectError(answer: { status: number; body: any }, status: number, type: string, more: string[] = []) {
  expect([answer.status, answer.body.type]).toEqual([status, type])
  expect(keys(answer.body)).toEqual(['error', 'type', 'requestId', ...more])
  expect(answer.body.error).toBeString()
}

describe('importing a session', () => {
  test('answers 201 with the connection', async () => {
    const { user, session } = world.creator({ avatar: 'https://cdn.example/a.jpg' })

    const { status, body } = await app.nora.json('POST', IMPORT, {
      ...bodyOf(session),
      permissions: ['posts:read', 'messages:read'],
      clientReferenceId: 'ref-1',
    })

    expect(status).toBe(201)
    expect(keys(body)).toEqual(OBJECT)
    expect(body).toEqual({
      status: 'active',
      id: expect.stringMatching(/^conn_[0-9a-f]{32}$/),
      userData: { id: user.id, name: user.name, username: user.username, avatar: 'https://cdn.example/a.jpg' },
      permissions: ['messages:read', 'posts:read'],
      expiredAt: null,
      createdAt: '2026-11-22T12:00:00.000Z',
      updatedAt: '2026-11-22T12:00:00.000Z',
      clientReferenceId: 'ref-1',
      imported: true,
      lastCheckedAt: '2026-11-22T12:00:00.000Z',
    })
    expect(await listed()).toEqual([body])
  })

  test('gives the account an exit first, and asks once through it', async () => {
    const { session } = world.creator()

    await app.nora.json('POST', IMPORT, { ...bodyOf(session), accountId: app.stella, proxyCountry: 'us' })

    const proxy = await app.nora.json('GET', `/api/proxy/account/${app.stella}`)
    expect(proxy.body.data.proxy_mode).toBe('auto')
    expect(world.onlyfans.seen.map(({ path, ip }) => [path, ip])).toEqual([['/api2/v2/users/me', proxy.body.data.proxy_address]])
    expect(world.onlyfans.killed).toEqual([])
  })

  test('without an account makes one with the name of the creator', async () => {
    const { session } = world.creator({ name: 'Luna Sky', username: 'lunasky' })

    await app.nora.json('POST', IMPORT, { ...bodyOf(session), clientReferenceId: 'luna-7' })

    expect(await accountsIn()).toContainEqual(
      expect.objectContaining({ name: 'Luna Sky', username: 'lunasky', client_reference_id: 'luna-7' }),
    )
  })

  test('with default permissions of the organisation', async () => {
    await app.nora.json('PATCH', '/api/settings', { default_permissions: ['vault:read'] })

    const { body } = await app.nora.json('POST', IMPORT, bodyOf(world.creator().session))

    expect(body.permissions).toEqual(['vault:read'])
    expect(body.clientReferenceId).toBeNull()
  })

  test('is also done with the apiKey header', async () => {
    const key = await app.keyOf(app.nora, { scopes: ['connections:write'] })

    const answer = await app.nobody.json('POST', IMPORT, bodyOf(world.creator().session), { apiKey: key.text })

    expect(answer.status).toBe(201)
  })

  test('with a cookie that lacks something answers 400 and asks nobody', async () => {
    const { session } = world.creator()
    const without = (name: string) => session.cookie.replace(new RegExp(`${name}=[^;]*;? ?`), '')
    const wrong: [string, string[]][] = [
      [without('fp'), ['fp']],
      [without('sess'), ['sess']],
      ['lang=en', ['auth_id', 'sess', 'fp']],
      [session.cookie.replace(/sess=\w+/, 'sess=deleted'), ['sess']],
      [session.cookie.replace(/auth_id=\d+/, 'auth_id=me'), ['auth_id']],
    ]

    for (const [cookie, missing] of wrong) {
      const answer = await app.nora.json('POST', IMPORT, { ...bodyOf(session), cookie })
      expectError(answer, 400, 'BAD_REQUEST', ['details'])
      expect(answer.body.details).toEqual({ missing })
    }
    expect(world.onlyfans.seen).toEqual([])
  })

  test('with a wrong field answers 400 that names it and echoes nothing', async () => {
    const good = bodyOf(world.creator().session)
    const wrong: [object, string][] = [
      [{ ...good, userAgent: undefined }, 'userAgent'],
      [{ ...good, userAgent: 'canary\r\nx-bc: 1' }, 'userAgent'],
      [{ ...good, xBc: 'canary' }, 'xBc'],
      [{ ...good, permissions: ['canary:read'] }, 'permissions.0'],
      [{ ...good, proxyCountry: 'XX' }, 'proxyCountry'],
      [{ userAgent: good.userAgent }, 'cookie'],
    ]

    for (const [body, path] of wrong) {
      const answer = await app.nora.json('POST', IMPORT, body)
      expectError(answer, 400, 'BAD_REQUEST', ['details'])
      expect(answer.body.details.fields.map((field: { path: string }) => field.path)).toEqual([path])
      expect(answer.body.error).toContain(path)
      expect(answer.text).not.toContain('canary')
    }
    expectError(await app.nora.json('POST', IMPORT), 400, 'BAD_REQUEST', ['details'])
    expect(world.onlyfans.seen).toEqual([])
  })

  test('of a user who is connected answers 409 with the id', async () => {
    const { session } = world.creator()
    const first = await app.nora.json('POST', IMPORT, bodyOf(session))
    world.onlyfans.seen.length = 0

    const again = await app.nora.json('POST', IMPORT, bodyOf(session))

    expectError(again, 409, 'CONNECTION_EXISTS', ['connectionId', 'details'])
    expect(again.body.connectionId).toBe(first.body.id)
    expect(again.body.details).toEqual({ connectionId: first.body.id })
    expect(world.onlyfans.seen).toEqual([])
  })

  test('of another user into a taken account answers 409 and asks nobody', async () => {
    await app.nora.json('POST', IMPORT, { ...bodyOf(world.creator().session), accountId: app.stella })
    world.onlyfans.seen.length = 0

    const other = await app.nora.json('POST', IMPORT, { ...bodyOf(world.creator().session), accountId: app.stella })

    expectError(other, 409, 'USER_MISMATCH')
    expect(world.onlyfans.seen).toEqual([])
  })

  test('that is over answers 422 and keeps nothing', async () => {
    const { session } = world.creator()
    world.onlyfans.end(session)

    const answer = await app.nora.json('POST', IMPORT, bodyOf(session))
    const again = await app.nora.json('POST', IMPORT, bodyOf(session))

    expectError(answer, 422, 'SESSION_EXPIRED', ['actionRequired', 'details'])
    expect(answer.body.actionRequired).toBe('refresh_session')
    expectError(again, 422, 'SESSION_EXPIRED', ['actionRequired', 'details'])
    expect(world.onlyfans.seen).toHaveLength(1)
    expect(await listed()).toEqual([])
    expect(await accountsIn()).toHaveLength(1)
  })

  test('that waits for a code is kept so', async () => {
    const { session, user } = world.creator({}, { secondFactor: {} })

    const { status, body } = await app.nora.json('POST', IMPORT, bodyOf(session))

    expect(status).toBe(201)
    expect(body).toMatchObject({ status: 'awaiting_2fa', userData: { id: user.id, name: '' }, expiredAt: null })
    expect(await listed()).toHaveLength(1)
  })

  test('revives an expired connection under its id', async () => {
    const { session, user } = world.creator()
    const first = await app.nora.json('POST', IMPORT, { ...bodyOf(session), accountId: app.stella, clientReferenceId: 'r' })
    world.onlyfans.end(session)
    await app.nora.json('POST', `${LIST}/${first.body.id}/check`)

    const { status, body } = await app.nora.json('POST', IMPORT, bodyOf(world.onlyfans.signIn(user)))

    expect(status).toBe(201)
    expect(body).toMatchObject({ id: first.body.id, status: 'active', expiredAt: null, clientReferenceId: 'r' })
    expect(await listed()).toHaveLength(1)
  })

  test.each([
    ['refuse', 'refused'],
    ['407', 'auth_failed'],
    ['402', 'payment_required'],
    ['403', 'forbidden'],
    ['502', 'upstream_error'],
    ['reset', 'reset'],
  ] as const)('through a proxy that answers %s is 502 and keeps nothing', async (mode, reason) => {
    for (const proxy of world.proxies) await proxy.behave(mode)

    const answer = await app.nora.json('POST', IMPORT, bodyOf(world.creator().session))

    expectError(answer, 502, 'PROXY_ERROR', ['details'])
    expect(answer.body.details).toEqual({ reason })
    expect(await listed()).toEqual([])
    expect(await accountsIn()).toHaveLength(1)
  })

  test.each([
    ['rate-limited', 'rate_limited'],
    ['server-error', 'server_error'],
    ['challenge', 'challenge'],
    ['html-200', 'challenge'],
  ] as const)('where OnlyFans answers %s is 503 and keeps nothing', async (fault, reason) => {
    const { session } = world.creator()
    world.onlyfans.misbehave(fault)

    const answer = await app.nora.json('POST', IMPORT, bodyOf(session))

    expectError(answer, 503, 'NETWORK_ERROR', ['details'])
    expect(answer.body.details).toEqual({ reason })
    expect(answer.headers.get('retry-after')).toBe(fault === 'rate-limited' ? '30' : null)
    expect(world.onlyfans.seen).toHaveLength(1)
    expect(await listed()).toEqual([])
    expect(await accountsIn()).toHaveLength(1)
  })

  test('is tried again with newer rules once, and without any is 503', async () => {
    const first = await app.nora.json('POST', IMPORT, bodyOf(world.creator().session))
    expect(first.status).toBe(201)
    world.onlyfans.release()

    const withNewer = await app.nora.json('POST', IMPORT, bodyOf(world.creator().session))
    expect(withNewer.status).toBe(201)

    world.rulesHost.put('/rules.json', () => Response.json({}))
    world.onlyfans.release()
    const withNone = await app.nora.json('POST', IMPORT, bodyOf(world.creator().session))
    world.rulesHost.put('/rules.json', () => Response.json(world.onlyfans.rules()))
    expectError(withNone, 503, 'RULES_OUTDATED')
    expect(world.onlyfans.killed).toEqual([])
  })

  test('that was not decided goes through the same exit the next time', async () => {
    const { session } = world.creator()
    world.onlyfans.misbehave('server-error')
    await app.nora.json('POST', IMPORT, bodyOf(session))
    world.onlyfans.misbehave(null)

    const again = await app.nora.json('POST', IMPORT, bodyOf(session))

    expect(again.status).toBe(201)
    expect(new Set(world.onlyfans.seen.map(({ ip }) => ip)).size).toBe(1)
  })

  test('where no exit is free answers 503 with what is near', async () => {
    const answer = await app.nora.json('POST', IMPORT, { ...bodyOf(world.creator().session), proxyCountry: 'JP' })

    expectError(answer, 503, 'NO_PROXY_AVAILABLE', ['details'])
    expect(keys(answer.body.details)).toEqual(['country', 'city', 'pool', 'free', 'closest'])
    expect(await accountsIn()).toHaveLength(1)
  })

  test('while the proxy is switched off answers 409 and asks nobody', async () => {
    await app.nora.json('POST', `/api/proxy/account/${app.stella}/assign-auto`)
    await app.nora.json('PUT', `/api/proxy/account/${app.stella}/preference`, { proxy_is_active: false })

    const answer = await app.nora.json('POST', IMPORT, { ...bodyOf(world.creator().session), accountId: app.stella })

    expectError(answer, 409, 'PROXY_INACTIVE')
    expect(world.onlyfans.seen).toEqual([])
  })

  test('fifty times at once makes one connection and asks once', async () => {
    const { session } = world.creator()

    const answers = await Promise.all(Array.from({ length: 50 }, () => app.nora.json('POST', IMPORT, bodyOf(session))))

    const made = answers.filter(({ status }) => status === 201)
    const refused = answers.filter(({ status }) => status === 409)
    expect([made.length, refused.length]).toEqual([1, 49])
    expect(new Set(refused.map(({ body }) => body.connectionId))).toEqual(new Set([made[0]?.body.id]))
    expect(world.onlyfans.seen).toHaveLength(1)
    expect(await listed()).toHaveLength(1)
    expect(await accountsIn()).toHaveLength(2)
  })

  test('fifty times at once by fifty sessions of one user makes one connection', async () => {
    const { user, session } = world.creator()
    const all = [session, ...Array.from({ length: 19 }, () => world.onlyfans.signIn(user))]

    const answers = await Promise.all(all.map((one) => app.nora.json('POST', IMPORT, bodyOf(one))))

    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(19).fill(409)])
    expect(world.onlyfans.seen).toHaveLength(1)
  })

  test('with an Idempotency-Key acts once', async () => {
    const headers = { 'idempotency-key': 'import-1' }
    const body = bodyOf(world.creator().session)

    const first = await app.nora.json('POST', IMPORT, body, headers)
    const again = await app.nora.json('POST', IMPORT, body, headers)

    expect(again.status).toBe(201)
    expect(again.body).toEqual(first.body)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
  })
})

describe('who may import', () => {
  test('nobody without credentials, no viewer, no key without the scope', async () => {
    const body = bodyOf(world.creator().session)
    const key = await app.keyOf(app.nora, { scopes: ['connections:read'] })

    expectError(await app.nobody.json('POST', IMPORT, body), 401, 'UNAUTHORIZED')
    expectError(await app.vera.json('POST', IMPORT, body), 403, 'FORBIDDEN')
    expectError(await key.json('POST', IMPORT, body), 403, 'FORBIDDEN')
    expect(world.onlyfans.seen).toEqual([])
  })

  test('an operator only into accounts of theirs', async () => {
    const { session } = world.creator()

    expectError(await app.omar.json('POST', IMPORT, bodyOf(session)), 403, 'FORBIDDEN')
    expectError(await app.zed.json('POST', IMPORT, { ...bodyOf(session), accountId: app.stella }), 404, 'RESOURCE_NOT_FOUND')
    expect(world.onlyfans.seen).toEqual([])
    expect((await app.omar.json('POST', IMPORT, { ...bodyOf(session), accountId: app.stella })).status).toBe(201)
    const outsider = await app.zed.json('POST', IMPORT, bodyOf(session))
    expectError(outsider, 409, 'CONNECTION_EXISTS')
  })
})
