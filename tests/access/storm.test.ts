import { afterAll, beforeAll, expect, test } from 'bun:test'
import { bodyOf, IMPORT } from '#tests/connections/setup.ts'
import { type Connected, connected, type Sessions, startSessions } from './setup.ts'

const STEPS = 1_000
const SEED = 20_261_122

let sessions: Sessions

beforeAll(async () => {
  sessions = await startSessions(Array(30).fill({ country: 'US' }))
})
afterAll(() => sessions.stop())

/** The same numbers each time, from 0 to below 1 (mulberry32). */
function dice(seed: number) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

test('calls, moves, renewals and failures in any order end no session', async () => {
  const app = await sessions.app()
  const all = await Promise.all(Array.from({ length: 5 }, () => connected(sessions, app)))
  const throwDice = dice(SEED)
  const oneOf = <T>(list: readonly T[]) => list[Math.floor(throwDice() * list.length)] as T
  const running: Promise<unknown>[] = []
  const statuses = new Set<string>()

  async function call(one: Connected, method: string, path: string) {
    const answer = await one.call(method, path, method === 'GET' ? null : '{"text":"x"}', { 'content-type': 'application/json' })
    // A body may break off in the middle, as its proxy or its account does.
    const text = await answer.text().catch(() => '{"type":"CUT"}')
    const type = answer.status < 400 && !text.includes('CUT') ? '' : text.slice(0, 300)
    statuses.add(`${answer.status} ${/"type":"(\w+)"/.exec(type)?.[1] ?? ''}`)
  }
  const proxyOf = (one: Connected) => `/api/proxy/account/${one.accountId}`
  const steps: ((one: Connected) => unknown)[] = [
    (one) => call(one, 'GET', '/chats'),
    (one) => call(one, 'GET', '/chats?as=big&bytes=300000'),
    (one) => call(one, 'GET', '/users/me'),
    (one) => call(one, 'POST', '/posts?as=echo'),
    (one) => call(one, 'GET', '/posts/1?as=forbidden'),
    (one) => call(one, 'GET', '/chats?as=rotate'),
    (one) => app.nora.json('POST', `/v2/account/connections/${one.id}/check`, {}),
    (one) => app.nora.json('PUT', `${proxyOf(one)}/preference`, { proxy_is_active: throwDice() < 0.9 }),
    () => sessions.onlyfans.misbehave(oneOf(['rate-limited', 'server-error', 'challenge', 'reset'] as const), 2),
    async () => {
      const proxy = oneOf(sessions.proxies)
      await proxy.behave(oneOf(['ok', 'ok', 'ok', '502', 'reset'] as const))
      proxy.cut()
    },
    (one) => {
      one.session = sessions.onlyfans.signIn(one.user)
      return app.nora.json('PATCH', `${IMPORT}/${one.id}`, bodyOf(one.session))
    },
    () => {
      app.clock.now += 30_000
    },
  ]
  const rare: ((one: Connected) => unknown)[] = [
    (one) => app.nora.json('POST', `${proxyOf(one)}/assign-auto`, { forceReassign: true }),
    (one) => app.nora.json('POST', `${proxyOf(one)}/restore`),
    (one) => sessions.onlyfans.end(one.session),
    () => sessions.onlyfans.release(),
  ]
  for (let step = 0; step < STEPS; step++) {
    const done = Promise.resolve(oneOf(throwDice() < 0.08 ? rare : steps)(oneOf(all)))
    if (throwDice() < 0.5) await done
    else running.push(done)
  }
  await Promise.all(running)

  expect(sessions.onlyfans.killed).toEqual([])
  expect([...statuses].filter((status) => status.startsWith('500'))).toEqual([])
  expect(statuses.size).toBeGreaterThan(5)
  expect(sessions.onlyfans.seen.filter(({ path }) => path.includes('chats')).length).toBeGreaterThan(40)
}, 60_000)
