import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { heard, usable } from '#src/connections/use.ts'
import { SYSTEM } from '#src/team/actor.ts'
import type { TestApp } from '#tests/support/app.ts'
import { bodyOf, IMPORT, LIST, type Sessions, startSessions } from './setup.ts'

// API.md section 4: everything but the import itself.

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

function expectError(answer: { status: number; body: any }, status: number, type: string, more: string[] = []) {
  expect([answer.status, answer.body.type]).toEqual([status, type])
  expect(keys(answer.body)).toEqual(['error', 'type', 'requestId', ...more])
}

/** A creator who is connected through Stella's account, and forgets the calls that it took. */
async function connected(more: object = {}) {
  const creator = world.creator()
  const { body } = await app.nora.json('POST', IMPORT, { ...bodyOf(creator.session), accountId: app.stella, ...more })
  world.onlyfans.seen.length = 0
  return { ...creator, id: body.id as string, at: `${LIST}/${body.id}`, made: body }
}

const events = async () =>
  ((await app.nora.json('GET', '/api/events?type=connection')).body.data as { type: string; data: any }[]).map(({ type }) => type)

describe('listing', () => {
  test('answers the list, newest first, page by page', async () => {
    for (const reference of ['a', 'b', 'c']) {
      await app.nora.json('POST', IMPORT, { ...bodyOf(world.creator().session), clientReferenceId: reference })
      app.clock.now += 1_000
    }
    const references = (body: any) => body.list.map((one: { clientReferenceId: string }) => one.clientReferenceId)

    const first = await app.nora.json('GET', `${LIST}?limit=2`)
    const second = await app.nora.json('GET', `${LIST}?limit=2&offset=${first.body.nextOffset}`)

    expect(keys(first.body)).toEqual(['list', 'hasMore', 'nextOffset'])
    expect([references(first.body), first.body.hasMore, first.body.nextOffset]).toEqual([['c', 'b'], true, 2])
    expect(second.body).toEqual({ list: [expect.objectContaining({ clientReferenceId: 'a' })], hasMore: false })
  })

  test('is narrowed by status, origin and reference', async () => {
    const { id } = await connected({ clientReferenceId: 'ref' })
    const waiting = await app.nora.json('POST', IMPORT, bodyOf(world.creator({}, { secondFactor: {} }).session))
    const ids = async (query: string) =>
      (await app.nora.json('GET', `${LIST}?${query}`)).body.list.map((one: { id: string }) => one.id)

    expect(await ids('status=active')).toEqual([id])
    expect(await ids('status=awaiting_2fa')).toEqual([waiting.body.id])
    expect(await ids('status=expired')).toEqual([])
    expect(await ids('imported=true')).toHaveLength(2)
    expect(await ids('imported=false')).toEqual([])
    expect(await ids('clientReferenceId=ref&status=')).toEqual([id])
    for (const wrong of ['status=pending', 'limit=0', 'limit=101', 'offset=-1', 'imported=maybe']) {
      expectError(await app.nora.json('GET', `${LIST}?${wrong}`), 400, 'BAD_REQUEST', ['details'])
    }
  })

  test('shows nobody what they may not see', async () => {
    const { at } = await connected()

    expect((await app.zed.json('GET', LIST)).body).toEqual({ list: [], hasMore: false })
    expect((await app.omar.json('GET', LIST)).body.list).toHaveLength(1)
    const own = { cookie: 'auth_id=1; sess=a; fp=b', userAgent: 'x' }
    for (const [method, path, body] of [
      ['GET', at],
      ['PATCH', at, { permissions: [] }],
      ['PATCH', `${IMPORT}/${at.split('/').at(-1)}`, own],
      ['POST', `${at}/check`],
      ['POST', `${at}/invalidate`],
      ['POST', `${at}/code`, { code: '123456' }],
      ['GET', `${LIST}/conn_missing`],
      ['GET', `${LIST}/%00`],
    ] as const) {
      expectError(await app.zed.json(method, path, body), 404, 'RESOURCE_NOT_FOUND')
    }
    expect(world.onlyfans.seen).toEqual([])
  })

  test('needs credentials, and tells a route that does not exist', async () => {
    expectError(await app.nobody.json('GET', LIST), 401, 'UNAUTHORIZED')
    expectError(await app.nora.json('GET', '/v2/account/nothing'), 404, 'RESOURCE_NOT_FOUND')
  })
})

