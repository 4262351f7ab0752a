import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test'
import type { ProxyServer } from '#src/net/proxy.ts'
import { submitCode, whoIs } from '#src/onlyfans/client.ts'
import { headersFor } from '#src/onlyfans/headers.ts'
import { rulesIn } from '#src/onlyfans/rules-form.ts'
import { testApp } from '#tests/support/app.ts'
import { type OnlyFansOutside, startOnlyFansOutside } from '#tests/support/onlyfans.ts'

let outside: OnlyFansOutside
let proxy: ProxyServer
let exit: Awaited<ReturnType<OnlyFansOutside['proxy']>>

beforeAll(async () => {
  outside = await startOnlyFansOutside()
  exit = await outside.proxy()
  proxy = exit.server
})
afterEach(() => {
  outside.onlyfans.misbehave(null)
  outside.onlyfans.seen.length = 0
  outside.onlyfans.killed.length = 0
})
afterAll(() => outside.stop())

const appHere = () => testApp({ env: outside.env })

describe('whoIs', () => {
  test('names the user of a living session', async () => {
    const { deps } = await appHere()
    const user = outside.onlyfans.addUser({ avatar: 'https://cdn.onlyfans.test/a.jpg' })
    const session = outside.onlyfans.signIn(user)

    const outcome = await whoIs(deps, { session, proxy })

    expect(outcome).toEqual({ kind: 'active', user: { ...user } })
    expect(outside.onlyfans.seen.map(({ ip }) => ip)).toEqual([exit.host])
  })

  test('asks as a browser does, in its order', async () => {
    const { deps } = await appHere()
    const session = outside.onlyfans.signIn(outside.onlyfans.addUser())

    await whoIs(deps, { session, proxy })

    const [call] = outside.onlyfans.seen
    expect(call?.headers.map(([name]) => name)).toEqual([
      'host',
      'connection',
      'sec-ch-ua-platform',
      'x-bc',
      'sign',
      'sec-ch-ua',
      'sec-ch-ua-mobile',
      'app-token',
      'time',
      'user-id',
      'User-Agent',
      'Accept',
      'Sec-Fetch-Site',
      'Sec-Fetch-Mode',
      'Sec-Fetch-Dest',
      'Referer',
      'Accept-Encoding',
      'Accept-Language',
      'Cookie',
    ])
    expect(Object.fromEntries(call?.headers ?? [])).toMatchObject({ Cookie: session.cookie, 'User-Agent': session.userAgent })
  })

  test('tells a session that was signed out', async () => {
    const { deps } = await appHere()
    const session = outside.onlyfans.signIn(outside.onlyfans.addUser())
    outside.onlyfans.end(session)

    expect(await whoIs(deps, { session, proxy })).toEqual({ kind: 'expired', reason: 'logged_out' })
  })

  test('tells a session that OnlyFans refuses, and asks no second time', async () => {
    const { deps } = await appHere()
    const session = outside.onlyfans.signIn(outside.onlyfans.addUser())

    const outcome = await whoIs(deps, { session: { ...session, userAgent: 'Another/1.0' }, proxy })

    expect(outcome).toEqual({ kind: 'expired', reason: 'refused' })
    expect(outside.onlyfans.killed).toMatchObject([{ userId: session.userId, why: 'user-agent' }])
    expect(outside.onlyfans.seen).toHaveLength(1)
  })

  test('tells a session that is denied', async () => {
    const { deps } = await appHere()
    const session = outside.onlyfans.signIn(outside.onlyfans.addUser())
    outside.onlyfans.misbehave('denied')

    expect(await whoIs(deps, { session, proxy })).toEqual({ kind: 'expired', reason: 'refused' })
  })

  test('tells that a second factor is waited for', async () => {
    const { deps } = await appHere()
    const session = outside.onlyfans.signIn(outside.onlyfans.addUser(), { secondFactor: { options: ['phoneOtp', 'appOtp'] } })

    expect(await whoIs(deps, { session, proxy })).toEqual({
      kind: 'awaiting_2fa',
      twoFactor: { options: ['phone', 'app'], phoneLast4: '4821', attemptsLeft: 3 },
    })
  })

  test.each([
    ['challenge', { kind: 'unreachable', reason: 'challenge' }],
    ['rate-limited', { kind: 'unreachable', reason: 'rate_limited', retryAfterMs: 30_000 }],
    ['server-error', { kind: 'unreachable', reason: 'server_error' }],
    ['html-200', { kind: 'unreachable', reason: 'challenge' }],
    ['not-json', { kind: 'unreachable', reason: 'unreadable' }],
    ['redirect', { kind: 'unreachable', reason: 'unreadable' }],
    ['reset', { kind: 'proxy_failed', reason: 'reset' }],
  ] as const)('says nothing of the session when it meets %s', async (fault, expected) => {
    const { deps } = await appHere()
    const session = outside.onlyfans.signIn(outside.onlyfans.addUser())
    outside.onlyfans.misbehave(fault)

    const outcome = await whoIs(deps, { session, proxy })

    expect(outcome as unknown).toEqual(expected)
    expect(outside.onlyfans.seen).toHaveLength(1)
  })

  test('names what the proxy did', async () => {
    const { deps } = await appHere()
    const broken = await outside.proxy()
    await broken.behave('402')
    const session = outside.onlyfans.signIn(outside.onlyfans.addUser())

    expect(await whoIs(deps, { session, proxy: broken.server })).toEqual({ kind: 'proxy_failed', reason: 'payment_required' })
    expect(outside.onlyfans.seen).toEqual([])
  })
})

