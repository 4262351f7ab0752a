import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test'
import { createHash } from 'node:crypto'
import { testApp } from '#tests/support/app.ts'
import { connected, PROXY, type Sessions, startSessions } from './setup.ts'

let sessions: Sessions

beforeAll(async () => {
  sessions = await startSessions(Array(12).fill({ country: 'US' }))
})
afterEach(async () => {
  expect(sessions.onlyfans.killed).toEqual([])
  await sessions.calm()
})
afterAll(() => sessions.stop())

const here = async (options?: Parameters<typeof connected>[2]) => {
  const app = await sessions.app()
  return { app, stella: await connected(sessions, app, options) }
}

describe('a call', () => {
  test('goes to OnlyFans signed, as the user, through the exit of the account', async () => {
    const { app, stella } = await here()

    const answer = await stella.json('GET', '/chats?limit=10&offset=0')

    expect([answer.status, answer.body]).toEqual([200, { path: '/api2/v2/chats?limit=10&offset=0', method: 'GET' }])
    const exit = (await app.nora.json('GET', `/api/proxy/account/${stella.accountId}`)).body.data.proxy_address
    expect(sessions.onlyfans.seen).toMatchObject([{ ip: exit, userId: stella.user.id, path: '/api2/v2/chats?limit=10&offset=0' }])
  })

  test('may name the path with /api2/v2 before it', async () => {
    const { stella } = await here()

    const answer = await stella.json('GET', '/api2/v2/chats?limit=1')

    expect(answer.body.path).toBe('/api2/v2/chats?limit=1')
  })

  test.each(['apiKey', 'apikey', 'X-API-Key'])('takes the key in %s', async (name) => {
    const { app, stella } = await here()

    const answer = await app.nobody.raw('GET', `${PROXY}/chats`, { [name]: stella.key.text, 'x-connection-id': stella.id })

    expect(answer.status).toBe(200)
    await answer.text()
  })

  test('takes nothing along that is ours or of the way here', async () => {
    const { stella } = await here()
    const ours = {
      apikey: stella.key.text,
      authorization: `Bearer ${stella.key.text}`,
      cookie: 'mooring_session=canary-cookie; sess=canary-sess',
      'x-forwarded-for': '203.0.113.7',
      forwarded: 'for=203.0.113.7',
      via: '1.1 canary-via',
      'x-real-ip': '203.0.113.7',
      'x-request-id': 'canary-request-id',
      'idempotency-key': 'canary-key',
      'proxy-authorization': 'Basic canary',
      te: 'trailers',
      upgrade: 'canary',
      'user-agent': 'curl/8.5.0',
      'x-bc': 'f'.repeat(40),
      'user-id': '1',
      sign: 'canary-sign',
      time: '1',
      'app-token': 'canary-token',
      origin: 'https://canary.example',
      referer: 'https://canary.example/',
      'accept-language': 'de-DE',
    }

    const answer = await stella.call('GET', '/chats', null, ours)

    expect(answer.status).toBe(200)
    await answer.text()
    const headers = JSON.stringify(sessions.onlyfans.seen[0]?.headers).toLowerCase()
    for (const trace of ['canary', '203.0.113.7', stella.key.text, stella.id, 'curl', 'idempotency', 'x-connection-id']) {
      expect([trace, headers.includes(trace.toLowerCase())]).toEqual([trace, false])
    }
    expect(headers).toContain('de-de')
  })

  test('brings nothing back that is the session’s or of the way back', async () => {
    const { stella } = await here()

    const answer = await stella.call('GET', '/chats?as=rotate')

    expect(await answer.json()).toEqual({ rotated: true })
    expect(answer.headers.get('set-cookie')).toBeNull()
    for (const name of ['connection', 'keep-alive', 'server', 'transfer-encoding', 'proxy-authenticate']) {
      expect([name, answer.headers.get(name)]).toEqual([name, null])
    }
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(answer.headers.get('x-request-id')).toBeTruthy()
  })

  test('carries a body both ways as it is', async () => {
    const { stella } = await here()
    const text = JSON.stringify({ text: 'Grüße 💌', price: 0, __proto__x: 1 })

    const announced = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) }
    const answer = await stella.call('POST', '/posts?as=echo', text, announced)

    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([200, 'application/json', text])
    const sent = Object.fromEntries(sessions.onlyfans.seen[0]?.headers.map(([name, value]) => [name.toLowerCase(), value]) ?? [])
    expect(sent['content-length']).toBe(String(Buffer.byteLength(text)))
  })

  test('carries bodies that are no JSON, and larger than any of ours may be', async () => {
    const { stella } = await here()
    const bytes = Buffer.alloc(3 * 1024 ** 2, 'moor')
    const headers = { 'content-type': 'image/jpeg', 'content-length': String(bytes.length) }

    const answer = await stella.call('POST', '/posts?as=upload', bytes, headers)

    expect(await answer.json()).toEqual({ bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') })
  })

  test.each([
    ['PUT', '/posts/1'],
    ['PATCH', '/posts/1'],
    ['DELETE', '/posts/1'],
  ])('can be a %s', async (method, path) => {
    const { stella } = await here()

    expect((await stella.json(method, path, {})).body).toEqual({ path: `/api2/v2${path}`, method })
  })

  test('may ask for the headers alone', async () => {
    const { stella } = await here()

    for (const path of ['/chats', '/users/me']) {
      const answer = await stella.call('HEAD', path)
      expect([path, answer.status, await answer.text()]).toEqual([path, 200, ''])
    }
    expect(sessions.onlyfans.seen.map(({ method }) => method)).toEqual(['HEAD', 'HEAD'])
  })

  test('gets the status that OnlyFans gave', async () => {
    const { stella } = await here()

    const forbidden = await stella.json('GET', '/posts/1?as=forbidden')
    const missing = await stella.json('GET', '/posts/1?as=missing')
    const moved = await stella.call('GET', '/posts/1?as=moved')
    const empty = await stella.call('DELETE', '/posts/1?as=empty')
    const unchanged = await stella.call('GET', '/posts/1?as=unchanged', null, { 'if-none-match': '"x"' })

    expect([forbidden.status, forbidden.body.error.message]).toEqual([403, 'Access denied.'])
    expect([missing.status, missing.body.error.message]).toEqual([404, 'Not found.'])
    expect([moved.status, moved.headers.get('location')]).toEqual([302, 'https://cdn.onlyfans.test/x'])
    expect([empty.status, await empty.text()]).toEqual([204, ''])
    expect([unchanged.status, unchanged.headers.get('etag'), await unchanged.text()]).toEqual([304, '"x"', ''])
    expect((await stella.connection()).status).toBe('active')
  })

  test('shows a profile without what opens doors', async () => {
    const { stella } = await here()

    const answer = await stella.json('GET', '/users/me', undefined, { 'accept-encoding': 'gzip' })

    expect(answer.body).toMatchObject({ id: Number(stella.user.id), isAuth: true, subscribersCount: 12 })
    expect(answer.text).not.toMatch(/canary|creator-private|csrf|wsAuth/)
  })

  test('is packed on the way back for who can unpack it', async () => {
    const { stella } = await here()

    const answer = await stella.call('GET', '/chats', null, { 'accept-encoding': 'gzip' })

    expect(answer.headers.get('content-encoding')).toBe('gzip')
    expect(JSON.parse(Buffer.from(Bun.gunzipSync(await answer.bytes())).toString()).path).toBe('/api2/v2/chats')
  })

  test('tells how many are left', async () => {
    const { app, stella } = await here()

    const first = await stella.json('GET', '/chats')
    for (let index = 0; index < 89; index++) await stella.json('GET', '/chats')
    const over = await stella.json('GET', '/chats')
    app.clock.now += 1_000
    const later = await stella.json('GET', '/chats')

    const told = ({ headers }: { headers: Headers }) =>
      ['limit', 'remaining', 'reset'].map((name) => Number(headers.get(`x-ratelimit-${name}`)))
    expect(told(first)).toEqual([90, 89, Math.ceil((app.clock.now - 1_000) / 1000) + 1])
    expect([over.status, over.body.type, over.headers.get('retry-after')]).toEqual([429, 'RATE_LIMIT_EXCEEDED', '1'])
    expect(told(over)).toEqual([90, 0, Math.ceil((app.clock.now - 1_000) / 1000) + 90])
    expect(later.status).toBe(200)
    expect(sessions.onlyfans.seen).toHaveLength(91)
  })
})

