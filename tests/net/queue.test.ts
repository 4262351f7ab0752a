import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { AppError } from '#src/http/errors.ts'
import type { ProxyServer } from '#src/net/proxy.ts'
import { createQueue } from '#src/net/queue.ts'
import { type Origin, startOrigin } from '#tests/fakes/origin.ts'
import { type FakeProxy, type ProxyMode, startProxy } from '#tests/fakes/proxy.ts'
import { netFor, serverOf } from '#tests/support/net.ts'

/** Work that ends when it is told to. */
function piece() {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { work: () => promise, finish: resolve }
}

describe('the queue', () => {
  test('never runs more than its places', async () => {
    const queue = createQueue(2, 10)
    const pieces = [piece(), piece(), piece()]

    const all = pieces.map(({ work }) => queue.run(work))
    expect(queue.load()).toEqual({ running: 2, waiting: 1 })
    for (const { finish } of pieces) finish()
    await Promise.all(all)

    expect(queue.load()).toEqual({ running: 0, waiting: 0 })
  })

  test('one too many is told to come back later', async () => {
    const queue = createQueue(1, 1)
    const first = piece()
    const all = [queue.run(first.work), queue.run(async () => {})]

    const refused = await queue.run(async () => {}).catch((error) => error)
    first.finish()
    await Promise.all(all)

    expect(refused).toBeInstanceOf(AppError)
    expect(refused).toMatchObject({
      status: 429,
      reason: 'RATE_LIMITED',
      headers: { 'retry-after': '30', ratelimit: '"waiting-tests";r=0;t=30' },
    })
  })

  test('a place is free again after a failure', async () => {
    const queue = createQueue(1, 1)

    await queue.run(() => Promise.reject(new Error('broken'))).catch(() => {})

    expect(await queue.run(async () => 'next')).toBe('next')
    expect(queue.load()).toEqual({ running: 0, waiting: 0 })
  })

  test('callers take turns', async () => {
    const queue = createQueue(1, 100)
    const order: string[] = []
    const first = piece()
    const ask = (caller: string) => queue.run(async () => void order.push(caller), caller)

    const all = [queue.run(first.work), ...['greedy', 'greedy', 'greedy', 'greedy', 'modest', 'other'].map(ask)]
    first.finish()
    await Promise.all(all)

    expect(order).toEqual(['greedy', 'modest', 'other', 'greedy', 'greedy', 'greedy'])
  })
})

describe('many tests at once', () => {
  const BAD: [ProxyMode, string][] = [
    ['hang', 'timeout'],
    ['refuse', 'refused'],
    ['reset', 'reset'],
    ['407', 'auth_failed'],
    ['402', 'payment_required'],
    ['502', 'upstream_error'],
    ['garbage', 'protocol'],
    ['hang-after-connect', 'timeout'],
    ['403', 'forbidden'],
  ]
  let origin: Origin
  const good: FakeProxy[] = []
  const bad: FakeProxy[] = []

  beforeAll(async () => {
    origin = await startOrigin({ address: '127.0.30.1' })
    for (let number = 1; number <= 10; number++) good.push(await startProxy({ address: `127.0.31.${number}` }))
    for (const [index, [mode]] of BAD.entries()) {
      const proxy = await startProxy({ address: `127.0.32.${index + 1}` })
      await proxy.behave(mode)
      bad.push(proxy)
    }
  })
  afterAll(async () => {
    for (const proxy of [...good, ...bad]) await proxy.stop()
    origin.stop()
  })

  test('3,000 with one in ten good: no wrong verdict', async () => {
    const net = netFor(origin, { testTimeoutMs: 5_000, testPlaces: 160 })
    const cases: { proxy: ProxyServer; expected: string }[] = []
    for (let number = 0; number < 300; number++) {
      const one = good[number % good.length] as FakeProxy
      cases.push({ proxy: serverOf(one), expected: one.host })
      for (const [index, [, name]] of BAD.entries()) cases.push({ proxy: serverOf(bad[index] as FakeProxy), expected: name })
    }

    const results = await Promise.all(cases.map(({ proxy }) => net.test(proxy)))

    const wrong = results.filter((result, index) => (result.ok ? result.exitIp : result.reason) !== cases[index]?.expected)
    expect(results).toHaveLength(3_000)
    expect(wrong).toEqual([])
  }, 60_000)

  test('waiting longer than the time limit is no failure', async () => {
    const net = netFor(origin, { testTimeoutMs: 700, testPlaces: 1 })
    const [black] = bad

    const results = await Promise.all([
      net.test(serverOf(black as FakeProxy)),
      net.test(serverOf(black as FakeProxy)),
      net.test(serverOf(good[0] as FakeProxy)),
    ])

    expect(results.map((result) => (result.ok ? result.exitIp : result.reason))).toEqual(['timeout', 'timeout', '127.0.31.1'])
  })

  test('a wave beyond the seats answers 429', async () => {
    const net = netFor(origin, { testPlaces: 1, testSeats: 1 })

    const outcomes = await Promise.allSettled(Array.from({ length: 4 }, () => net.test(serverOf(good[0] as FakeProxy))))

    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'rejected'])
  })
})
