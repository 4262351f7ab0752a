import { afterEach, expect, test } from 'bun:test'
import { eq } from 'drizzle-orm'
import { assignments } from '#db/schema/accounts.ts'
import { exits, poolProxies } from '#db/schema/pool.ts'
import { madeUpProxies } from '#tests/fakes/webshare.ts'
import { testApp } from '#tests/support/app.ts'
import { hold, nth, type PoolApp, poolApp, sync } from './setup.ts'

let app: PoolApp
afterEach(() => app?.webshare.stop())

test('a sync is a job with progress', async () => {
  app = await poolApp()

  const { status, body, headers } = await app.mara.json('POST', '/api/pool/sync')

  expect(status).toBe(202)
  expect(Object.keys(body.data)).toEqual(['job_id', 'id', 'type', 'state', 'progress', 'results', 'created_at', 'finished_at'])
  expect(body.data).toMatchObject({ type: 'pool.sync', state: 'queued' })
  expect(headers.get('location')).toBe(`/jobs/${body.data.id}`)
  await app.deps.jobs.settled()
})

test('asking again joins the running sync', async () => {
  app = await poolApp()
  app.webshare.behave('slow', { delayMs: 50 })

  const ids = [await app.mara.json('POST', '/api/pool/sync'), await app.mara.json('POST', '/api/pool/sync')].map(
    ({ body }) => body.data.id,
  )
  await app.deps.jobs.settled()

  expect(ids[0]).toBe(ids[1])
})

test('the sync box fetches itself while a sync runs', async () => {
  app = await poolApp()
  app.webshare.behave('slow', { delayMs: 50 })

  const started = await app.mara.fragment('POST', '/api/pool/sync')
  await app.deps.jobs.settled()
  const ended = await app.mara.fragment('GET', '/pool/sync')

  expect(started.text).toContain('id="sync-state"')
  expect(started.text).toContain('hx-get="/pool/sync?after=')
  expect(ended.text).not.toContain('hx-get=')
})

test('the pool counts every country', async () => {
  const proxies = madeUpProxies(60)
  app = await poolApp({ proxies })
  await sync(app)
  hold(app, app.stella, nth(proxies, 1))

  const { data } = (await app.vera.json('GET', '/api/pool')).body

  const none = { resting: 0, burnt: 0, invalid: 0, removed_upstream: 0, unused: 0 }
  expect(data).toMatchObject({ total: 60, assigned: 1 })
  expect(data.countries[2]).toEqual({ code: 'DE', name: 'Germany', region: 'Europe', total: 10, free: 9, assigned: 1, ...none })
})

test('proxies come in pages, by country and state', async () => {
  app = await poolApp()
  await sync(app)

  const first = await app.vera.json('GET', '/api/pool/proxies?country=DE&limit=6')
  const second = await app.vera.json('GET', `/api/pool/proxies?country=DE&limit=6&cursor=${first.body.page.nextCursor}`)
  const burnt = await app.vera.json('GET', '/api/pool/proxies?state=burnt')

  expect(first.body.page).toMatchObject({ hasMore: true, total: 10 })
  expect(second.body).toMatchObject({ page: { hasMore: false, nextCursor: null, total: 10 } })
  expect(new Set([...first.body.data, ...second.body.data].map(({ id }) => id)).size).toBe(10)
  expect(burnt.body.data).toEqual([])
})

test('holders show only to those who may see them', async () => {
  const proxies = madeUpProxies(6)
  app = await poolApp({ proxies })
  await sync(app)
  hold(app, app.stella, nth(proxies, 0))

  const seen = await Promise.all(
    [app.omar, app.zed].map(async (caller) => (await caller.json('GET', '/api/pool/proxies?state=assigned')).body.data),
  )

  expect(seen[0]).toMatchObject([{ state: 'assigned', accounts: [{ id: app.stella, name: 'Stella Moon' }] }])
  expect(seen[1]).toMatchObject([{ state: 'assigned', accounts: [] }])
  expect((await app.zed.page('GET', '/pool')).text).not.toContain('Stella Moon')
})

test('a burnt exit is never free again', async () => {
  app = await poolApp()
  await sync(app)
  const [proxy] = (await app.mara.json('GET', '/api/pool/proxies?limit=1')).body.data

  const burnt = await app.mara.json('POST', `/api/pool/proxies/${proxy.id}/burn`)
  await sync(app)

  expect(burnt.body.data).toMatchObject({ id: proxy.id, state: 'burnt' })
  expect((await app.vera.json('GET', '/api/pool')).body.data).toMatchObject({ free: 59, burnt: 1 })
  expect((await app.mara.json('POST', '/api/pool/proxies/999999/burn')).status).toBe(404)
  expect((await app.mara.json('POST', '/api/pool/proxies/x/burn')).status).toBe(404)
})

