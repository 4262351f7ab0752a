import { afterEach, expect, test } from 'bun:test'
import { type Fault, type Misbehaviour, madeUpProxies } from '#tests/fakes/webshare.ts'
import { type PoolApp, poolApp, poolDump, sourceRow, sync } from './setup.ts'

let app: PoolApp

afterEach(() => app.webshare.stop())

// Each with the name under which the pool says why it is not newer.
const BAD: [Fault, string, Misbehaviour?][] = [
  ['throttled', 'throttled'],
  ['throttled', 'throttled', { retryAfter: '30' }],
  ['throttled', 'throttled', { retryAfter: '99999999999999' }],
  ['throttled', 'throttled', { retryAfter: '-5' }],
  ['throttled', 'throttled', { retryAfter: 'soon' }],
  ['throttled', 'throttled', { fromPage: 2 }],
  ['unauthorized', 'unauthorized'],
  ['payment-required', 'payment_required'],
  ['suspended', 'suspended'],
  ['html-500', 'unreachable'],
  ['html-500', 'unreachable', { fromPage: 2 }],
  ['bad-gateway', 'unreachable'],
  ['hang', 'unreachable'],
  ['hang-after-headers', 'unreachable'],
  ['drop', 'unreachable'],
  ['cut-json', 'bad_answer'],
  ['cut-json', 'bad_answer', { fromPage: 2 }],
  ['gzip-bomb', 'bad_answer'],
  ['empty-object', 'bad_answer'],
  ['empty-array', 'bad_answer'],
  ['html-200', 'bad_answer'],
  ['other-count', 'partial'],
  ['other-count', 'partial', { fromPage: 2 }],
  ['duplicate-ids', 'partial'],
  ['removed-between-pages', 'partial'],
  ['swapped-between-pages', 'partial'],
  ['next-loop', 'bad_answer', { fromPage: 2 }],
  ['empty-list', 'shrunken'],
  ['null-city', 'bad_answer'],
  ['null-address', 'bad_answer'],
  ['null-port', 'bad_answer'],
  ['other-plan', 'shrunken'],
  ['redirect', 'bad_answer'],
]

const CASES = BAD.map(([fault, reason, how = {}]) => ({
  fault,
  reason,
  how,
  title: [fault, ...Object.entries(how).flat()].join(' '),
}))

test.each(CASES)('$title leaves the pool as it was', async ({ fault, reason, how }) => {
  app = await poolApp({
    proxies: madeUpProxies(150),
    plans: [{ id: 2, status: 'active', proxies: madeUpProxies(150, { firstId: 90_000, address: (n) => `192.0.2.${n + 1}` }) }],
    times: { callTimeoutMs: fault.startsWith('hang') ? 1_000 : 10_000 },
  })
  await sync(app)
  const before = poolDump(app)
  const goodAt = app.clock.now
  app.clock.now += 20 * 60_000

  app.webshare.behave(fault, how)
  const job = await sync(app)

  expect(job.state).toBe('failed')
  expect(poolDump(app)).toBe(before)
  expect(sourceRow(app)).toMatchObject({ lastGoodAt: goodAt, lastTriedAt: app.clock.now, lastError: reason })
  const { body } = await app.vera.json('GET', '/api/pool')
  expect(body.data).toMatchObject({ age_seconds: 1200, stale: true, last_good_at: new Date(goodAt).toISOString() })
  const events = await app.nora.json('GET', '/api/events?type=pool.sync_failed')
  expect(events.body.data).toHaveLength(1)
  expect(app.logLines.join('')).not.toContain('k3v9p2ru8x5t')

  app.webshare.behave(null)
  expect((await sync(app)).state).toBe('done')
  expect((await app.vera.json('GET', '/api/pool')).body.data).toMatchObject({ age_seconds: 0, stale: false })
})

test('a list that is still being changed is not taken', async () => {
  app = await poolApp()
  await sync(app)
  const before = poolDump(app)
  app.webshare.list(madeUpProxies(70))

  app.webshare.setState('processing')
  await sync(app)

  expect(poolDump(app)).toBe(before)
  expect(sourceRow(app)?.lastError).toBe('partial')
})

test('the host in next is never asked', async () => {
  const elsewhere = await startElsewhere()
  app = await poolApp({ proxies: madeUpProxies(250) })

  app.webshare.behave('next-elsewhere', { elsewhere: elsewhere.url })
  const job = await sync(app)

  expect(job.state).toBe('done')
  expect(app.webshare.listCalls().map(({ query }) => query.page)).toEqual(['1', '2', '3', '1'])
  expect(elsewhere.seen).toBe(0)
  elsewhere.stop()
})

test('a redirect is not followed', async () => {
  const elsewhere = await startElsewhere()
  app = await poolApp()

  app.webshare.behave('redirect', { elsewhere: elsewhere.url })
  const job = await sync(app)

  expect(job.state).toBe('failed')
  expect(elsewhere.seen).toBe(0)
  elsewhere.stop()
})

test('an unusable answer never fills an empty pool', async () => {
  app = await poolApp()

  app.webshare.behave('cut-json')
  await sync(app)

  expect((await app.vera.json('GET', '/api/pool')).body.data).toMatchObject({
    total: 0,
    last_good_at: null,
    age_seconds: null,
    stale: true,
  })
})

async function startElsewhere() {
  let seen = 0
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    fetch() {
      seen++
      return Response.json({ count: 0, next: null, previous: null, results: [] })
    },
  })
  return {
    url: server.url.href,
    stop: () => server.stop(true),
    get seen() {
      return seen
    },
  }
}
