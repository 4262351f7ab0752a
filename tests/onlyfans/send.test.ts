import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test'
import type { ProxyServer } from '#src/net/proxy.ts'
import { type Sending, type Sent, send } from '#src/onlyfans/send.ts'
import { testApp } from '#tests/support/app.ts'
import { until } from '#tests/support/client.ts'
import { type OnlyFansOutside, startOnlyFansOutside } from '#tests/support/onlyfans.ts'

let outside: OnlyFansOutside
let exit: Awaited<ReturnType<OnlyFansOutside['proxy']>>
let proxy: ProxyServer

beforeAll(async () => {
  outside = await startOnlyFansOutside()
  exit = await outside.proxy()
  proxy = exit.server
})
afterEach(() => {
  outside.onlyfans.misbehave(null)
  outside.onlyfans.seen.length = 0
})
afterAll(async () => {
  expect(outside.onlyfans.killed).toEqual([])
  await outside.stop()
})

async function stellaHere() {
  const { deps, clock } = await testApp({ env: outside.env })
  const session = outside.onlyfans.signIn(outside.onlyfans.addUser())
  const request = (path: string, more: Partial<Sending> = {}) =>
    send(deps, { session, proxy, method: 'GET', path, headers: {}, body: null, ...more })
  return { deps, clock, session, request }
}

type Answered = Extract<Sent, { ok: true }>
function answered(sent: Sent): Answered {
  if (!sent.ok) throw new Error(`Not answered: ${JSON.stringify(sent.outcome)}`)
  return sent
}
const textOf = (sent: Sent) => new Response(answered(sent).body).text()

describe('a request', () => {
  test('goes out signed, with its query, through the exit', async () => {
    const { request } = await stellaHere()

    const sent = answered(await request('/api2/v2/chats?limit=10&offset=0', { headers: { Accept: 'application/json' } }))

    expect(sent.status).toBe(200)
    expect(await new Response(sent.body).json()).toEqual({ path: '/api2/v2/chats?limit=10&offset=0', method: 'GET' })
    expect(await sent.verdict).toBeNull()
    expect(outside.onlyfans.seen).toMatchObject([{ ip: exit.host }])
  })

  test('shares its connection with later ones of the same user, and with nobody else', async () => {
    const [stella, luna] = [await stellaHere(), await stellaHere()]

    for (let round = 0; round < 10; round++)
      for (const { request } of [stella, luna]) await textOf(await request('/api2/v2/chats'))

    const usersByPort = Map.groupBy(outside.onlyfans.seen, ({ port }) => port)
    expect(usersByPort.size).toBeLessThan(8)
    for (const calls of usersByPort.values()) expect(new Set(calls.map(({ userId }) => userId)).size).toBe(1)
  })

  test('streams a body up and back', async () => {
    const { request } = await stellaHere()
    const parts = Array.from({ length: 40 }, (_, index) => Buffer.alloc(50_000, `part ${index} `))
    async function* body() {
      yield* parts
    }

    const headers = { 'content-type': 'video/mp4', 'content-length': String(40 * 50_000) }

    const sent = await request('/api2/v2/echo', { method: 'POST', headers, body: body() })

    expect(answered(sent).headers['content-type']).toBe('video/mp4')
    expect(outside.onlyfans.seen[0]?.headers).toContainEqual(['content-length', '2000000'])
    expect(Buffer.from(await new Response(answered(sent).body).arrayBuffer()).equals(Buffer.concat(parts))).toBeTrue()
  })

  test('hands the first bytes on before the last ones came', async () => {
    const { request } = await stellaHere()

    const reader = answered(await request('/api2/v2/drip?parts=3')).body.getReader()
    const first = await reader.read()
    const arrived = Buffer.from(first.value ?? []).toString()
    await reader.cancel()

    expect(arrived).toStartWith('part 1')
    expect(arrived).not.toContain('part 3')
  })

  test('is read no faster than its reader reads', async () => {
    const { request } = await stellaHere()
    const whole = 500_000_000
    const sent = answered(await request(`/api2/v2/big?bytes=${whole}`))

    const reader = sent.body.getReader()
    await reader.read()
    let before = -1
    await until('OnlyFans waits', async () => {
      const isSame = before === outside.onlyfans.written()
      before = outside.onlyfans.written()
      return isSame
    })
    await reader.cancel()

    expect(sent.headers['content-length']).toBe(String(whole))
    expect(before).toBeLessThan(whole / 4)
  })

  test('comes back packed only for who can unpack it', async () => {
    const { request } = await stellaHere()

    const plain = answered(await request('/api2/v2/chats'))
    const packed = answered(await request('/api2/v2/chats', { headers: { 'Accept-Encoding': 'gzip' } }))

    expect(plain.headers['content-encoding']).toBeUndefined()
    expect(packed.headers['content-encoding']).toBe('gzip')
    expect(Bun.gunzipSync(await new Response(packed.body).bytes())).toEqual(await new Response(plain.body).bytes())
  })

  test('is not redirected', async () => {
    const { request } = await stellaHere()

    const sent = answered(await request('/api2/v2/moved'))

    expect([sent.status, sent.headers.location]).toEqual([302, 'https://cdn.onlyfans.test/x'])
    await sent.body.cancel()
  })

  test('without content ends', async () => {
    const { request } = await stellaHere()

    const sent = answered(await request('/api2/v2/empty', { method: 'DELETE' }))

    expect([sent.status, await textOf(sent)]).toEqual([204, ''])
  })

  test.each([
    'https://evil.test/',
    '/other',
    '/api2/v2/../../x',
    '/api2/v2/%2e%2E/x',
    '/api2/v2/a//b',
    '/api2/v2/a%2fb',
    '/api2/v2/a b',
    '/api2/v2/a\r\nx: y',
  ])('to %j is refused', async (path) => {
    const { request } = await stellaHere()

    await expect(request(path)).rejects.toThrow(TypeError)
    expect(outside.onlyfans.seen).toEqual([])
  })
})

