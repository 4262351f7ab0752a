import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import type { Session } from '#src/onlyfans/session.ts'
import type { Caller, TestApp } from '#tests/support/app.ts'
import { LIST, type Sessions, startSessions } from './setup.ts'

// API.md section 3.

const CAPTURE = '/api/v2/account-connect'
const EXTENSION = 'abcdefghijklmnopabcdefghijklmnop'

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
const cookieMap = ({ cookie }: Session) =>
  Object.fromEntries(cookie.split('; ').map((pair) => pair.split('=', 2) as [string, string]))
const headersOf = (session: Session) => ({
  sess: cookieMap(session).sess ?? '',
  bcTokenSha: session.xBc ?? '',
  userAgent: session.userAgent,
})

interface Differently {
  who?: Caller
  body?: object
  headers?: Record<string, string>
}

/** Hands a session over as the extension does. */
const push = (session: Session, { who = app.nora, body = {}, headers = {} }: Differently = {}) =>
  who.json(
    'POST',
    CAPTURE,
    {
      localStorage: { bcTokenSha: session.xBc, theme: 'dark' },
      sessionStorage: { tab: '1' },
      cookies: cookieMap(session),
      ...body,
    },
    { ...headersOf(session), ...headers },
  )

function expectError(answer: { status: number; body: any }, status: number, code: string, names?: string) {
  expect([answer.status, keys(answer.body), keys(answer.body.error)]).toEqual([status, ['status', 'error'], ['code', 'message']])
  expect(answer.body).toMatchObject({ status: 'error', error: { code } })
  if (names) expect(answer.body.error.message).toContain(names)
}

const listed = async () => (await app.nora.json('GET', LIST)).body.list as { id: string; status: string }[]
const count = (sql: string) => (app.deps.db.$client.query(`select count(*) as n from ${sql}`).get() as { n: number }).n

