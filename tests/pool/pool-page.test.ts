import { afterEach, expect, test } from 'bun:test'
import { madeUpProxies } from '#tests/fakes/webshare.ts'
import { hold, nth, type PoolApp, poolApp, sync } from './setup.ts'

let app: PoolApp
afterEach(() => app.webshare.stop())

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
  expect(started.text).toContain('hx-get="/pool/sync"')
  expect(ended.text).not.toContain('hx-get="/pool/sync"')
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

test('programs get no page', async () => {
  app = await poolApp()

  expect((await app.vera.json('GET', '/pool')).status).toBe(406)
})
