import { beforeEach, describe, expect, test } from 'bun:test'
import { eq } from 'drizzle-orm'
import { assignments, exitHistory } from '#db/schema/accounts.ts'
import { events } from '#db/schema/events.ts'
import { exits, poolProxies } from '#db/schema/pool.ts'
import { recountFree, rest, wakeRested } from '#src/pool/free.ts'
import { type TestApp, testApp } from '#tests/support/app.ts'
import { exitsIn, fillPool, type PoolEntry } from '#tests/support/pool.ts'

let app: TestApp
beforeEach(async () => {
  app = await testApp({ env: { WEBSHARE_API_URL: 'http://127.0.0.1:1' } })
})

const DAY = 86_400_000
const path = (account: string, verb = '') => `/api/proxy/account/${account}${verb}`
const assign = (account = app.stella, body?: unknown) => app.nora.json('POST', path(account, '/assign-auto'), body)
const proxyOf = async (account = app.stella) => (await app.nora.json('GET', path(account))).body.data
const disable = (account = app.stella) => app.nora.json('POST', path(account, '/disable'))

describe('an exit is suitable', () => {
  const unsuitable: [string, PoolEntry][] = [['not valid', { valid: false }]]

  for (const [name, entry] of unsuitable) {
    test(`unless it is ${name}`, async () => {
      fillPool(app, [entry])

      expect((await assign()).status).toBe(503)
    })
  }

  test('unless the pool no longer lists it', async () => {
    fillPool(app, exitsIn('DE', 1))
    app.deps.db.update(poolProxies).set({ removedAt: 1 }).run()
    recountFree(app.deps.db, app.clock.now)

    expect((await assign()).status).toBe(503)
  })

  test('unless it is marked as burnt', async () => {
    fillPool(app, exitsIn('DE', 1))
    app.deps.db.insert(exits).values({ exitKey: '203.8.0.1', burntAt: 1 }).run()
    recountFree(app.deps.db, app.clock.now)

    expect((await assign()).status).toBe(503)
  })

  test('unless another account has it, on whatever port', async () => {
    fillPool(app, [
      { host: '203.8.0.1', port: 8080 },
      { host: '203.8.0.1', port: 9090 },
    ])
    await assign()

    const second = await assign(app.addAccount('Luna'))

    expect(second.status).toBe(503)
    expect(second.body.details).toMatchObject({ pool: 1, free: 0 })
  })

  test('for two accounts when the settings let them share', async () => {
    fillPool(app, exitsIn('DE', 1))
    await app.nora.json('PATCH', '/api/settings', { accounts_per_proxy: 2 })
    recountFree(app.deps.db, app.clock.now)
    await assign()

    const second = await assign(app.addAccount('Luna'))
    const third = await assign(app.addAccount('Mia'))

    expect(second.status).toBe(200)
    expect(third.status).toBe(503)
  })
})

describe('an exit that an account left', () => {
  test('rests for everybody else until its time is over', async () => {
    fillPool(app, exitsIn('DE', 1))
    await assign()
    await disable()
    const luna = app.addAccount('Luna')

    const early = await assign(luna)
    app.clock.now += 31 * DAY
    const later = await assign(luna)

    expect(early.status).toBe(503)
    expect(later.status).toBe(200)
  })

  test('is the first choice when it comes back', async () => {
    fillPool(app, exitsIn('DE', 20))
    const { body } = await assign()
    await disable()

    const again = await assign()

    expect(again.body.data.proxy_id).toBe(body.data.proxy_id)
  })

  test('does not come back when it had failed', async () => {
    fillPool(app, exitsIn('DE', 2))
    const { body } = await assign()
    app.deps.db.update(assignments).set({ failedAt: app.clock.now, failedReason: 'timeout' }).run()

    const next = await assign()
    await disable()
    const last = await assign()

    expect(next.status).toBe(200)
    expect(next.body.data.proxy_id).not.toBe(body.data.proxy_id)
    expect(last.body.data.proxy_id).toBe(next.body.data.proxy_id)
  })

  test('does not rest when the settings say so', async () => {
    fillPool(app, exitsIn('DE', 1))
    await app.nora.json('PATCH', '/api/settings', { rest_days: 0 })
    await assign()
    await disable()

    expect((await assign(app.addAccount('Luna'))).status).toBe(200)
  })

  test('wakes on time without anybody asking', () => {
    fillPool(app, exitsIn('DE', 1))
    const until = app.clock.now + DAY
    rest(app.deps.db, '203.8.0.1', { accountId: app.stella, why: 'used', until }, app.clock.now)

    wakeRested(app.deps.db, until - 1)
    const before = app.deps.db.select().from(poolProxies).get()?.free
    wakeRested(app.deps.db, until)
    const after = app.deps.db.select().from(poolProxies).get()?.free

    expect([before, after]).toEqual([false, true])
  })
})

