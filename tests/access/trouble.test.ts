import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test'
import { goOnWith } from '#src/connections/go-on.ts'
import { usable } from '#src/connections/use.ts'
import { SYSTEM } from '#src/team/actor.ts'
import { until } from '#tests/support/client.ts'
import { connected, type Sessions, startSessions } from './setup.ts'

let sessions: Sessions

beforeAll(async () => {
  sessions = await startSessions(Array(12).fill({ country: 'US' }))
})
afterEach(async () => {
  expect(sessions.onlyfans.killed).toEqual([])
  await sessions.calm()
})
afterAll(() => sessions.stop())

async function here() {
  const app = await sessions.app()
  const stella = await connected(sessions, app)
  const exit = (await app.nora.json('GET', `/api/proxy/account/${stella.accountId}`)).body.data.proxy_address as string
  return { app, stella, proxy: sessions.proxyAt(exit), account: `/api/proxy/account/${stella.accountId}` }
}

const said = ({ status, body }: { status: number; body: any }) => [status, body.type, body.actionRequired]
const events = async ({ app, stella }: Awaited<ReturnType<typeof here>>, type: string) =>
  (await app.nora.json('GET', `/api/events?account=${stella.accountId}&limit=100`)).body.data.filter(
    (one: any) => one.type === type,
  )

describe('a session that OnlyFans ended', () => {
  test('is said to be over, marked once, and not tried again', async () => {
    const all = await here()
    sessions.onlyfans.end(all.stella.session)

    const answers = await Promise.all([1, 2, 3, 4].map(() => all.stella.json('GET', '/chats')))
    const calls = sessions.onlyfans.seen.length
    const later = await all.stella.json('GET', '/chats')

    for (const answer of [...answers, later]) expect(said(answer)).toEqual([401, 'SESSION_EXPIRED', 'refresh_session'])
    expect((await all.stella.connection()).status).toBe('expired')
    expect(await events(all, 'connection.expired')).toHaveLength(1)
    expect(sessions.onlyfans.seen.length).toBe(calls)
  })

  test('is noticed in a profile that says so with 200', async () => {
    const { stella } = await here()
    sessions.onlyfans.end(stella.session)

    expect(said(await stella.json('GET', '/users/me'))).toEqual([401, 'SESSION_EXPIRED', 'refresh_session'])
    expect((await stella.connection()).status).toBe('expired')
  })

  test('waits for a code where OnlyFans asks for one', async () => {
    const { stella } = await here()
    const bound = sessions.onlyfans.of(stella.session)
    if (bound) bound.secondFactor = { code: '1', options: ['appOtp'], phoneLast4: null, checkAttemptsLeft: 3 }

    expect(said(await stella.json('GET', '/chats'))).toEqual([401, 'SESSION_NOT_PROVIDED', 'refresh_session'])
    expect((await stella.connection()).status).toBe('awaiting_2fa')
  })
})

describe('a session lives on', () => {
  test.each([
    ['rate-limited', 503, 'NETWORK_ERROR', 'rate_limited'],
    ['server-error', 503, 'NETWORK_ERROR', 'server_error'],
    ['challenge', 503, 'NETWORK_ERROR', 'challenge'],
    ['reset', 502, 'PROXY_ERROR', 'reset'],
  ] as const)('when OnlyFans answers with %s', async (fault, status, type, reason) => {
    const { stella } = await here()
    sessions.onlyfans.misbehave(fault, 1)

    const answer = await stella.json('POST', '/posts', { text: 'x' })

    expect([answer.status, answer.body.type, answer.body.details.reason]).toEqual([status, type, reason])
    if (reason === 'rate_limited') expect(answer.headers.get('retry-after')).toBe('30')
    expect(sessions.onlyfans.seen).toHaveLength(1)
    expect((await stella.connection()).status).toBe('active')
    expect((await stella.json('GET', '/chats')).status).toBe(200)
  })

  test.each([
    ['402', 'payment_required'],
    ['407', 'auth_failed'],
    ['403', 'forbidden'],
    ['502', 'upstream_error'],
    ['reset', 'reset'],
    ['refuse', 'refused'],
    ['garbage', 'protocol'],
  ] as const)('when its proxy does %s', async (mode, reason) => {
    const { stella, proxy } = await here()
    // What stands from before would still carry.
    proxy?.cut()
    await proxy?.behave(mode)

    const answer = await stella.json('GET', '/chats')

    expect([said(answer), answer.body.details]).toEqual([[502, 'PROXY_ERROR', undefined], { reason }])
    expect(sessions.onlyfans.seen).toEqual([])
    expect((await stella.connection()).status).toBe('active')
    await proxy?.behave('ok')
    expect((await stella.json('GET', '/chats')).status).toBe(200)
  })

  test('when the rules are outdated; with newer ones the next call works', async () => {
    const { stella } = await here()
    sessions.onlyfans.release()

    const answer = await stella.json('GET', '/chats')

    expect(said(answer)).toEqual([503, 'RULES_OUTDATED', undefined])
    expect((await stella.connection()).status).toBe('active')
    await until('newer rules are there', async () => (await stella.json('GET', '/chats')).status === 200)
  })

  test('when OnlyFans renews its cookie, under that one', async () => {
    const { app, stella } = await here()
    const before = sessions.onlyfans.of(stella.session)?.sess

    await stella.json('GET', '/chats?as=rotate')
    const answers = await Promise.all([1, 2, 3].map(() => stella.json('GET', '/chats')))
    await stella.json('GET', '/chats?as=rotate')
    await app.nora.json('POST', `/v2/account/connections/${stella.id}/check`, {})

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    expect((await stella.connection()).status).toBe('active')
    const sent = sessions.onlyfans.seen.map(({ sess }) => sess)
    expect([sent[0], new Set(sent).size]).toEqual([before, 3])
    const cookie = sessions.onlyfans.seen.at(-1)?.headers.find(([name]) => name === 'Cookie')?.[1]
    expect(cookie).toContain('lang=de')
    expect(cookie).not.toContain('__cf_bm')
  })
})

