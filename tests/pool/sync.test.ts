import { afterEach, expect, test } from 'bun:test'
import { eq } from 'drizzle-orm'
import { credentials } from '#db/schema/accounts.ts'
import { poolProxies, syncRuns } from '#db/schema/pool.ts'
import { openCredentials } from '#src/pool/credentials.ts'
import { ensureFilled, refreshNow } from '#src/pool/refresh.ts'
import { SYSTEM } from '#src/team/actor.ts'
import { madeUpProxies, madeUpUsers } from '#tests/fakes/webshare.ts'
import { assignmentOf, hold, hostsIn, nth, type PoolApp, poolApp, poolDump, SOURCE, sourceRow, sync } from './setup.ts'

let app: PoolApp
afterEach(() => app.webshare.stop())

const MINUTE = 60_000

test('a sync copies the whole list', async () => {
  app = await poolApp({ proxies: madeUpProxies(250) })

  const job = await sync(app)

  expect(job).toMatchObject({ state: 'done', progress: { done: 250, total: 250, failed: 0 } })
  expect(job.results[0]).toMatchObject({ source_id: SOURCE, outcome: 'applied', total: 250, added: 250, removed: 0, changed: 0 })
  const rows = app.deps.db.select().from(poolProxies).all()
  expect(rows).toHaveLength(250)
  expect(rows[0]).toMatchObject({
    ...{ upstreamId: 'd-10000', exitKey: '198.18.0.1', host: '198.18.0.1', port: 5000, countryCode: 'US', cityName: 'New York' },
    ...{ cityKey: 'newyork', subnet: '198.18.0.0/24', asnNumber: 64500, highCountryConfidence: true, valid: true, free: true },
  })
})

test('proxies share one sealed password', async () => {
  app = await poolApp()

  await sync(app)

  const rows = app.deps.db.select().from(credentials).all()
  expect(rows).toHaveLength(1)
  expect(rows.map((row) => openCredentials(app.deps.secrets, row))).toEqual([{ username: 'mwqzxtml', password: 'k3v9p2ru8x5t' }])
  expect(JSON.stringify(rows)).not.toContain('k3v9p2ru8x5t')
})

test('Webshare is asked as it wants to be', async () => {
  app = await poolApp({ env: { WEBSHARE_PLAN_ID: '7' }, plans: [{ id: 7, status: 'active', proxies: madeUpProxies(120) }] })

  await sync(app)

  const [first, second] = app.webshare.listCalls()
  expect(first).toMatchObject({
    authorization: `Token ${app.webshare.apiKey}`,
    query: { mode: 'direct', page: '1', page_size: '100', plan_id: '7' },
  })
  expect(second?.query).toEqual({ mode: 'direct', page: '2', page_size: '100', plan_id: '7' })
})

test('a proxy that is not valid is not free', async () => {
  const [bad, ...good] = madeUpProxies(10)
  if (!bad) throw new Error('no proxy')
  app = await poolApp({ proxies: [{ ...bad, valid: false }, ...good] })

  await sync(app)

  expect((await app.vera.json('GET', '/api/pool')).body.data).toMatchObject({ total: 10, free: 9, invalid: 1 })
})

test('two ports on one address are one exit', async () => {
  app = await poolApp({
    proxies: madeUpProxies(4, { address: (n) => `198.51.100.${1 + Math.floor(n / 2)}`, places: { DE: ['Berlin'] } }),
  })

  await sync(app)

  expect((await app.vera.json('GET', '/api/pool')).body.data).toMatchObject({ total: 2, free: 2 })
  expect((await app.vera.json('GET', '/api/proxy/webshare/available-countries')).body.data).toMatchObject([
    { code: 'DE', available: 2 },
  ])
})

test('vanished proxies go, held ones are marked', async () => {
  const proxies = madeUpProxies(20)
  app = await poolApp({ proxies })
  await sync(app)
  for (let n = 1; n < 6; n++) hold(app, app.addAccount(`Held ${n}`), nth(proxies, n))
  hold(app, app.stella, nth(proxies, 0))

  app.webshare.list(
    proxies
      .slice(2)
      .filter((_, n) => n !== 10)
      .concat(nth(proxies, 1)),
  )
  await sync(app)

  const { removed_upstream: gone, total } = (await app.vera.json('GET', '/api/pool')).body.data
  expect([gone, total]).toEqual([1, 19])
  expect(assignmentOf(app, app.stella)).toMatchObject({ mode: 'auto', isActive: true, removedUpstreamAt: app.clock.now })
  const events = (await app.nora.json('GET', '/api/events?type=proxy.removed_upstream')).body.data
  expect(events).toHaveLength(1)
})