test('the burnt mark can be taken off, also of an exit in use', async () => {
  app = await poolApp()
  await sync(app)
  const [free, used] = (await app.mara.json('GET', '/api/pool/proxies?limit=2')).body.data
  hold(app, app.stella, nth(madeUpProxies(60), 1))
  for (const { id } of [free, used]) await app.mara.json('POST', `/api/pool/proxies/${id}/burn`)

  const shown = await app.mara.page('GET', '/pool')
  const undone = await app.mara.json('POST', `/api/pool/proxies/${free.id}/unburn`)
  const row = await app.mara.fragment('POST', `/api/pool/proxies/${used.id}/unburn`)

  for (const { id } of [free, used]) expect(shown.text).toContain(`action="/api/pool/proxies/${id}/unburn"`)
  expect(undone.body.data).toMatchObject({ id: free.id, state: 'free', burnt_at: null })
  expect(row.text).toContain(`action="/api/pool/proxies/${used.id}/burn"`)
  expect((await app.vera.json('GET', '/api/pool')).body.data).toMatchObject({ free: 59, assigned: 1, burnt: 0 })
  expect((await app.nora.json('GET', '/api/events?type=pool.exit_unburnt')).body.page.total).toBe(2)
  expect((await app.mara.json('POST', '/api/pool/proxies/999999/unburn')).status).toBe(404)
  expect((await app.omar.json('POST', `/api/pool/proxies/${free.id}/unburn`)).status).toBe(403)
})

test('the page shows what there is and no password', async () => {
  app = await poolApp()
  await sync(app)

  const page = await app.nora.page('GET', '/pool')

  expect(page.status).toBe(200)
  for (const words of ['Germany', '198.18.0.1:5000', 'Example Transit', '20 min ago', 'Sync now', 'Key ends in wxyz'])
    expect(page.text).toContain(words)
  for (const secret of ['k3v9p2ru8x5t', app.webshare.apiKey]) expect(page.text).not.toContain(secret)
})

test('the page says why the pool is old', async () => {
  app = await poolApp()
  await sync(app)
  app.clock.now += 3_600_000
  app.webshare.behave('suspended')
  await sync(app)

  const page = await app.vera.page('GET', '/pool')

  expect(page.text).toContain('Out of date')
  expect(page.text).toContain('1 h ago')
  expect(page.text).toContain('Your account is suspended.')
})

test('whoever watched a sync learns of its end', async () => {
  app = await poolApp()
  const { body } = await app.mara.json('POST', '/api/pool/sync')
  await app.deps.jobs.settled()

  const { headers } = await app.mara.fragment('GET', `/pool/sync?after=${body.data.id}`)

  expect(headers.get('hx-trigger')).toBe('pool-synced')
})

test('the page says when the next sync is due', async () => {
  app = await poolApp()
  await sync(app)
  app.clock.now += 240_000

  const { text } = await app.vera.page('GET', '/pool')

  expect(text).toMatch(/Last complete list <time[^>]*>4 min ago</)
  expect(text).toMatch(/Next sync <time[^>]*>in 11 min</)
})

test('a country shows its cities and who goes out there', async () => {
  const proxies = madeUpProxies(60)
  app = await poolApp({ proxies })
  await sync(app)
  const german = nth(
    proxies.filter(({ country_code }) => country_code === 'DE'),
    0,
  )
  hold(app, app.stella, german)
  app.deps.db.update(assignments).set({ countryCode: 'DE' }).run()

  const [known, outside] = await Promise.all(
    [app.omar, app.zed].map(async (caller) => (await caller.page('GET', '/pool?country=DE')).text),
  )

  expect(known).toContain(`city=${german.city_name?.toLowerCase().replaceAll(' ', '')}`)
  expect(known).toContain('1 of 10 IPs in use, 9 free')
  expect(known).toContain('Stella Moon')
  expect(outside).not.toContain('Stella Moon')
})

test('pages have numbers and keep the filter', async () => {
  app = await poolApp()
  await sync(app)

  const { text } = await app.vera.page('GET', '/pool?country=DE&limit=4&page=3')
  const json = await app.vera.json('GET', '/api/pool/proxies?country=DE&limit=4&page=3')

  expect(text.includes('9 to 10 of 10 proxies')).toBe(true)
  expect(text.includes('href="/pool?country=DE&page=2"')).toBe(true)
  expect(json.body.data).toHaveLength(2)
})

test('the search finds addresses, cities and carriers', async () => {
  app = await poolApp()
  await sync(app)
  const found = async (q: string) => (await app.vera.json('GET', `/api/pool/proxies?q=${encodeURIComponent(q)}`)).body.page.total

  expect(await found('198.18.0.1')).toBeGreaterThan(0)
  expect(await found('berlin')).toBe(await found('BERLIN'))
  expect(await found('Example Transit')).toBeGreaterThan(0)
  expect(await found('%')).toBe(0)
})

