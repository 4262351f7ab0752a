import { beforeEach, describe, expect, test } from 'bun:test'
import { eq } from 'drizzle-orm'
import { accounts, assignments, checks } from '#db/schema/accounts.ts'
import { jobs } from '#db/schema/jobs.ts'
import { poolProxies, poolSources } from '#db/schema/pool.ts'
import { type TestApp, testApp } from '#tests/support/app.ts'
import { exitsIn, fillPool } from '#tests/support/pool.ts'

const STEP = /<li class="(done|current|later)"/g
const stepsIn = (text: string) => [...text.matchAll(STEP)].map(([, state]) => state)
const HALF_HOUR_MS = 1_800_000

let app: TestApp
beforeEach(async () => {
  app = await testApp()
})

const change = (id: string, values: Partial<typeof assignments.$inferInsert>) =>
  app.deps.db.update(assignments).set(values).where(eq(assignments.accountId, id)).run()

/** An account that goes out from a country and was checked a minute ago. */
async function goesOut(id: string, country: string, values: Partial<typeof assignments.$inferInsert> = {}) {
  await app.nora.json('POST', `/api/proxy/account/${id}/assign-auto`, { preferredCountry: country })
  change(id, { lastCheckOk: true, lastCheckAt: app.clock.now - 60_000, lastCheckLatencyMs: 200, ...values })
  return id
}

describe('the first run', () => {
  beforeEach(() => app.mara.json('DELETE', `/api/accounts/${app.stella}`))

  test('leads an owner from step to step', async () => {
    const empty = await app.nora.page('GET', '/')
    expect(empty.text).toContain('Get your accounts moored')
    expect(empty.text).toContain('Paste a key')
    expect(stepsIn(empty.text)).toEqual(['done', 'current', 'later', 'later'])

    fillPool(app, [{ host: '192.0.2.1', country: 'DE' }])
    const filled = await app.nora.page('GET', '/')
    expect(stepsIn(filled.text)).toEqual(['done', 'done', 'current', 'later'])
    expect(filled.text).toContain('1 IP in 1 country, read now.')

    app.addAccount('Mila')
    const added = await app.nora.page('GET', '/')
    expect(stepsIn(added.text)).toEqual(['done', 'done', 'done', 'current'])
    expect(added.text).toContain('action="/api/proxy/assign-missing"')
  })

  test('shows how far the list is read, and looks again by itself', async () => {
    fillPool(app, [])
    const job = { id: 'job_1', type: 'pool.sync', state: 'running' as const, input: {}, done: 256, total: 340 }
    app.deps.db
      .insert(jobs)
      .values({ ...job, createdAt: app.clock.now })
      .run()

    const { text } = await app.nora.page('GET', '/')

    expect(text).toContain('256 of 340 proxies')
    expect(text).toContain('data-live="attention pool job:job_1"')
  })

  test('says that the list could not be read, and where the reason stands', async () => {
    fillPool(app, [])
    app.deps.db.update(poolSources).set({ lastError: 'unauthorized' }).run()

    const { text } = await app.nora.page('GET', '/')

    expect(text).toContain('The list could not be read.')
    expect(text).toContain('See why')
  })

  test('is not for whoever may not add accounts', async () => {
    const { text } = await app.vera.page('GET', '/')

    expect(text).not.toContain('Get your accounts moored')
    expect(text).toContain('No account is shared with you yet.')
  })
})