describe('a call is refused', () => {
  const refused = ({ status, body }: { status: number; body: any }) => [status, body.type, body.actionRequired]

  test('without a connection', async () => {
    const { app, stella } = await here()

    const answer = await stella.key.json('GET', `${PROXY}/chats`)
    const unknown = await stella.key.json('GET', `${PROXY}/chats`, undefined, { 'x-connection-id': 'conn_unknown' })
    const foreign = await app.zed.json('GET', `${PROXY}/chats`, undefined, { 'x-connection-id': stella.id })

    expect(answer.body).toEqual({
      error: expect.any(String),
      type: 'SESSION_NOT_PROVIDED',
      requestId: expect.any(String),
      actionRequired: 'refresh_session',
    })
    expect([refused(answer), refused(unknown), refused(foreign)]).toEqual([
      [401, 'SESSION_NOT_PROVIDED', 'refresh_session'],
      [404, 'RESOURCE_NOT_FOUND', undefined],
      [404, 'RESOURCE_NOT_FOUND', undefined],
    ])
    expect(sessions.onlyfans.seen).toEqual([])
  })

  test('without the scope, the role, or any key', async () => {
    const { app, stella } = await here()
    const reader = await app.keyOf(app.nora, { scopes: ['connections:write'] })

    const answers = [reader, app.vera, app.nobody].map((by) =>
      by.json('GET', `${PROXY}/chats`, undefined, { 'x-connection-id': stella.id }),
    )

    expect((await Promise.all(answers)).map(refused)).toEqual([
      [403, 'FORBIDDEN', undefined],
      [403, 'FORBIDDEN', undefined],
      [401, 'UNAUTHORIZED', undefined],
    ])
    expect(sessions.onlyfans.seen).toEqual([])
  })

  test('without the permission of path and method', async () => {
    const { stella } = await here({ permissions: ['posts:read'] })

    const reading = await stella.json('GET', '/posts/1')
    const writing = await stella.json('DELETE', '/posts/1')
    const others = await stella.json('GET', '/chats')

    expect(reading.status).toBe(200)
    expect([refused(writing), writing.body.details]).toEqual([[403, 'FORBIDDEN', undefined], { permission: 'posts:write' }])
    expect([refused(others), others.body.details]).toEqual([[403, 'FORBIDDEN', undefined], { permission: 'messages:read' }])
    expect(sessions.onlyfans.seen).toHaveLength(1)
  })

  test.each([
    '/users/logout',
    '/users/me/auth-token',
    '/users/ws-auth',
    '/users/WS-Auth',
    '/users/otp/check',
    '/sessions',
    '/logins',
    '/payments/pay',
    '/payouts/bank',
    '/init',
    '/nothing-known',
    '/chats/',
    '//chats',
    '/chats//1',
    '/chats/%31',
    '/users/%6de',
    '/users/me%2f..%2fws-auth',
    '/users/me;x',
    '/users/me.',
    '/users/ME',
    '/',
  ])('for %s, which is not on the list', async (path) => {
    const { stella } = await here()

    for (const method of ['GET', 'POST', 'PUT', 'DELETE']) {
      expect([method, refused(await stella.json(method, path))]).toEqual([method, [403, 'FORBIDDEN', undefined]])
    }
    expect(sessions.onlyfans.seen).toEqual([])
  })

  test('of a connection that expired', async () => {
    const { app, stella } = await here()
    await app.nora.json('POST', `/v2/account/connections/${stella.id}/invalidate`)

    expect(refused(await stella.json('GET', '/chats'))).toEqual([401, 'SESSION_EXPIRED', 'refresh_session'])
    expect(sessions.onlyfans.seen).toEqual([])
  })

  test('of one that waits for a code', async () => {
    const app = await sessions.app()
    const { session } = sessions.creator({}, { secondFactor: {} })
    const made = await app.nora.json('POST', '/v2/account/connections/import', {
      cookie: session.cookie,
      userAgent: session.userAgent,
      xBc: session.xBc,
    })
    sessions.onlyfans.seen.length = 0

    const answer = await app.nora.json('GET', `${PROXY}/chats`, undefined, { 'x-connection-id': made.body.id })

    expect(made.body.status).toBe('awaiting_2fa')
    expect(refused(answer)).toEqual([401, 'SESSION_NOT_PROVIDED', 'refresh_session'])
    expect(sessions.onlyfans.seen).toEqual([])
  })

  test('while the exit is switched off, taken away or another one', async () => {
    const { app, stella } = await here()
    const account = `/api/proxy/account/${stella.accountId}`

    await app.nora.json('PUT', `${account}/preference`, { proxy_is_active: false })
    const off = await stella.json('GET', '/chats')
    await app.nora.json('PUT', `${account}/preference`, { proxy_is_active: true })
    await app.nora.json('POST', `${account}/assign-auto`, { forceReassign: true })
    const moved = await stella.json('GET', '/chats')
    await app.nora.json('POST', `${account}/disable`)
    const none = await stella.json('GET', '/chats')

    expect([off, moved, none].map(refused)).toEqual([
      [409, 'PROXY_INACTIVE', undefined],
      [409, 'EXIT_CHANGED', 'refresh_session'],
      [409, 'PROXY_INACTIVE', undefined],
    ])
    expect(sessions.onlyfans.seen).toEqual([])
  })

  test('with a body that is too large, whether or not it says so', async () => {
    const { stella } = await here()
    let sent = 0
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1024 ** 2
        controller.enqueue(new Uint8Array(1024 ** 2))
      },
    })

    const said = await stella.call('POST', '/posts?as=upload', 'x', { 'content-length': String(101 * 1024 ** 2) })
    const unsaid = await stella.call('POST', '/posts?as=upload', endless)

    expect([said.status, unsaid.status]).toEqual([413, 413])
    expect(sent).toBeLessThan(110 * 1024 ** 2)
  })
})

test('a strange method finds nothing', async () => {
  const { nora } = await testApp()

  expect((await nora.raw('OPTIONS', `${PROXY}/chats`, {})).status).toBe(404)
})