describe('a capture', () => {
  test('answers 200 with account, status and time', async () => {
    const { session, user } = world.creator()

    const { status, body } = await push(session, { body: { account_id: app.stella } })

    expect(status).toBe(200)
    expect(body).toEqual({
      status: 'success',
      data: { accountId: app.stella, status: 'connected', syncTimestamp: '2026-11-22T12:00:00.000Z' },
    })
    const [connection] = await listed()
    expect(connection).toMatchObject({ status: 'active', imported: false, userData: { id: user.id, name: user.name } } as object)
  })

  test('gives an account without an exit one of the wished country first', async () => {
    const outside = await startSessions([{ country: 'FR' }, { country: 'US' }])
    try {
      const fresh = await outside.app()
      const { session } = outside.creator()
      await push(session, { who: fresh.nora, body: { account_id: fresh.stella, other_data: { proxyCountry: 'us' } } })

      const { data } = (await fresh.nora.json('GET', `/api/proxy/account/${fresh.stella}`)).body
      expect([data.proxy_mode, data.proxy_country_code]).toEqual(['auto', 'US'])
      expect(outside.onlyfans.seen.map(({ ip }) => ip)).toEqual([data.proxy_address])
    } finally {
      await outside.stop()
    }
  })

  test('of an unknown user makes an account', async () => {
    const { body } = await push(world.creator({ name: 'Luna Sky' }).session)

    const account = await app.nora.json('GET', `/api/accounts/${body.data.accountId}`)
    expect(account.body.data.name).toBe('Luna Sky')
  })

  test('of a list of cookies is the same', async () => {
    const { session } = world.creator()
    const cookies = Object.entries(cookieMap(session)).map(([name, value]) => ({ name, value, domain: '.onlyfans.com' }))

    const { body } = await push(session, { body: { cookies } })

    expect(body.data.status).toBe('connected')
  })

  test('without fp goes on under a renewed cookie too', async () => {
    const { session } = world.creator()
    Object.assign(world.onlyfans.of(session) ?? {}, { fp: undefined })
    const { fp: _, ...cookies } = cookieMap(session)
    await push(session, { body: { cookies } })
    const key = await app.keyOf(app.nora, { scopes: ['access'] })
    const [connection] = await listed()
    const ask = (path: string) =>
      key.json('GET', `/v2/access/proxy${path}`, undefined, { 'x-connection-id': connection?.id ?? '' })

    const answers = [await ask('/users/list?as=rotate'), await ask('/users/list')]

    expect(answers.map(({ status }) => status)).toEqual([200, 200])
  })

  test('with x-bc in place of bcTokenSha is the same', async () => {
    const { session } = world.creator()
    const { bcTokenSha, ...rest } = headersOf(session)

    const { body } = await app.nora.json('POST', CAPTURE, { cookies: cookieMap(session) }, { ...rest, 'x-bc': bcTokenSha })

    expect(body.data.status).toBe('connected')
  })

  test.each<[string, (session: Session) => Differently, string]>([
    ['no sess', () => ({ headers: { sess: '' } }), 'sess is missing'],
    ['no hash', () => ({ headers: { bcTokenSha: '' } }), 'bcTokenSha is missing'],
    ['no user agent', () => ({ headers: { userAgent: '' } }), 'userAgent is missing'],
    ['a hash that is none', () => ({ headers: { bcTokenSha: 'canary' } }), 'bcTokenSha must have 40'],
    ['a deleted sess', () => ({ headers: { sess: 'deleted' } }), 'sess is deleted'],
    ['another sess than the cookie', () => ({ headers: { sess: 'canary' } }), 'sess is not the one of the cookies'],
    ['another hash than localStorage', () => ({ headers: { bcTokenSha: 'c'.repeat(40) } }), 'bcTokenSha is not the one'],
    ['an auth_id that is no number', (s) => ({ body: { cookies: { ...cookieMap(s), auth_id: 'canary' } } }), 'auth_id must be'],
    ['no auth_id', (s) => ({ body: { cookies: { sess: cookieMap(s).sess } } }), 'auth_id is missing'],
    ['no cookies', () => ({ body: { cookies: undefined } }), 'cookies'],
    ['cookies that are text', () => ({ body: { cookies: 'canary' } }), 'cookies'],
    ['a storage that is a number', () => ({ body: { localStorage: 5 } }), 'localStorage'],
    ['an unknown link', () => ({ body: { client_session: 'ofapi_cs_canary' } }), 'client_session'],
  ])('with %s answers 400 that names it', async (_, differently, names) => {
    const { session } = world.creator()

    const answer = await push(session, differently(session))

    expectError(answer, 400, 'validation_error', names)
    expect(answer.text).not.toContain('canary')
    expect(world.onlyfans.seen).toEqual([])
    expect(count('connections')).toBe(0)
  })

  test('that is no JSON answers 400, and too large a one 413', async () => {
    const headers = { 'content-type': 'application/json', ...headersOf(world.creator().session) }
    const send = async (body: string) => {
      const answer = await app.nora.raw('POST', CAPTURE, headers, body)
      return { status: answer.status, body: await answer.json() }
    }

    expectError(await send('{"cookies":'), 400, 'validation_error')
    expectError(await send(`{"localStorage":{"x":"${'x'.repeat(2 * 1024 * 1024)}"}}`), 413, 'payload_too_large')
  })

  test('without credentials is 401, without the right 403, of a foreign account 404', async () => {
    const { session } = world.creator()
    const reader = await app.keyOf(app.nora, { scopes: ['connections:read'] })

    expectError(await push(session, { who: app.nobody }), 401, 'authentication_required')
    expectError(await push(session, { who: app.vera }), 403, 'permission_denied')
    expectError(await push(session, { who: reader }), 403, 'permission_denied')
    expectError(await push(session, { who: app.omar }), 403, 'permission_denied')
    expectError(await push(session, { who: app.zed, body: { account_id: app.stella } }), 404, 'account_not_found')
    expectError(await push(session, { body: { account_id: 'no-uuid' } }), 404, 'account_not_found')
    expect(world.onlyfans.seen).toEqual([])
    expect((await push(session, { who: app.omar, body: { account_id: app.stella } })).body.data.status).toBe('connected')
    expectError(await push(session, { who: app.zed }), 403, 'permission_denied')
  })

  test('too often answers 429', async () => {
    const { session } = world.creator()
    let last = await push(session, { headers: { sess: 'x' } })
    for (let tries = 0; tries < 400 && last.status !== 429; tries++) last = await push(session, { headers: { sess: 'x' } })

    expectError(last, 429, 'rate_limit_exceeded')
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0)
  })
})