test('a proxy that comes back is no longer marked', async () => {
  const proxies = madeUpProxies(20)
  app = await poolApp({ proxies })
  await sync(app)
  for (let n = 0; n < 6; n++) hold(app, n === 0 ? app.stella : app.addAccount(`Held ${n}`), nth(proxies, n))
  app.webshare.list(proxies.slice(1))
  await sync(app)

  app.webshare.list(proxies)
  await sync(app)

  expect(assignmentOf(app, app.stella)?.removedUpstreamAt).toBeNull()
  expect((await app.vera.json('GET', '/api/pool')).body.data).toMatchObject({ removed_upstream: 0, assigned: 6, total: 20 })
})

test('Webshare says where a held exit went', async () => {
  const proxies = madeUpProxies(20)
  app = await poolApp({ proxies })
  await sync(app)
  hold(app, app.stella, nth(proxies, 0))
  const at = new Date(app.clock.now).toISOString()
  const place = { proxy_country_code: 'US', replaced_with_country_code: 'US', created_at: at }
  app.webshare.replaced.push({
    id: 1,
    reason: 'auto_invalidated',
    proxy: '198.18.0.1',
    proxy_port: 5000,
    replaced_with: '198.51.100.9',
    replaced_with_port: 6000,
    ...place,
  })

  app.webshare.list(proxies.slice(1))
  const job = await sync(app)

  expect(job.state).toBe('done')
  const [event] = (await app.nora.json('GET', '/api/events?type=proxy.removed_upstream')).body.data
  expect(event.data).toMatchObject({
    exit: '198.18.0.1',
    reason: 'auto_invalidated',
    successor: { address: '198.51.100.9', port: 6000 },
  })
})

test('a new password reaches the accounts without a reassignment', async () => {
  const proxies = madeUpProxies(20)
  app = await poolApp({ proxies })
  await sync(app)
  hold(app, app.stella, nth(proxies, 0))
  const before = assignmentOf(app, app.stella)

  app.webshare.list(madeUpProxies(20, { password: 'another8pass' }))
  await sync(app)

  const after = assignmentOf(app, app.stella)
  expect<unknown>(after).toEqual({ ...before, credentialId: after?.credentialId ?? '' })
  const rows = app.deps.db.select().from(credentials).all()
  expect(rows.map((row) => openCredentials(app.deps.secrets, row).password)).toEqual(['another8pass'])
  expect(after?.credentialId).toBe(rows[0]?.id ?? '')
})

test('a list that lacks too much is held', async () => {
  const proxies = madeUpProxies(20)
  app = await poolApp({ proxies })
  await sync(app)
  const before = poolDump(app)

  app.webshare.list(proxies.slice(7))
  const job = await sync(app)

  expect(job.state).toBe('failed')
  expect(poolDump(app)).toBe(before)
  const [source] = (await app.vera.json('GET', '/api/pool')).body.data.sources
  expect(source).toMatchObject({
    state: 'held',
    last_error: 'shrunken',
    held: { total: 13, added: 0, removed: 7, removed_assigned: 0 },
  })
})

test('thirty percent fewer are believed', async () => {
  const proxies = madeUpProxies(20)
  app = await poolApp({ proxies })
  await sync(app)

  app.webshare.list(proxies.slice(6))
  await sync(app)

  expect(hostsIn(app)).toHaveLength(14)
})

test('losing a fifth of the held exits is held', async () => {
  const proxies = madeUpProxies(20)
  app = await poolApp({ proxies })
  await sync(app)
  for (let n = 0; n < 4; n++) hold(app, app.addAccount(`Held ${n}`), nth(proxies, n))

  app.webshare.list(proxies.slice(1))
  await sync(app)

  expect(sourceRow(app)).toMatchObject({ lastError: 'shrunken', held: { removed: 1, removedAssigned: 1 } })
})

