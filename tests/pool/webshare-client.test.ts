import { afterEach, expect, test } from 'bun:test'
import { retryAfterMs, wordsIn } from '#src/net/webshare-failure.ts'
import { createLimiter } from '#src/net/webshare-limit.ts'
import { madeUpProxies } from '#tests/fakes/webshare.ts'
import { hostsIn, type PoolApp, poolApp, sourceRow, sync } from './setup.ts'

let app: PoolApp | undefined
afterEach(() => app?.webshare.stop())

/** A clock that only moves when somebody waits. */
function standingClock() {
  const waits: number[] = []
  let now = 0
  const pause = async (ms: number) => {
    waits.push(ms)
    now += ms
  }
  return { waits, clock: { now: () => now, pause } }
}

test('a minute holds fifty calls', async () => {
  const { waits, clock } = standingClock()
  const limiter = createLimiter(50, clock)

  for (let call = 0; call < 150; call++) await limiter.take()

  expect(waits).toEqual([60_000, 60_000])
})

test('some calls are kept for people', async () => {
  const { waits, clock } = standingClock()
  const limiter = createLimiter(50, clock)

  for (let call = 0; call < 45; call++) await limiter.take({ reserve: 5 })
  const taken = Array.from({ length: 6 }, () => limiter.tryTake())

  expect(waits).toEqual([])
  expect(taken).toEqual([true, true, true, true, true, false])
})

test('a sync never makes more calls a minute than allowed', async () => {
  const { waits, clock } = standingClock()
  app = await poolApp({ proxies: madeUpProxies(6_000), times: clock })
  app.webshare.behave('refuses-page-size')

  const job = await sync(app)

  expect(job.state).toBe('done')
  expect(app.webshare.listCalls()).toHaveLength(62)
  expect(waits).toEqual([60_000])
})

test('large lists are read in larger pages', async () => {
  app = await poolApp({ proxies: madeUpProxies(6_000), maxPageSize: 10_000 })

  await sync(app)

  expect(app.webshare.listCalls().map(({ query }) => query.page_size)).toEqual(['100', ...Array(30).fill('200'), '100'])
  expect(hostsIn(app)).toHaveLength(6_000)
})

test('pages that come out smaller are fine', async () => {
  app = await poolApp({ proxies: madeUpProxies(45) })
  app.webshare.behave('small-pages')

  await sync(app)

  expect(hostsIn(app)).toHaveLength(45)
})

test('a short wait in the middle is waited', async () => {
  app = await poolApp({ proxies: madeUpProxies(150) })
  app.webshare.behave('throttled', { fromPage: 2, times: 1, retryAfter: '7' })

  const job = await sync(app)

  expect(job.state).toBe('done')
  expect(app.waits).toHaveLength(1)
  expect(app.waits[0]).toBeGreaterThanOrEqual(7_000)
  expect(app.waits[0]).toBeLessThanOrEqual(8_400)
})

test('a server error is tried again', async () => {
  app = await poolApp()
  app.webshare.behave('html-500', { times: 2 })

  const job = await sync(app)

  expect(job.state).toBe('done')
  expect(app.waits).toHaveLength(2)
})

test('a refused key is not tried again', async () => {
  app = await poolApp()
  app.webshare.behave('unauthorized')

  await sync(app)

  expect(app.webshare.listCalls()).toHaveLength(1)
  expect(sourceRow(app)).toMatchObject({ lastError: 'unauthorized', lastErrorDetail: 'Invalid token.' })
})

const AT = Date.UTC(2026, 10, 22, 12)
test.each([
  ['0', 0],
  ['30', 30_000],
  ['3600', 60_000],
  ['99999999999999999999', 60_000],
  ['-1', 60_000],
  ['1e3', 60_000],
  ['', 60_000],
  ['soon', 60_000],
  ['Sun, 22 Nov 2026 12:00:20 GMT', 20_000],
  ['Sun, 22 Nov 2026 11:00:00 GMT', 60_000],
  ['Mon, 22 Nov 2027 12:00:00 GMT', 60_000],
])('Retry-After "%s" waits %i ms', (header, ms) => {
  expect(retryAfterMs(header, AT)).toBe(ms)
})

test('no Retry-After waits a minute', () => {
  expect(retryAfterMs(null, AT)).toBe(60_000)
})

test.each([
  ['{"detail":"Not found."}', 'Not found.'],
  ['{"mode":["This field is required."]}', 'mode: This field is required.'],
  ['{"mode":[{"message":"This field is required.","code":"required"}]}', 'mode: This field is required.'],
  ['{"a":["one",{"message":"two"}],"b":"three"}', 'a: one a: two b: three'],
  ['["plain"]', 'plain'],
  ['"text"', 'text'],
  ['{"detail":"Key KEY-1 is\\nwrong"}', 'Key … is wrong'],
  ['<html>', null],
  ['{}', null],
  ['', null],
])('the words in %s', (body, words) => {
  expect(wordsIn(body, 'KEY-1')).toBe(words)
})

test('endless words are cut', () => {
  expect(wordsIn(JSON.stringify({ detail: 'x'.repeat(10_000) }), 'KEY-1')).toHaveLength(300)
})