test('a resting exit says why, and for whom to those who may know', async () => {
  app = await poolApp()
  await sync(app)
  const [row] = app.deps.db.select().from(poolProxies).limit(1).all()
  const rest = { restingUntil: app.clock.now + 86_400_000, restingWhy: 'failed', lastAccountId: app.stella } as const
  app.deps.db
    .insert(exits)
    .values({ exitKey: row?.exitKey ?? '', ...rest })
    .run()
  app.deps.db
    .update(poolProxies)
    .set({ free: false })
    .where(eq(poolProxies.id, row?.id ?? 0))
    .run()

  const [known, outside] = await Promise.all(
    [app.omar, app.zed].map(async (caller) => (await caller.page('GET', '/pool?state=resting')).text),
  )

  expect(known).toContain('Failed for Stella Moon')
  expect(known).toMatch(/rests until <time[^>]*>23 Nov</)
  expect(outside).toContain('Failed for an account')
  expect(outside).not.toContain('Stella Moon')
})

test('a key that Webshare refuses stays a form with its reason', async () => {
  app = await poolApp()
  const form = { kind: 'webshare', api_key: 'wrong-key-0123', name: 'Second plan' }

  const part = await app.nora.fragment('POST', '/pool/sources', form)
  const whole = await app.nora.page('POST', '/pool/sources', form)

  for (const { status, text } of [part, whole]) {
    expect(status).toBe(400)
    expect(text).toContain('Webshare says:')
    expect(text).toMatch(/name="api_key"[^>]*aria-invalid="true"/)
    expect(text).toContain('value="Second plan"')
    expect(text).not.toContain('wrong-key-0123')
  }
  expect(part.text).toStartWith('<section id="sources"')
  expect(whole.text).toContain('<!doctype html>')
})

test('a held list shows what it would change', async () => {
  app = await poolApp()
  await sync(app)
  app.webshare.behave('empty-list')
  await sync(app)

  const [manager, viewer] = await Promise.all(
    [app.mara, app.vera].map(async (caller) => (await caller.page('GET', '/pool')).text),
  )

  expect(manager).toContain('a new list waits for a second look')
  expect(manager).toMatch(/<dt>Now<\/dt><dd>60<\/dd>.*<dt>New list<\/dt><dd>0<\/dd>.*<dt>Gone<\/dt><dd>60<\/dd>/)
  expect(manager).toContain('Accept the new list')
  expect(viewer).not.toContain('Accept the new list')
})

test('without a source the page asks owners for a key', async () => {
  const bare = await testApp()

  const [owner, viewer] = await Promise.all(
    [bare.nora, bare.vera].map(async (caller) => (await caller.page('GET', '/pool')).text),
  )

  expect(owner).toMatch(/<details open[^>]*><summary>Add a Webshare key/)
  expect(viewer).toContain('An owner can add a Webshare key')
})

test('programs get no page', async () => {
  app = await poolApp()

  expect((await app.vera.json('GET', '/pool')).status).toBe(406)
})

test('the settings show how far the refresh after a new key is', async () => {
  app = await poolApp({ env: { WEBSHARE_API_KEY: '' } })
  // Longer than the answers in between take on a busy machine.
  app.webshare.behave('slow', { delayMs: 2_000 })

  const added = await app.nora.fragment('POST', '/pool/sources', { kind: 'webshare', api_key: app.webshare.apiKey })
  const settings = await app.nora.page('GET', '/settings')
  const feed = await app.nora.fragment('GET', '/pool/sources')
  app.webshare.behave(null)
  await app.deps.jobs.settled()
  const ended = await app.nora.fragment('GET', '/pool/sources')

  expect(JSON.parse(added.headers.get('hx-trigger') ?? '')).toEqual({ 'pool-synced': {}, toast: { text: 'Source added' } })
  expect(settings.text).toContain('hx-trigger="refetch, pool-synced from:body"')
  expect(settings.text).toContain('Reading the pool')
  expect(feed.text).toStartWith('<div id="pool-feed"')
  expect(feed.text).toContain('Reading the pool')
  expect(ended.text).not.toContain('Reading the pool')
  expect(ended.text).toContain('Up to date')
})

test('a sync of nothing says that there is nothing to read', async () => {
  const bare = await testApp()

  const { status, body } = await bare.nora.json('POST', '/api/pool/sync')
  await bare.deps.jobs.settled()
  const job = (await bare.nora.json('GET', `/api/jobs/${body.data.id}`)).body.data
  const { text } = await bare.nora.page('GET', `/jobs/${body.data.id}`)

  expect([status, job.state]).toEqual([202, 'failed'])
  expect(text).toContain('There is no Webshare key to read a list with.')
  expect(text).toContain('<a href="/pool">Open the pool</a>')
})