describe('who am I', () => {
  test('names the key and what connections may do', async () => {
    const key = await app.keyOf(app.nora, { scopes: ['connections:read'] })

    const { status, body } = await app.nobody.json('GET', '/v2/account/whoami', undefined, { apikey: key.text })

    expect(status).toBe(200)
    expect(keys(body)).toEqual(['id', 'name', 'permissions'])
    expect(body).toMatchObject({ id: key.id, name: 'A key' })
    expect(body.permissions).toContain('messages:read')
  })
})

describe('updating the session', () => {
  test('puts the new one in the place of the old', async () => {
    const { user, id, at, made } = await connected()
    const next = world.onlyfans.signIn(user)
    app.clock.now += 1_000

    const { status, body } = await app.nora.json('PATCH', `${IMPORT}/${id}`, bodyOf(next))

    expect(status).toBe(200)
    expect(body).toEqual({ ...made, updatedAt: '2026-11-22T12:00:01.000Z', lastCheckedAt: '2026-11-22T12:00:01.000Z' })
    expect(world.onlyfans.seen).toHaveLength(1)
    expect((await app.nora.json('POST', `${at}/check`)).body.status).toBe('active')
    expect(usable(app.deps, id, SYSTEM).session.cookie).toContain(next.cookie.match(/sess=\w+/)?.[0] ?? 'none')
  })

  test('of another user answers 409 before anybody is asked', async () => {
    const { id } = await connected()

    const answer = await app.nora.json('PATCH', `${IMPORT}/${id}`, bodyOf(world.creator().session))

    expectError(answer, 409, 'USER_MISMATCH')
    expect(world.onlyfans.seen).toEqual([])
  })

  test('by one that is over answers 422 and leaves the old one', async () => {
    const { user, id, session, made } = await connected()
    const dead = world.onlyfans.signIn(user)
    world.onlyfans.end(dead)

    const answer = await app.nora.json('PATCH', `${IMPORT}/${id}`, bodyOf(dead))

    expectError(answer, 422, 'SESSION_EXPIRED', ['actionRequired', 'details'])
    expect((await app.nora.json('GET', `${LIST}/${id}`)).body).toEqual(made)
    expect(usable(app.deps, id, SYSTEM).session.cookie).toBe(session.cookie)
  })

  test('where nothing is heard leaves the old one', async () => {
    const { user, id, session, made } = await connected()
    world.onlyfans.misbehave('challenge')

    const answer = await app.nora.json('PATCH', `${IMPORT}/${id}`, bodyOf(world.onlyfans.signIn(user)))

    expectError(answer, 503, 'NETWORK_ERROR', ['details'])
    expect((await app.nora.json('GET', `${LIST}/${id}`)).body).toEqual(made)
    expect(usable(app.deps, id, SYSTEM).session.cookie).toBe(session.cookie)
  })

  test('by one that waits for a code keeps the old one until the code is taken', async () => {
    const { user, id, session } = await connected()
    const next = world.onlyfans.signIn(user, { secondFactor: { code: '111222' } })

    const { body } = await app.nora.json('PATCH', `${IMPORT}/${id}`, bodyOf(next))
    expect(body.status).toBe('awaiting_2fa')
    expect(usable(app.deps, id, SYSTEM).session.cookie).toBe(session.cookie)

    const done = await app.nora.json('POST', `${LIST}/${id}/code`, { code: '111 222' })
    expect([done.status, done.body.status]).toEqual([200, 'active'])
    expect(usable(app.deps, id, SYSTEM).session.xBc).toBe(next.xBc)
  })

  test('that is refused while it waits gives the old one back', async () => {
    const { user, id, session } = await connected()
    const next = world.onlyfans.signIn(user, { secondFactor: {} })
    await app.nora.json('PATCH', `${IMPORT}/${id}`, bodyOf(next))
    world.onlyfans.end(next)

    const checked = await app.nora.json('POST', `${LIST}/${id}/check`)

    expect(checked.body.status).toBe('active')
    expect(usable(app.deps, id, SYSTEM).session.cookie).toBe(session.cookie)
  })

  test('by the same session asks nobody', async () => {
    const { id, session } = await connected()

    const answers = [
      await app.nora.json('PATCH', `${IMPORT}/${id}`, bodyOf(session)),
      // The x-bc belongs to the browser, and this is the same.
      await app.nora.json('PATCH', `${IMPORT}/${id}`, { cookie: session.cookie, userAgent: session.userAgent }),
    ]

    expect(answers.map(({ status, body }) => [status, body.status])).toEqual([
      [200, 'active'],
      [200, 'active'],
    ])
    expect(world.onlyfans.seen).toEqual([])
  })

  test.each([
    ['another browser', () => ({ userAgent: 'Mozilla/5.0 (newer)' })],
    ['an x-bc in other letters', (xBc: string) => ({ xBc: xBc.toUpperCase() })],
  ])('of the same sign-in with %s asks nobody', async (_, other) => {
    const { id, session } = await connected()

    const answer = await app.nora.json('PATCH', `${IMPORT}/${id}`, { ...bodyOf(session), ...other(session.xBc ?? '') })

    expectError(answer, 409, 'BROWSER_CHANGED', ['actionRequired'])
    expect(world.onlyfans.seen).toEqual([])
  })

  test('fifty times at once asks once', async () => {
    const { user, id } = await connected()
    const next = bodyOf(world.onlyfans.signIn(user))

    const answers = await Promise.all(Array.from({ length: 50 }, () => app.nora.json('PATCH', `${IMPORT}/${id}`, next)))

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect(world.onlyfans.seen).toHaveLength(1)
  })

  test('of one that came by a link answers 400', async () => {
    const { id, session } = await connected()
    app.deps.db.$client.run("update connections set source = 'link'")

    const answer = await app.nora.json('PATCH', `${IMPORT}/${id}`, bodyOf(session))

    expectError(answer, 400, 'NOT_IMPORTED')
    expect((await app.nora.json('GET', `${LIST}/${id}`)).body.imported).toBe(false)
  })
})