describe('what an answer says of the session', () => {
  test('is nothing where it concerns what was asked for', async () => {
    const { request } = await stellaHere()

    for (const path of ['/api2/v2/forbidden', '/api2/v2/missing']) {
      const sent = answered(await request(path))
      expect(await textOf(sent)).toContain('error')
      expect(await sent.verdict).toBeNull()
    }
  })

  test('is that it ended, and the answer still comes whole', async () => {
    const { request, session } = await stellaHere()
    outside.onlyfans.end(session)

    const sent = answered(await request('/api2/v2/chats', { headers: { 'accept-encoding': 'gzip' } }))

    expect(sent.status).toBe(401)
    expect(Buffer.from(Bun.gunzipSync(await new Response(sent.body).bytes())).toString()).toContain('Session has expired.')
    expect(await sent.verdict).toEqual({ kind: 'expired', reason: 'logged_out' })
  })

  test('is read from users/me too', async () => {
    const { request, session } = await stellaHere()

    const alive = answered(await request('/api2/v2/users/me'))
    await textOf(alive)
    outside.onlyfans.end(session)
    const ended = answered(await request('/api2/v2/users/me'))
    await textOf(ended)

    expect((await alive.verdict)?.kind).toBe('active')
    expect(await ended.verdict).toEqual({ kind: 'expired', reason: 'logged_out' })
  })

  test('is known at once when it is throttled, whether or not anybody reads on', async () => {
    const { request } = await stellaHere()
    outside.onlyfans.misbehave('rate-limited')

    const sent = answered(await request('/api2/v2/chats'))

    expect(await sent.verdict).toEqual({ kind: 'unreachable', reason: 'rate_limited', retryAfterMs: 30_000 })
    await sent.body.cancel()
  })

  test('is a challenge where a page of HTML comes', async () => {
    const { request } = await stellaHere()
    outside.onlyfans.misbehave('challenge')

    const sent = answered(await request('/api2/v2/chats'))
    await textOf(sent)

    expect(await sent.verdict).toEqual({ kind: 'unreachable', reason: 'challenge' })
  })

  test('is that the rules are outdated; the next request has newer ones', async () => {
    const { request } = await stellaHere()
    await textOf(await request('/api2/v2/chats'))
    outside.onlyfans.release()

    const sent = answered(await request('/api2/v2/chats'))
    await textOf(sent)

    expect(await sent.verdict).toEqual({ kind: 'rules_outdated' })
    const calls = outside.onlyfans.seen.length
    await until('newer rules are there', async () => {
      const next = await request('/api2/v2/chats')
      if (next.ok) await textOf(next)
      return next.ok && next.status === 200
    })
    expect(outside.onlyfans.seen.length).toBe(calls + 1)
  })
})

describe('a request that is not answered', () => {
  test.each([
    ['402', 'payment_required'],
    ['407', 'auth_failed'],
    ['403', 'forbidden'],
    ['502', 'upstream_error'],
    ['reset', 'reset'],
    ['refuse', 'refused'],
    ['garbage', 'protocol'],
  ] as const)('because the proxy does %s names that', async (mode, reason) => {
    const { request } = await stellaHere()
    const broken = await outside.proxy()
    await broken.behave(mode)

    expect(await request('/api2/v2/chats', { proxy: broken.server })).toEqual({
      ok: false,
      outcome: { kind: 'proxy_failed', reason },
    })
    expect(outside.onlyfans.seen).toEqual([])
  })

  test('is sent once', async () => {
    const { request } = await stellaHere()
    outside.onlyfans.misbehave('reset')

    const sent = await request('/api2/v2/chats')

    expect(sent).toEqual({ ok: false, outcome: { kind: 'proxy_failed', reason: 'reset' } })
    expect(outside.onlyfans.seen).toHaveLength(1)
  })

  test('ends when its caller leaves', async () => {
    const { request } = await stellaHere()
    outside.onlyfans.misbehave('hang')
    const caller = new AbortController()

    const sent = request('/api2/v2/chats', { signal: caller.signal })
    await until('it arrived', async () => outside.onlyfans.seen.length === 1)
    caller.abort(new Error('left'))

    await expect(sent).rejects.toThrow('left')
  })

  test("because its own body broke off is nobody else's fault", async () => {
    const { request } = await stellaHere()
    async function* body() {
      yield Buffer.from('half')
      throw Object.assign(new Error('the caller left'), { code: 'ECONNRESET' })
    }

    await expect(request('/api2/v2/upload', { method: 'POST', body: body() })).rejects.toThrow('the caller left')
  })

  test('has a body that breaks with a name when the proxy goes', async () => {
    const { request } = await stellaHere()
    const dying = await outside.proxy()

    const sent = answered(await request('/api2/v2/big?bytes=50000000', { proxy: dying.server }))
    dying.cut()

    await expect(textOf(sent)).rejects.toMatchObject({ name: 'NetFailure', failure: 'reset' })
  })
})