describe('the same user again', () => {
  test('updates the same account with a new revision', async () => {
    const { user, session } = world.creator()
    const first = await push(session)
    const second = await push(world.onlyfans.signIn(user))

    expect(second.body.data).toMatchObject({ accountId: first.body.data.accountId, status: 'connected' })
    expect(await listed()).toHaveLength(1)
    expect(count('sessions')).toBe(2)
    expect(count('sessions where sealed is not null')).toBe(1)
    expect(world.onlyfans.killed).toEqual([])
  })

  test('with the same sign-in asks OnlyFans no second time', async () => {
    const { session } = world.creator()
    await push(session)
    const again = await push({ ...session, cookie: `${session.cookie}; csrf=new` })

    expect(again.body.data.status).toBe('connected')
    expect(world.onlyfans.seen).toHaveLength(1)
    expect(count('sessions')).toBe(2)
  })

  test('fifty times at once makes one connection and asks once', async () => {
    const { session } = world.creator()

    const answers = await Promise.all(Array.from({ length: 50 }, () => push(session)))

    expect(new Set(answers.map(({ body }) => `${body.data.status} ${body.data.accountId}`)).size).toBe(1)
    expect(world.onlyfans.seen).toHaveLength(1)
    expect([count('connections'), count('accounts')]).toEqual([1, 2])
  })

  test('another user into a named account is 409 and changes nothing', async () => {
    await push(world.creator().session, { body: { account_id: app.stella } })
    const before = await listed()
    world.onlyfans.seen.length = 0

    expectError(await push(world.creator().session, { body: { account_id: app.stella } }), 409, 'account_mismatch')

    expect(await listed()).toEqual(before)
    expect(world.onlyfans.seen).toEqual([])
  })

  test('a user of one account into another is 409', async () => {
    const { session } = world.creator()
    await push(session, { body: { account_id: app.stella } })

    expectError(await push(session, { body: { account_id: app.addAccount('Other') } }), 409, 'account_mismatch')
  })

  test('after the browser was updated is kept, but OnlyFans is not asked', async () => {
    const { session } = world.creator()
    await push(session)

    const { body } = await push({ ...session, userAgent: session.userAgent.replace('156', '157') })

    expect(body.data.status).toBe('pending')
    expect(body.data.warning).toContain('another user agent')
    expect(world.onlyfans.seen).toHaveLength(1)
    expect((await listed()).map(({ status }) => status)).toEqual(['active'])
  })
})

describe('a capture that is not decided', () => {
  test.each([
    ['the proxy fails', () => world.proxies.map((proxy) => proxy.behave('refuse'))],
    ['OnlyFans is out of order', () => [world.onlyfans.misbehave('server-error')]],
    ['OnlyFans asks for a proof', () => [world.onlyfans.misbehave('challenge')]],
  ])('because %s is pending, and not on the list', async (_, breakIt) => {
    await Promise.all(breakIt())
    const { session } = world.creator()

    const { status, body } = await push(session)

    expect([status, body.data.status]).toEqual([200, 'pending'])
    expect(body.data.warning).toBeString()
    expect(await listed()).toEqual([])
    expect(count("sessions where sealed like 'v1.%'")).toBe(1)
  })

  test('because no exit is free is pending', async () => {
    const { body } = await push(world.creator().session, { body: { proxy_country: 'JP' } })

    expect(body.data).toMatchObject({ status: 'pending', warning: expect.stringContaining('No suitable proxy') })
    expect(world.onlyfans.seen).toEqual([])
  })

  test('because a code is waited for is pending, and on the list', async () => {
    const { body } = await push(world.creator({}, { secondFactor: {} }).session)

    expect(body.data).toMatchObject({ status: 'pending', warning: 'OnlyFans waits for a one-time code.' })
    expect((await listed()).map(({ status }) => status)).toEqual(['awaiting_2fa'])
  })

  test('is decided by the next capture of the same sign-in', async () => {
    const { session } = world.creator()
    world.onlyfans.misbehave('server-error')
    await push(session)
    world.onlyfans.misbehave(null)

    expect((await push(session)).body.data.status).toBe('connected')
    expect(new Set(world.onlyfans.seen.map(({ ip }) => ip)).size).toBe(1)
  })

  test('leaves a session that works in use', async () => {
    const { user, session } = world.creator()
    await push(session)
    world.onlyfans.misbehave('server-error')

    expect((await push(world.onlyfans.signIn(user))).body.data.status).toBe('pending')

    world.onlyfans.misbehave(null)
    expect((await listed()).map(({ status }) => status)).toEqual(['active'])
    expect(count('sessions where sealed is not null')).toBe(2)
  })
})

describe('a capture that OnlyFans refuses', () => {
  test('is an error, and expired on the list', async () => {
    const { session } = world.creator()
    world.onlyfans.end(session)

    const { status, body } = await push(session)

    expect([status, body.data.status]).toEqual([200, 'error'])
    expect((await listed()).map(({ status: of }) => of)).toEqual(['expired'])
  })

  test('is never asked about again', async () => {
    const { session } = world.creator()
    world.onlyfans.end(session)
    for (let times = 0; times < 5; times++) expect((await push(session)).body.data.status).toBe('error')

    expect(world.onlyfans.seen).toHaveLength(1)
  })
})