describe('among free exits', () => {
  test('a sure country comes first', async () => {
    fillPool(app, [
      { sure: false, subnet: 'a' },
      { sure: null, subnet: 'b' },
      { sure: true, subnet: 'c' },
    ])

    expect((await assign()).body.data.proxy_id).toBe('d-10003')
  })

  test('accounts are kept out of each other’s subnets as long as there are others', async () => {
    fillPool(
      app,
      Array.from({ length: 60 }, (_, index) => ({ subnet: `net-${index % 6}`, asn: null })),
    )
    const accounts = [app.stella, ...Array.from({ length: 5 }, (_, index) => app.addAccount(`Account ${index}`))]

    for (const account of accounts) await assign(account)

    const subnets = app.deps.db.select({ subnet: assignments.subnet }).from(assignments).all()
    expect(new Set(subnets.map(({ subnet }) => subnet)).size).toBe(6)
  })

  test('accounts are kept on different carriers, also where one carrier has nearly all', async () => {
    const many = Array.from({ length: 300 }, (_, index) => ({ subnet: `net-${index}`, asn: 1 }))
    fillPool(app, [...many, { subnet: 'x', asn: 2 }, { subnet: 'y', asn: 3 }])
    const accounts = [app.stella, app.addAccount('Luna'), app.addAccount('Mia')]

    for (const account of accounts) await assign(account)

    const carriers = app.deps.db.select({ asn: assignments.asnNumber }).from(assignments).all()
    expect(carriers.map(({ asn }) => asn).sort()).toEqual([1, 2, 3])
  })
})

describe('a place', () => {
  const PLACES: PoolEntry[] = [
    { country: 'BR', city: 'São Paulo', subnet: 'a' },
    { country: 'BR', city: 'Rio de Janeiro', subnet: 'b' },
    { country: 'DE', city: 'Berlin', subnet: 'c' },
  ]

  test('is compared without case, accents and spaces', async () => {
    fillPool(app, PLACES)

    const { body } = await assign(app.stella, { preferredCountry: 'br', preferredCity: 'SAO paulo' })

    expect(body.data.proxy_city_name).toBe('São Paulo')
  })

  test('in the request is hard, and is not saved', async () => {
    fillPool(app, PLACES)

    const refused = await assign(app.stella, { preferredCountry: 'BR', preferredCity: 'Salvador' })
    await assign(app.stella, { preferredCountry: 'BR' })

    expect(refused.status).toBe(503)
    expect(refused.body.details.closest[0]).toMatchObject({ country: 'BR', free: 1 })
    expect(await proxyOf()).toMatchObject({
      proxy_country_code: 'BR',
      proxy_region_preference: null,
      proxy_city_preference: null,
    })
  })

  test('that is stored falls back from the city to its country only', async () => {
    fillPool(app, PLACES)
    await app.nora.json('PUT', path(app.stella, '/preference'), {
      proxy_region_preference: 'BR',
      proxy_city_preference: 'Salvador',
    })
    const luna = app.addAccount('Luna')
    await app.nora.json('PUT', path(luna, '/preference'), { proxy_region_preference: 'FR' })

    expect((await assign()).body.data.proxy_country_code).toBe('BR')
    expect((await assign(luna)).status).toBe(503)
  })

  test('of the request beats the stored one', async () => {
    fillPool(app, PLACES)
    await app.nora.json('PUT', path(app.stella, '/preference'), { proxy_region_preference: 'BR' })

    expect((await assign(app.stella, { preferredCountry: 'DE' })).body.data.proxy_country_code).toBe('DE')
  })
})