describe('checking', () => {
  test('asks once and moves the time of the last answer', async () => {
    const { at } = await connected()
    app.clock.now += 60_000

    const { status, body } = await app.nora.json('POST', `${at}/check`)

    expect(status).toBe(200)
    expect(body).toMatchObject({
      status: 'active',
      lastCheckedAt: '2026-11-22T12:01:00.000Z',
      updatedAt: '2026-11-22T12:00:00.000Z',
    })
    expect(world.onlyfans.seen).toHaveLength(1)
  })

  test('finds out that a session is over, and never asks about it again', async () => {
    const { at, session } = await connected()
    world.onlyfans.end(session)

    const first = await app.nora.json('POST', `${at}/check`)
    const again = await app.nora.json('POST', `${at}/check`)

    expect(first.body).toMatchObject({ status: 'expired', expiredAt: '2026-11-22T12:00:00.000Z' })
    expect(again.body).toEqual(first.body)
    expect(world.onlyfans.seen).toHaveLength(1)
    expect(await events()).toEqual(['connection.checked', 'connection.expired', 'connection.created'])
  })

  test.each(['rate-limited', 'server-error', 'challenge', 'not-json', 'hang-up'] as const)(
    'where OnlyFans answers %s changes nothing',
    async (fault) => {
      const { at, made } = await connected()
      world.onlyfans.misbehave(fault === 'hang-up' ? 'reset' : fault)
      app.clock.now += 60_000

      const answer = await app.nora.json('POST', `${at}/check`)

      expect(['PROXY_ERROR', 'NETWORK_ERROR']).toContain(answer.body.type)
      expect((await app.nora.json('GET', at)).body).toEqual(made)
    },
  )

  test('after the account moved to another exit asks nobody, unless told to', async () => {
    const { at } = await connected()
    await app.nora.json('POST', `/api/proxy/account/${app.stella}/assign-auto`, { forceReassign: true })

    const refused = await app.nora.json('POST', `${at}/check`)
    expectError(refused, 409, 'EXIT_CHANGED', ['actionRequired'])
    expect(world.onlyfans.seen).toEqual([])

    const anyway = await app.nora.json('POST', `${at}/check`, { anyway: true })
    expect(anyway.body.status).toBe('expired')
    expect(world.onlyfans.killed.map(({ why }) => why)).toEqual(['ip'])
  })

  test('asks nobody through another port or user of the same gateway, which may be another exit', async () => {
    const gateway = await world.proxy({ username: 'u1', password: 'p' })
    const manual = { proxy_address: gateway.host, proxy_port: gateway.port, proxy_username: 'u1', proxy_password: 'p' }
    const set = async (more: object) =>
      (await app.nora.json('POST', `/api/proxy/account/${app.stella}/set-manual`, { ...manual, ...more })).status
    expect(await set({})).toBe(200)
    const { at } = await connected()

    const other = await world.proxy({ address: gateway.host, username: 'u1', password: 'p' })
    expect(await set({ proxy_port: other.port })).toBe(200)
    expectError(await app.nora.json('POST', `${at}/check`), 409, 'EXIT_CHANGED', ['actionRequired'])
    expect(world.onlyfans.seen).toEqual([])
    expect(await set({})).toBe(200)
    expect((await app.nora.json('POST', `${at}/check`)).body.status).toBe('active')
  })

  test('works again once the exit is put back', async () => {
    const { at } = await connected()
    const proxy = `/api/proxy/account/${app.stella}`
    const before = (await app.nora.json('GET', proxy)).body.data.proxy_address
    await app.nora.json('POST', `${proxy}/assign-auto`, { forceReassign: true })
    const { port } = world.proxyAt(before) ?? {}
    const back = await app.nora.json('POST', `${proxy}/assign-auto`, { forceReassign: true })

    // The account had that exit before, so it comes first of all.
    expect([back.body.data.proxy_address, back.body.data.proxy_port]).toEqual([before, port])
    expect((await app.nora.json('POST', `${at}/check`)).body.status).toBe('active')
    expect(world.onlyfans.killed).toEqual([])
  })

  test('through a proxy that is switched off asks nobody', async () => {
    const { at } = await connected()
    await app.nora.json('PUT', `/api/proxy/account/${app.stella}/preference`, { proxy_is_active: false })

    expectError(await app.nora.json('POST', `${at}/check`), 409, 'PROXY_INACTIVE')
    expect(world.onlyfans.seen).toEqual([])
  })

  test('fifty times at once asks once', async () => {
    const { at } = await connected()

    const answers = await Promise.all(Array.from({ length: 50 }, () => app.nora.json('POST', `${at}/check`)))

    expect(new Set(answers.map(({ body }) => body.status))).toEqual(new Set(['active']))
    expect(world.onlyfans.seen).toHaveLength(1)
  })
})

