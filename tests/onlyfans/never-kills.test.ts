import { afterAll, beforeAll, expect, test } from 'bun:test'
import { submitCode, whoIs } from '#src/onlyfans/client.ts'
import { send } from '#src/onlyfans/send.ts'
import type { OnlyFansFault } from '#tests/fakes/onlyfans.ts'
import { PROXY_MODES } from '#tests/fakes/proxy.ts'
import { testApp } from '#tests/support/app.ts'
import { type OnlyFansOutside, startOnlyFansOutside } from '#tests/support/onlyfans.ts'

const CALLS = 600
const CREATORS = 12
const FAULTS: OnlyFansFault[] = ['challenge', 'rate-limited', 'server-error', 'html-200', 'not-json', 'redirect', 'reset']
// `hang`s end by a deadline of many seconds, and the proxy that refuses has to listen anew.
const MODES = PROXY_MODES.filter((mode) => !['hang', 'hang-after-connect', 'slow', 'refuse'].includes(mode))

let outside: OnlyFansOutside

beforeAll(async () => {
  outside = await startOnlyFansOutside()
})
afterAll(() => outside.stop())

/** Random numbers that are the same in every run. */
function dice(seed: number) {
  let state = seed
  return (sides: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * sides)
  }
}

test('no session dies of what is done to it, in whatever order', async () => {
  const { deps, clock } = await testApp({ env: outside.env })
  const { onlyfans } = outside
  const roll = dice(20_261_122)
  const creators = await Promise.all(
    Array.from({ length: CREATORS }, async (_, index) => {
      const secondFactor = index % 4 === 0 ? { code: '482913', checkAttemptsLeft: 1_000_000 } : undefined
      const session = onlyfans.signIn(onlyfans.addUser(), secondFactor && { secondFactor })
      return { session, proxy: await outside.proxy() }
    }),
  )
  const outcomes = new Map<string, number>()
  const count = (kind: string) => outcomes.set(kind, (outcomes.get(kind) ?? 0) + 1)

  async function ask(creator: (typeof creators)[number]) {
    const ask = { session: creator.session, proxy: creator.proxy.server }
    switch (roll(4)) {
      case 0: {
        const submitted = await submitCode(deps, { ...ask, code: roll(3) === 0 ? '482913' : '000000' })
        creator.session = submitted.session ?? creator.session
        return count(submitted.kind)
      }
      case 1:
      case 2:
        return count((await whoIs(deps, ask)).kind)
      default: {
        const sent = await send(deps, {
          ...ask,
          method: 'GET',
          path: `/api2/v2/chats?offset=${roll(100)}`,
          headers: {},
          body: null,
        })
        if (!sent.ok) return count(sent.outcome.kind)
        await new Response(sent.body).text().catch(() => {})
        return count((await sent.verdict)?.kind ?? 'sent')
      }
    }
  }

  for (let calls = 0; calls < CALLS; calls += CREATORS) {
    if (roll(12) === 0) onlyfans.release()
    if (roll(6) === 0) onlyfans.misbehave(FAULTS[roll(FAULTS.length)] ?? null, 1 + roll(8))
    const moody = creators[roll(CREATORS)]
    await moody?.proxy.behave(roll(3) === 0 ? (MODES[roll(MODES.length)] ?? 'ok') : 'ok')
    clock.now += roll(5) * 61_000
    await Promise.all(creators.map(ask))
  }
  onlyfans.misbehave(null)
  clock.now += 3_600_000
  for (const { proxy } of creators) await proxy.behave('ok')
  const last = await Promise.all(creators.map(({ session, proxy }) => whoIs(deps, { session, proxy: proxy.server })))

  expect(onlyfans.killed).toEqual([])
  expect(last.map(({ kind }) => kind).filter((kind) => kind !== 'active' && kind !== 'awaiting_2fa')).toEqual([])
  expect(outcomes.has('expired')).toBeFalse()
  for (const kind of ['active', 'awaiting_2fa', 'rules_outdated', 'proxy_failed', 'unreachable', 'sent']) {
    expect([kind, outcomes.get(kind) ?? 0]).toEqual([kind, expect.any(Number)])
    expect([kind, (outcomes.get(kind) ?? 0) > 2]).toEqual([kind, true])
  }
}, 60_000)