describe('pairing a browser', () => {
  const pair = async (code: string, more: object = {}) =>
    app.nobody.json('POST', '/api/extension/pair', { code, extension_id: EXTENSION, name: "Dana's Chrome", ...more })

  test('gives it a key of its own, once', async () => {
    const { status, body } = await app.omar.json('POST', '/api/extension/pairings')
    expect([status, body.data]).toEqual([
      201,
      { code: expect.stringMatching(/^[A-Z]{8}$/), expires_at: '2026-11-22T12:10:00.000Z' },
    ])

    const first = await pair(body.data.code.toLowerCase())
    const again = await pair(body.data.code)

    expect(first.status).toBe(201)
    expect(first.body.data.name).toBe("Dana's Chrome")
    expect(first.body.data.scopes).toContain('connections:write')
    expect([again.status, again.body.code]).toEqual([404, 'NOT_FOUND'])
    const me = await app.nobody.json('GET', '/api/auth/me', undefined, { authorization: `Bearer ${first.body.data.key}` })
    expect(me.body).toMatchObject({ data: { kind: 'key', role: 'operator' } })
  })

  test('ends after ten minutes', async () => {
    const { body } = await app.omar.json('POST', '/api/extension/pairings')
    app.clock.now += 10 * 60_000

    expect((await pair(body.data.code)).status).toBe(404)
  })

  test('by two at once gives one key', async () => {
    const { body } = await app.omar.json('POST', '/api/extension/pairings')

    const answers = await Promise.all([pair(body.data.code), pair(body.data.code), pair(body.data.code)])

    expect(answers.map(({ status }) => status).sort()).toEqual([201, 404, 404])
  })

  test('may be limited to accounts that its owner sees', async () => {
    const limited = await app.omar.json('POST', '/api/extension/pairings', { account_ids: [app.stella] })
    const foreign = await app.zed.json('POST', '/api/extension/pairings', { account_ids: [app.stella] })
    const key = await pair(limited.body.data.code)

    expect(key.body.data.account_ids).toEqual([app.stella])
    expect(foreign.status).toBe(404)
  })

  test('is not for viewers, keys and guesses', async () => {
    const key = await app.keyOf(app.nora, { scopes: ['admin'] })

    expect((await app.vera.json('POST', '/api/extension/pairings')).status).toBe(403)
    expect((await key.json('POST', '/api/extension/pairings')).status).toBe(403)
    expect((await pair('AAAA')).status).toBe(400)
    const codes = []
    for (let tries = 0; tries < 12; tries++) codes.push((await pair('AAAAAAAA')).status)
    expect(codes.filter((status) => status === 404).length).toBeLessThan(12)
    expect(codes.at(-1)).toBe(429)
  })
})

describe('calls from a browser', () => {
  const preflight = async (origin: string, path = CAPTURE) => {
    const answer = await app.nobody.raw('OPTIONS', path, {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,bctokensha,content-type,sess,useragent',
    })
    return { status: answer.status, headers: Object.fromEntries(answer.headers) }
  }
  const paired = `chrome-extension://${EXTENSION}`

  test('are let in from a paired extension, with exactly these headers', async () => {
    const { body } = await app.omar.json('POST', '/api/extension/pairings')
    await app.nobody.json('POST', '/api/extension/pair', { code: body.data.code, extension_id: EXTENSION, name: 'Chrome' })

    const { status, headers } = await preflight(paired)
    const answer = await push(world.creator().session, { headers: { origin: paired } })
    const refused = await push(world.creator().session, { who: app.nobody, headers: { origin: paired } })

    expect(status).toBe(204)
    expect(headers).toMatchObject({
      'access-control-allow-origin': paired,
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'authorization, bctokensha, content-type, sess, useragent, x-bc',
      vary: expect.stringContaining('Origin'),
    })
    expect(headers).not.toHaveProperty('access-control-allow-credentials')
    for (const one of [answer, refused]) expect(one.headers.get('access-control-allow-origin')).toBe(paired)
  })

  test.each([
    'null',
    'https://evil.example',
    'http://localhost:3000.evil.example',
    `chrome-extension://${'p'.repeat(32)}`,
    `${paired}.evil.example`,
    `https://${EXTENSION}`,
    'chrome-extension://',
  ])('are not let in from %s', async (origin) => {
    const { headers } = await preflight(origin)
    const answer = await push(world.creator().session, { headers: { origin } })

    expect(headers).not.toHaveProperty('access-control-allow-origin')
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
  })

  test('for pairing are let in from any extension, for its own id alone', async () => {
    const { body } = await app.omar.json('POST', '/api/extension/pairings')
    const call = (origin: string) =>
      app.nobody.json('POST', '/api/extension/pair', { code: body.data.code, extension_id: EXTENSION, name: 'C' }, { origin })

    expect((await preflight(paired, '/api/extension/pair')).headers['access-control-allow-origin']).toBe(paired)
    expect((await preflight('https://evil.example', '/api/extension/pair')).headers).not.toHaveProperty(
      'access-control-allow-origin',
    )
    expect((await call(`chrome-extension://${'p'.repeat(32)}`)).status).toBe(400)
    expect((await call(paired)).status).toBe(201)
  })
})