test('accounts that take vanishing exits while Webshare is asked why count too', async () => {
  const proxies = madeUpProxies(20)
  app = await poolApp({ proxies })
  await sync(app)
  for (const proxy of proxies.slice(3, 13)) hold(app, app.addAccount('Holder'), proxy)
  app.webshare.list(proxies.slice(4))
  const { webshare } = app.deps
  if (!webshare) throw new Error('no client')
  const late = proxies.slice(0, 3).map((proxy) => ({ proxy, account: app.addAccount('Late') }))
  app.deps.webshare = {
    ...webshare,
    replaced(...asked) {
      for (const { proxy, account } of late) hold(app, account, proxy)
      return webshare.replaced(...asked)
    },
  }

  await sync(app)

  expect(hostsIn(app)).toHaveLength(20)
  expect(sourceRow(app)).toMatchObject({ lastError: 'shrunken', held: { removed: 4, removedAssigned: 4 } })
})

test('the same short list twice is believed', async () => {
  const proxies = madeUpProxies(20)
  app = await poolApp({ proxies })
  await sync(app)
  app.webshare.list(proxies.slice(10))
  await sync(app)

  app.clock.now += 9 * MINUTE
  await sync(app)
  expect(hostsIn(app)).toHaveLength(20)
  app.clock.now += 1 * MINUTE
  await sync(app)

  expect(hostsIn(app)).toHaveLength(10)
  expect(sourceRow(app)).toMatchObject({ heldAt: null, held: null, lastError: null, lastGoodAt: app.clock.now })
})

test('another short list starts the wait anew', async () => {
  const proxies = madeUpProxies(20)
  app = await poolApp({ proxies })
  await sync(app)
  app.webshare.list(proxies.slice(10))
  await sync(app)

  app.clock.now += 11 * MINUTE
  app.webshare.list(proxies.slice(11))
  await sync(app)

  expect(hostsIn(app)).toHaveLength(20)
  expect(sourceRow(app)?.heldAt).toBe(app.clock.now)
})

test('an empty list is never believed by itself', async () => {
  app = await poolApp()
  await sync(app)
  app.webshare.behave('empty-list')

  for (let n = 0; n < 3; n++) {
    await sync(app)
    app.clock.now += 15 * MINUTE
  }

  expect(hostsIn(app)).toHaveLength(60)
})

test('a hole that Webshare explains is believed', async () => {
  const proxies = madeUpProxies(20)
  app = await poolApp({ proxies })
  await sync(app)
  const created_at = new Date(app.clock.now).toISOString()
  for (const [id, proxy] of proxies.slice(0, 8).entries()) {
    const successor = { replaced_with: '198.51.100.9', replaced_with_port: 1, replaced_with_country_code: 'US' }
    app.webshare.replaced.push({
      id,
      reason: 'list_updated',
      proxy: proxy.proxy_address ?? '',
      proxy_port: proxy.port ?? 0,
      proxy_country_code: 'US',
      ...successor,
      created_at,
    })
  }

  app.webshare.list(proxies.slice(8))
  const job = await sync(app)

  expect(job.state).toBe('done')
  expect(hostsIn(app)).toHaveLength(12)
})

test('a manager may accept a held list', async () => {
  const proxies = madeUpProxies(20)
  app = await poolApp({ proxies })
  await sync(app)
  app.webshare.list(proxies.slice(10))
  await sync(app)

  const accepted = await app.mara.json('POST', `/api/pool/sources/${SOURCE}/accept`)
  await app.deps.jobs.settled()

  expect(accepted.status).toBe(202)
  expect(hostsIn(app)).toHaveLength(10)
  expect((await app.mara.json('POST', `/api/pool/sources/${SOURCE}/accept`)).body.code).toBe('NOTHING_HELD')
})

test('accepting one list does not accept the next', async () => {
  const proxies = madeUpProxies(20)
  app = await poolApp({ proxies })
  await sync(app)
  app.webshare.list(proxies.slice(10))
  await sync(app)

  app.webshare.list(proxies.slice(18))
  await app.mara.json('POST', `/api/pool/sources/${SOURCE}/accept`)
  await app.deps.jobs.settled()

  expect(hostsIn(app)).toHaveLength(20)
})