describe('the overview', () => {
  beforeEach(() => {
    fillPool(app, [...exitsIn('DE', 3), ...exitsIn('US', 2, 'Dallas'), ...exitsIn('BR', 1, 'Recife')])
  })

  test('says that nothing needs somebody, and when that was looked at', async () => {
    await goesOut(app.stella, 'DE')

    const { text } = await app.nora.page('GET', '/')

    expect(text).toContain('Nothing needs you</h1>')
    expect(text).toContain('The one account is fine. Last check 1 min ago.')
    expect(text).toContain('Test all')
    expect(text).not.toContain('Fix what can be fixed')
  })

  test('names what is broken with its one button, in a form that works by itself', async () => {
    await goesOut(app.stella, 'DE', { failedAt: 1 })
    await goesOut(app.addAccount('Mila'), 'US')

    const { text } = await app.nora.page('GET', '/')

    expect(text).toContain('1 account needs you</h1>')
    expect(text).toContain('1 of 2 accounts are fine.')
    expect(text).toMatch(/<a class="quiet" href="\/accounts\/[^"]+" hx-get="[^"]+" [^>]+>Stella Moon is down<\/a>/)
    expect(text).toMatch(
      /<form method="post" action="\/api\/proxy\/bulk"[^>]*>.*name="dry_run" value="true".*Replace with another Berlin IP/s,
    )
    expect(text).toContain('Fix what can be fixed')
  })

  test('draws a map from three countries on, and lists them in any case', async () => {
    await goesOut(app.stella, 'DE')
    await goesOut(app.addAccount('Mila'), 'US', { failedAt: 1 })
    const two = await app.nora.page('GET', '/')
    await goesOut(app.addAccount('Luna'), 'BR')
    const three = await app.nora.page('GET', '/')

    expect(two.text).not.toContain('class="map"')
    expect(two.text).toContain('href="/accounts?country=US"')
    expect(three.text).toContain('class="map"')
    expect(three.text).toContain('United States: 1 account, 1 does not work')
  })

  test('shows the last day of at most eight accounts', async () => {
    await goesOut(app.stella, 'DE')
    const start = Math.floor(app.clock.now / HALF_HOUR_MS) * HALF_HOUR_MS
    const check = { accountId: app.stella, exitKey: 'x', cause: 'periodic' as const, latencyMs: 100 }
    for (let index = 1; index <= 16; index++) {
      app.deps.db
        .insert(checks)
        .values({ ...check, at: start - index * HALF_HOUR_MS, ok: index !== 3 })
        .run()
    }
    for (let index = 0; index < 9; index++)
      change(app.addAccount(`Other ${index}`), { mode: 'auto', isActive: true, exitKey: `y${index}` })

    const { text } = await app.nora.page('GET', '/')

    expect(text.match(/half hours of the last day/g)).toHaveLength(8)
    expect(text).toContain('Stella Moon, half hours of the last day: 1 failed of 16')
    expect(text).toContain('93.7 %')
  })

  test('compares the pool of each country with what is in use', async () => {
    await goesOut(app.stella, 'BR')

    const { text } = await app.nora.page('GET', '/')

    expect(text).toContain('1 of 6 in use')
    expect(text).toContain('IPs in Brazil: 1 of 1 in use')
    expect(text).toContain('<span class="end bad-text">0 free</span>')
  })

  test('tells the last five things that happened', async () => {
    for (let index = 0; index < 6; index++) await app.nora.json('POST', '/api/accounts', { name: `Ana ${index}` })
    await goesOut(app.stella, 'DE')

    const { text } = await app.nora.page('GET', '/')

    const latest = text.slice(text.indexOf('id="latest"'))
    expect(latest.match(/<time/g)).toHaveLength(5)
    expect(latest).toContain('gave</span> <a href="/accounts/')
  })

  test('counts only what the reader sees', async () => {
    await goesOut(app.stella, 'DE', { failedAt: 1 })

    const { status, text } = await app.zed.page('GET', '/')

    expect(status).toBe(200)
    expect(text).not.toContain('Stella Moon')
    expect(text).not.toContain('Germany: 1 account')
    expect(text).not.toContain('Test all')
  })

  test('is the same for programs and for browsers', async () => {
    await goesOut(app.stella, 'DE')

    const { body } = await app.nora.json('GET', '/api/overview')
    const { text } = await app.nora.fragment('GET', '/api/overview')

    expect(body.data).toMatchObject({ headline: 'Nothing needs you', attention: [], exits: [{ country: 'DE', accounts: 1 }] })
    expect(text).toContain('Nothing needs you</h1>')
  })

  test('escapes every name', async () => {
    const hostile = '<img src=x onerror=alert(1)>"\''
    await goesOut(app.stella, 'DE', { failedAt: 1 })
    app.deps.db.update(accounts).set({ name: hostile }).run()
    app.deps.db.update(poolProxies).set({ countryCode: hostile }).where(eq(poolProxies.countryCode, 'US')).run()
    await app.nora.json('PATCH', `/api/accounts/${app.stella}`, { name: `${hostile} again` })

    const { text } = await app.nora.page('GET', '/')

    expect(text).toContain('&lt;img src=x')
    expect(text).not.toContain('<img src=x')
  })

  test('asks strangers to sign in and programs for another address', async () => {
    const { status, headers } = await app.nobody.page('GET', '/')

    expect([status, headers.get('location')]).toEqual([303, '/login?next=%2F'])
    expect((await app.nora.json('GET', '/')).status).toBe(406)
  })
})