describe('a one-time code', () => {
  const waiting = async () => {
    const { session } = world.creator({}, { secondFactor: { code: '482913', checkAttemptsLeft: 3 } })
    const { body } = await app.nora.json('POST', IMPORT, { ...bodyOf(session), accountId: app.stella })
    world.onlyfans.seen.length = 0
    return { at: `${LIST}/${body.id}` }
  }

  test('lets the session in', async () => {
    const { at } = await waiting()

    const { status, body } = await app.nora.json('POST', `${at}/code`, { code: '482913' })

    expect([status, body.status, body.userData.name]).toEqual([200, 'active', 'Stella Moon'])
    expect(await events()).toEqual(['connection.updated', 'connection.awaiting_2fa', 'connection.created'])
  })

  test('that is wrong is tried once, also when it is sent again', async () => {
    const { at } = await waiting()

    const wrong = await app.nora.json('POST', `${at}/code`, { code: '000000' })
    const again = await app.nora.json('POST', `${at}/code`, { code: '000000' })

    expectError(wrong, 422, 'CODE_REFUSED', ['details'])
    expect(wrong.body.details).toEqual({ attemptsLeft: 2 })
    expectError(again, 409, 'CODE_USED')
    expect(world.onlyfans.seen).toHaveLength(1)
    expect((await app.nora.json('POST', `${at}/code`, { code: '482913' })).body.status).toBe('active')
  })

  test('fifty times at once is handed over once', async () => {
    const { at } = await waiting()

    const answers = await Promise.all(Array.from({ length: 50 }, () => app.nora.json('POST', `${at}/code`, { code: '482913' })))

    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(world.onlyfans.seen.filter(({ method }) => method === 'POST')).toHaveLength(1)
  })

  test('where none is waited for answers 409, and what is no code 400', async () => {
    const { at } = await connected()

    expectError(await app.nora.json('POST', `${at}/code`, { code: '482913' }), 409, 'NOT_AWAITING_CODE')
    const noCode = await app.nora.json('POST', `${at}/code`, { code: 'canary!' })
    expectError(noCode, 400, 'BAD_REQUEST', ['details'])
    expect(noCode.text).not.toContain('canary')
    expect(world.onlyfans.seen).toEqual([])
  })
})