test('a new proxy without a city is taken', async () => {
  const proxies = madeUpProxies(5)
  app = await poolApp({ proxies })
  await sync(app)

  app.webshare.list([...proxies, { ...nth(madeUpProxies(1, { firstId: 5, address: () => '198.51.100.5' }), 0), city_name: null }])
  await sync(app)

  expect(app.deps.db.select().from(poolProxies).where(eq(poolProxies.host, '198.51.100.5')).get()).toMatchObject({
    cityName: null,
    cityKey: null,
  })
})

test('cities that stay away are believed the second time', async () => {
  const proxies = madeUpProxies(5)
  app = await poolApp({ proxies })
  await sync(app)
  app.webshare.list(proxies.map((proxy) => ({ ...proxy, city_name: null })))
  await sync(app)

  app.clock.now += 10 * MINUTE
  await sync(app)

  expect((await app.vera.json('GET', '/api/proxy/webshare/available-cities?countryCode=US')).status).toBe(404)
})

test('numbered backbone users are exits of their own', async () => {
  const rotating = { ...nth(madeUpUsers(1), 0), id: 'b-99', username: 'mwqzxtml-rotate' }
  app = await poolApp({ proxies: [...madeUpUsers(5), rotating, { ...rotating, id: 'b-98', username: 'mwqzxtml' }] })
  app.deps.db.$client.run("update pool_sources set proxy_mode = 'backbone'")

  await sync(app)

  const rows = app.deps.db.select().from(poolProxies).all()
  expect(rows.map(({ exitKey, host, port }) => [exitKey, host, port]).sort()).toEqual(
    [1, 2, 3, 4, 5].map((n) => [`mwqzxtml-${n}@p.webshare.io`, 'p.webshare.io', 9999 + n]),
  )
  expect(app.webshare.listCalls()[0]?.query.mode).toBe('backbone')
})

test('syncs of one source never overlap', async () => {
  app = await poolApp()
  app.webshare.behave('slow', { delayMs: 50 })

  const ids = [refreshNow(app.deps, SYSTEM), refreshNow(app.deps, SYSTEM)]
  await Promise.all([ensureFilled(app.deps), ensureFilled(app.deps), app.deps.jobs.settled()])

  expect(new Set(ids).size).toBe(1)
  expect(app.webshare.listCalls()).toHaveLength(1)
  expect(app.deps.db.select().from(syncRuns).all()).toHaveLength(1)
})

test('a pool that was never filled says so', async () => {
  app = await poolApp()
  app.webshare.behave('bad-gateway')

  const answer = await app.vera.json('GET', '/api/proxy/webshare/available-countries')

  expect(answer).toMatchObject({ status: 503, body: { code: 'WEBSHARE_UNAVAILABLE' } })
})

test('a Webshare that just failed is left alone for a while', async () => {
  app = await poolApp()
  app.webshare.behave('bad-gateway')
  await app.vera.json('GET', '/api/proxy/webshare/available-countries')
  const before = app.webshare.listCalls().length
  app.webshare.behave(null)

  const soon = await app.vera.json('GET', '/api/proxy/webshare/available-countries')
  const callsSoon = app.webshare.listCalls().length
  app.clock.now += 10_000
  const later = await app.vera.json('GET', '/api/proxy/webshare/available-countries')

  expect(soon.status).toBe(503)
  expect(callsSoon).toBe(before)
  expect(later.status).toBe(200)
})

test('the first question fills the pool', async () => {
  app = await poolApp()

  const answer = await app.vera.json('GET', '/api/proxy/webshare/available-countries')

  expect(answer.body.data).toHaveLength(6)
})

test('hardly any free exit is said once a day', async () => {
  const proxies = madeUpProxies(20)
  app = await poolApp({ proxies })
  await sync(app)
  for (const proxy of proxies.slice(0, 19)) hold(app, app.addAccount('Holder'), proxy)

  await sync(app)
  await sync(app)

  const events = (await app.nora.json('GET', '/api/events?type=pool.low')).body.data
  expect(events.map(({ data }: { data: unknown }) => data)).toEqual([{ free: 1, listed: 20 }])
})