describe('after "Please refresh the page"', () => {
  test('it asks once more by newly fetched rules', async () => {
    const { deps } = await appHere()
    const session = outside.onlyfans.signIn(outside.onlyfans.addUser())
    await whoIs(deps, { session, proxy })
    outside.onlyfans.release()

    const outcome = await whoIs(deps, { session, proxy })

    expect(outcome.kind).toBe('active')
    expect(outside.onlyfans.seen).toHaveLength(3)
  })

  test('a proxy that fails meanwhile hides nothing of it', async () => {
    const { deps } = await appHere()
    const session = outside.onlyfans.signIn(outside.onlyfans.addUser())
    await whoIs(deps, { session, proxy })
    outside.onlyfans.release()
    outside.rulesHost.put('/rules.json', async () => {
      await exit.behave('407')
      return Response.json(outside.onlyfans.rules())
    })

    const outcome = await whoIs(deps, { session, proxy })

    await exit.behave('ok')
    outside.rulesHost.put('/rules.json', () => Response.json(outside.onlyfans.rules()))
    expect(outcome).toEqual({ kind: 'rules_outdated' })
    expect(outside.onlyfans.seen).toHaveLength(2)
  })

  test('it asks no more when the sources have nothing newer', async () => {
    const { deps, clock } = await appHere()
    const session = outside.onlyfans.signIn(outside.onlyfans.addUser())
    const old = outside.onlyfans.rules()
    outside.rulesHost.put('/rules.json', old)
    outside.onlyfans.release()

    const first = await whoIs(deps, { session, proxy })
    const second = await whoIs(deps, { session, proxy })

    expect([first, second]).toEqual([{ kind: 'rules_outdated' }, { kind: 'rules_outdated' }])
    expect(outside.onlyfans.seen).toHaveLength(1)
    outside.rulesHost.put('/rules.json', () => Response.json(outside.onlyfans.rules()))
    clock.now += 61_000
    expect((await whoIs(deps, { session, proxy })).kind).toBe('active')
    expect(outside.onlyfans.killed).toEqual([])
  })
})

test('nothing goes out without rules', async () => {
  const { deps } = await testApp({ env: { ...outside.env, MOORING_RULES_URL: `${outside.rulesHost.url}/nothing.json` } })
  const session = outside.onlyfans.signIn(outside.onlyfans.addUser())

  expect(await whoIs(deps, { session, proxy })).toEqual({ kind: 'no_rules' })
  expect(outside.onlyfans.seen).toEqual([])
})

describe('a one-time code', () => {
  test('that is right opens the session', async () => {
    const { deps } = await appHere()
    const session = outside.onlyfans.signIn(outside.onlyfans.addUser(), { secondFactor: { code: '123456' } })

    const outcome = await submitCode(deps, { session, proxy, code: '123456' })

    expect(outcome.kind).toBe('active')
    expect(outcome.session?.cookie).toBe(`${session.cookie}; auth_uid_${session.userId}=${'7'.repeat(32)}`)
    expect(outside.onlyfans.seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /api2/v2/users/otp/check',
      'GET /api2/v2/users/me',
    ])
  })

  test('that is wrong is handed over once', async () => {
    const { deps } = await appHere()
    const session = outside.onlyfans.signIn(outside.onlyfans.addUser(), { secondFactor: { code: '123456' } })

    const outcome = await submitCode(deps, { session, proxy, code: '000000' })

    expect(outcome).toMatchObject({ kind: 'awaiting_2fa', twoFactor: { attemptsLeft: 2 } })
    expect(outside.onlyfans.seen).toHaveLength(1)
  })
})

test('a rule file that leaves the user id out is followed', async () => {
  const file = { ...outside.onlyfans.rules(), remove_headers: ['user_id'] }
  const { deps } = await testApp({ env: { ...outside.env, MOORING_RULES_URL: outside.rulesHost.put('/other.json', file) } })
  const session = outside.onlyfans.signIn(outside.onlyfans.addUser())

  expect((await whoIs(deps, { session, proxy })).kind).toBe('active')
  expect(outside.onlyfans.seen[0]?.headers.map(([name]) => name)).not.toContain('user-id')
})

test('a caller chooses nothing that belongs to the session', () => {
  const rules = rulesIn(JSON.stringify(outside.onlyfans.rules()))
  const session = outside.onlyfans.signIn(outside.onlyfans.addUser())
  const wished = {
    'User-Agent': 'x',
    cookie: 'x',
    'x-bc': 'x',
    host: 'x',
    authorization: 'x',
    'x-forwarded-for': 'x',
    Range: 'bytes=0-1',
  }

  const headers =
    rules && headersFor(rules, session, { method: 'GET', path: '/', time: 1, origin: 'https://onlyfans.com', wished })

  expect(headers).toMatchObject({
    'User-Agent': session.userAgent,
    Cookie: session.cookie,
    'x-bc': session.xBc,
    range: 'bytes=0-1',
  })
  expect(Object.values(headers ?? {})).not.toContain('x')
})