describe('invalidating and deleting', () => {
  test('invalidating marks it expired and keeps the record', async () => {
    const { at, id } = await connected()

    const first = await app.nora.json('POST', `${at}/invalidate`)
    const again = await app.nora.json('POST', `${at}/invalidate`)

    expect([first.status, first.body.status, first.body.expiredAt]).toEqual([200, 'expired', '2026-11-22T12:00:00.000Z'])
    expect(again.body).toEqual(first.body)
    expect(await events()).toEqual(['connection.expired', 'connection.created'])
    expect(() => usable(app.deps, id, SYSTEM)).toThrow('over')
    expect(app.deps.db.$client.query('select count(*) as n from sessions where sealed is not null').get()).toEqual({ n: 0 })
  })

  test('deleting forgets it with its secrets; the account stays', async () => {
    const { at, id } = await connected()

    expect((await app.omar.json('DELETE', at)).status).toBe(403)
    const { status, body } = await app.mara.json('DELETE', at)

    expect([status, body]).toEqual([200, { id, deleted: true }])
    expectError(await app.nora.json('GET', at), 404, 'RESOURCE_NOT_FOUND')
    expect(app.deps.db.$client.query('select count(*) as n from sessions').get()).toEqual({ n: 0 })
    expect((await app.nora.json('GET', `/api/accounts/${app.stella}`)).status).toBe(200)
    expect(await events()).toEqual(['connection.disconnected', 'connection.created'])
  })

  test('changing permissions and reference needs no session', async () => {
    const { at } = await connected()

    const { body } = await app.nora.json('PATCH', at, { permissions: ['vault:write', 'posts:read'], clientReferenceId: 'new' })

    expect(body).toMatchObject({ permissions: ['posts:read', 'vault:write'], clientReferenceId: 'new' })
    expect((await app.nora.json('PATCH', at, { clientReferenceId: null })).body.clientReferenceId).toBeNull()
    expectError(await app.nora.json('PATCH', at, {}), 400, 'BAD_REQUEST', ['details'])
    expect(world.onlyfans.seen).toEqual([])
  })
})

describe('use', () => {
  test('that OnlyFans refuses marks the connection at once', async () => {
    const { id, at } = await connected()
    const use = usable(app.deps, id, SYSTEM)

    heard(app.deps, use, { kind: 'unreachable', reason: 'server_error' })
    expect((await app.nora.json('GET', at)).body.status).toBe('active')
    heard(app.deps, use, { kind: 'expired', reason: 'refused' })

    expect((await app.nora.json('GET', at)).body.status).toBe('expired')
    expect(() => usable(app.deps, id, SYSTEM)).toThrow('over')
  })

  test('of a session that was replaced meanwhile marks nothing', async () => {
    const { id, at, user } = await connected()
    const use = usable(app.deps, id, SYSTEM)
    await app.nora.json('PATCH', `${IMPORT}/${id}`, bodyOf(world.onlyfans.signIn(user)))

    heard(app.deps, use, { kind: 'expired', reason: 'refused' })

    expect((await app.nora.json('GET', at)).body.status).toBe('active')
  })
})