describe('while a call runs', () => {
  test('the same sign-in may be handed over again, and its renewed cookie is kept', async () => {
    const { app, stella } = await here()
    const used = usable(app.deps, stella.id, SYSTEM)
    const { cookie, userAgent, xBc } = stella.session
    await app.nora.json('PATCH', `/v2/account/connections/import/${stella.id}`, { cookie, userAgent, xBc })

    goOnWith(app.deps, used, ['sess=renewed; Path=/'])

    const now = usable(app.deps, stella.id, SYSTEM)
    expect(now.revision).toBe(used.revision + 1)
    expect(now.session.cookie).toContain('sess=renewed')
  })

  test('its caller may leave, and OnlyFans is left too', async () => {
    const { app, stella } = await here()
    await app.listening(async (url) => {
      const caller = new AbortController()
      const headers = { apikey: stella.key.text, 'x-connection-id': stella.id }

      const answer = await fetch(`${url}/v2/access/proxy/chats?as=big&bytes=900000000`, { headers, signal: caller.signal })
      await answer.body?.getReader().read()
      caller.abort()

      let before = -1
      await until('nothing more is written', async () => {
        const isSame = before === sessions.onlyfans.written()
        before = sessions.onlyfans.written()
        return isSame
      })
      expect(before).toBeLessThan(900_000_000)
      // All places are free again.
      const after = Array.from({ length: 8 }, () => fetch(`${url}/v2/access/proxy/chats`, { headers }).then((one) => one.status))
      expect(new Set(await Promise.all(after))).toEqual(new Set([200]))
    })
  })

  test('callers who leave without reading give their places back', async () => {
    const { stella } = await here()
    const callers = Array.from({ length: 6 }, () => new AbortController())
    const headers = { apikey: stella.key.text, 'x-connection-id': stella.id }
    const url = 'http://localhost:3000/v2/access/proxy/chats?as=big&bytes=900000000'

    await Promise.all(callers.map(({ signal }) => stella.handle(new Request(url, { headers, signal }))))
    for (const caller of callers) caller.abort()

    expect((await stella.json('GET', '/chats')).status).toBe(200)
  }, 10_000)

  test('the first bytes come before the last ones are there', async () => {
    const { app, stella } = await here()
    await app.listening(async (url) => {
      const headers = { apikey: stella.key.text, 'x-connection-id': stella.id }

      const answer = await fetch(`${url}/v2/access/proxy/chats?as=drip&parts=4`, { headers })
      const reader = answer.body?.getReader()
      const first = Buffer.from((await reader?.read())?.value ?? []).toString()
      let rest = ''
      for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) rest += Buffer.from(part.value)

      expect(first).toBe('part 1\n')
      expect(rest).toEndWith('part 4\n')
    })
  })

  test('an account that moves takes nothing more from the exit it left', async () => {
    const all = await here()
    const answer = await all.stella.call('GET', '/chats?as=big&bytes=900000000')
    const waiting = all.stella.json('GET', '/posts?as=hang')
    await until('both arrived', async () => sessions.onlyfans.seen.length === 2)

    await all.app.nora.json('POST', `${all.account}/assign-auto`, { forceReassign: true })

    const cut = await waiting
    expect([said(cut), cut.body.details]).toEqual([[502, 'PROXY_ERROR', undefined], { reason: 'exit_changed' }])
    await expect(answer.bytes()).rejects.toThrow()
    expect(said(await all.stella.json('GET', '/chats'))).toEqual([409, 'EXIT_CHANGED', 'refresh_session'])
    expect(sessions.onlyfans.seen).toHaveLength(2)
  })

  test('switching the exit off ends it', async () => {
    const { app, stella, account } = await here()
    const waiting = stella.json('GET', '/posts?as=hang')
    await until('it arrived', async () => sessions.onlyfans.seen.length === 1)

    await app.nora.json('PUT', `${account}/preference`, { proxy_is_active: false })

    expect(said(await waiting)).toEqual([502, 'PROXY_ERROR', undefined])
    expect(said(await stella.json('GET', '/chats'))).toEqual([409, 'PROXY_INACTIVE', undefined])
  })

  test('no more than six at once reach OnlyFans, and the others follow', async () => {
    const { stella } = await here()
    const callers = Array.from({ length: 9 }, () => new AbortController())

    const calls = callers.map(({ signal }, index) => {
      const request = new Request(`http://localhost:3000/v2/access/proxy/chats${index < 6 ? '?as=hang' : ''}`, {
        headers: { apikey: stella.key.text, 'x-connection-id': stella.id },
        signal,
      })
      return stella.handle(request).then(({ status }) => status)
    })
    await until('six arrived', async () => sessions.onlyfans.seen.length === 6)
    callers[6]?.abort()
    for (const { abort } of callers.slice(0, 6).map((one) => ({ abort: () => one.abort() }))) abort()

    const statuses = await Promise.all(calls.slice(7))
    expect(statuses).toEqual([200, 200])
    expect(sessions.onlyfans.seen).toHaveLength(8)
    await Promise.allSettled(calls)
  })
})
