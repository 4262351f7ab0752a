import { describe, expect, test } from 'bun:test'
import { AppError } from '#src/http/errors.ts'
import { createLimits } from '#src/http/rate-limit.ts'

const FIVE_A_MINUTE = { name: 'tests', quota: 5, windowMs: 60_000 }

function fiveTaken() {
  const clock = { now: 1_000_000 }
  const limits = createLimits(() => clock.now)
  const headers = Array.from({ length: 5 }, () => limits.take(FIVE_A_MINUTE, 'nora'))
  return { clock, limits, headers }
}

function refusal(act: () => unknown): AppError {
  try {
    act()
  } catch (error) {
    if (error instanceof AppError) return error
  }
  throw new Error('Nothing was refused')
}

describe('a limit', () => {
  test('tells how many calls are left', () => {
    const { headers } = fiveTaken()

    expect(headers.map(({ ratelimit }) => ratelimit)).toEqual([
      '"tests";r=4;t=12',
      '"tests";r=3;t=24',
      '"tests";r=2;t=36',
      '"tests";r=1;t=48',
      '"tests";r=0;t=60',
    ])
    expect(headers[0]?.['ratelimit-policy']).toBe('"tests";q=5;w=60')
  })

  test('refuses the next call and says when to come back', () => {
    const { limits, clock } = fiveTaken()

    const { status, reason, headers } = refusal(() => limits.take(FIVE_A_MINUTE, 'nora'))

    expect([status, reason]).toEqual([429, 'RATE_LIMITED'])
    expect(headers).toEqual({ 'retry-after': '12', ratelimit: '"tests";r=0;t=12', 'ratelimit-policy': '"tests";q=5;w=60' })
    clock.now += 12_000
    expect(limits.take(FIVE_A_MINUTE, 'nora').ratelimit).toStartWith('"tests";r=0')
    expect(refusal(() => limits.take(FIVE_A_MINUTE, 'nora')).status).toBe(429)
  })

  test('is one for each caller and each kind', () => {
    const { limits } = fiveTaken()

    expect(limits.take(FIVE_A_MINUTE, 'omar').ratelimit).toStartWith('"tests";r=4')
    expect(limits.take({ ...FIVE_A_MINUTE, name: 'other' }, 'nora').ratelimit).toStartWith('"other";r=4')
  })

  test('never holds more than its quota', () => {
    const { limits, clock } = fiveTaken()

    clock.now += 86_400_000
    limits.giveBack(FIVE_A_MINUTE, 'nora')

    expect(limits.take(FIVE_A_MINUTE, 'nora').ratelimit).toStartWith('"tests";r=4')
  })

  test('gives back a call that should not count', () => {
    const { limits } = fiveTaken()

    limits.giveBack(FIVE_A_MINUTE, 'nora')

    expect(limits.take(FIVE_A_MINUTE, 'nora').ratelimit).toStartWith('"tests";r=0')
  })

  test('forgets the oldest caller, not the newest', () => {
    const { limits } = fiveTaken()
    for (let caller = 0; caller < 20_000; caller++) limits.take(FIVE_A_MINUTE, `caller ${caller}`)

    expect(limits.take(FIVE_A_MINUTE, 'nora').ratelimit).toStartWith('"tests";r=4')
    expect(limits.take(FIVE_A_MINUTE, 'caller 19999').ratelimit).toStartWith('"tests";r=3')
  })

  test('survives a clock that goes back', () => {
    const { limits, clock } = fiveTaken()

    clock.now -= 3_600_000

    expect(refusal(() => limits.take(FIVE_A_MINUTE, 'nora')).headers['retry-after']).toBe('12')
  })
})