describe('an account that has an exit', () => {
  test('keeps it unless it is forced', async () => {
    fillPool(app, exitsIn('DE', 3))
    const { body } = await assign()

    expect((await assign()).body.code).toBe('PROXY_ALREADY_ASSIGNED')
    expect((await proxyOf()).proxy_id).toBe(body.data.proxy_id)
  })

  test('never gets the same one by force', async () => {
    fillPool(app, exitsIn('DE', 1))
    const before = (await assign()).body.data

    const forced = await assign(app.stella, { forceReassign: true })

    expect(forced.status).toBe(503)
    const { proxy_region_preference: _, proxy_city_preference: __, proxy_is_active, ...after } = await proxyOf()
    expect(after).toEqual(before)
    expect(proxy_is_active).toBe(true)
  })

  test('gets its own back when it was only switched off', async () => {
    fillPool(app, exitsIn('DE', 3))
    const { body } = await assign()
    await app.nora.json('PUT', path(app.stella, '/preference'), { proxy_is_active: false })

    const again = await assign()

    expect(again.status).toBe(200)
    expect(again.body.data.proxy_id).toBe(body.data.proxy_id)
    expect((await proxyOf()).proxy_is_active).toBe(true)
  })

  test('gets another when its own left the pool', async () => {
    fillPool(app, exitsIn('DE', 3))
    const { body } = await assign()
    app.deps.db.update(assignments).set({ removedUpstreamAt: app.clock.now }).run()

    const again = await assign()

    expect(again.status).toBe(200)
    expect(again.body.data.proxy_id).not.toBe(body.data.proxy_id)
  })

  test('has its stays on record, one of them open', async () => {
    fillPool(app, exitsIn('DE', 3))
    await assign()
    await assign(app.stella, { forceReassign: true })

    const stays = app.deps.db.select().from(exitHistory).where(eq(exitHistory.accountId, app.stella)).all()

    expect(stays.map(({ releasedAt, releasedWhy }) => [releasedAt === null, releasedWhy])).toEqual([
      [false, 'replaced'],
      [true, null],
    ])
  })
})

test('an event says who, what, from, to and why', async () => {
  fillPool(app, exitsIn('DE', 3))
  await assign()
  await assign(app.stella, { forceReassign: true })

  const [first, second] = app.deps.db.select().from(events).all()

  expect(first).toMatchObject({ type: 'proxy.assigned', actorName: 'Nora Vale', accountId: app.stella })
  expect(first?.data).toMatchObject({ from: null, to: { proxy_id: 'd-10001', country: 'DE' }, why: 'requested' })
  expect(second).toMatchObject({ type: 'proxy.reassigned' })
  expect(second?.data).toMatchObject({ from: { proxy_id: 'd-10001' }, to: { proxy_id: 'd-10002' } })
})

test('a pool that never was filled, and no Webshare, answer 503', async () => {
  await app.nora.json('POST', '/api/pool/sources', { kind: 'webshare', name: 'Main', api_key: 'k'.repeat(40) })

  const { status, body } = await assign()

  expect(status).toBe(503)
  expect(body.code).toBe('WEBSHARE_UNAVAILABLE')
})

test('an archived account gets no exit', async () => {
  fillPool(app, exitsIn('DE', 1))
  app.deps.db.run(`update accounts set archived_at = 1 where id = '${app.stella}'`)

  const { status, body } = await assign()

  expect(status).toBe(409)
  expect(body.code).toBe('ACCOUNT_ARCHIVED')
})
