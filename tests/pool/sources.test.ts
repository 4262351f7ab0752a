import { afterEach, expect, test } from 'bun:test'
import { poolProxies } from '#db/schema/pool.ts'
import { sourcesFromEnvironment } from '#src/pool/refresh.ts'
import { madeUpProxies } from '#tests/fakes/webshare.ts'
import { assignmentOf, hold, hostsIn, nth, type PoolApp, poolApp, SOURCE, sourceRow, sync } from './setup.ts'

let app: PoolApp
afterEach(() => app.webshare.stop())

const SOURCES = '/api/pool/sources'
const SOURCE_KEYS = [
  ...['id', 'kind', 'name', 'origin', 'api_key', 'plan_id', 'proxy_mode', 'enabled', 'state', 'last_tried_at', 'last_good_at'],
  ...['age_seconds', 'last_error', 'last_error_detail', 'held', 'exits', 'accounts', 'created_at', 'job_id'],
]

const withPlan = () =>
  poolApp({
    plans: [{ id: 2, status: 'active', proxies: madeUpProxies(5, { firstId: 500, address: (n) => `192.0.2.${n + 1}` }) }],
  })

test('a key is tried, sealed and never shown again', async () => {
  app = await withPlan()

  const added = await app.nora.json('POST', SOURCES, { api_key: app.webshare.apiKey, plan_id: 2, name: 'Second plan' })
  await app.deps.jobs.settled()

  expect(added.status).toBe(201)
  expect(Object.keys(added.body.data)).toEqual(SOURCE_KEYS)
  expect(added.body.data).toMatchObject({
    kind: 'webshare',
    origin: 'settings',
    plan_id: '2',
    api_key: { set: true, last4: 'wxyz' },
  })
  expect(app.deps.db.select().from(poolProxies).all()).toHaveLength(5)
  const listed = await app.nora.json('GET', SOURCES)
  for (const text of [added.text, listed.text, JSON.stringify(sourceRow(app, added.body.data.id)), app.logLines.join('')]) {
    expect(text).not.toContain(app.webshare.apiKey)
  }
})

test('a refused key is not saved and Webshare says why', async () => {
  app = await poolApp()

  const { status, body, text } = await app.nora.json('POST', SOURCES, { api_key: 'wrong-key-1234567890' })

  expect([status, body.code, body.details[0].path]).toEqual([400, 'VALIDATION_ERROR', 'api_key'])
  expect(body.details[0].message).toContain('Invalid token.')
  expect(text).not.toContain('wrong-key-1234567890')
  expect((await app.nora.json('GET', SOURCES)).body.data).toHaveLength(1)
})

test('a key that cannot be tried is not saved', async () => {
  app = await withPlan()
  app.webshare.behave('bad-gateway')

  const { status, body } = await app.nora.json('POST', SOURCES, { api_key: app.webshare.apiKey, plan_id: '2' })

  expect([status, body.code]).toEqual([503, 'WEBSHARE_UNAVAILABLE'])
  expect(body.error).toBe(`Webshare does not answer at ${new URL(app.webshare.url).host}. Nothing was saved.`)
})

test('the same key and plan twice is a conflict', async () => {
  app = await poolApp()

  const { status, body } = await app.nora.json('POST', SOURCES, { api_key: app.webshare.apiKey })

  expect([status, body.code]).toEqual([409, 'POOL_SOURCE_EXISTS'])
})

test('a new key that does not work leaves the old one', async () => {
  app = await withPlan()
  const { id } = (await app.nora.json('POST', SOURCES, { api_key: app.webshare.apiKey, plan_id: '2' })).body.data
  const before = sourceRow(app, id)?.apiKey

  const changed = await app.nora.json('PATCH', `${SOURCES}/${id}`, { api_key: 'wrong-key-1234567890' })

  expect(changed.status).toBe(400)
  expect(sourceRow(app, id)?.apiKey).toBe(before ?? '')
})

test('a source of the environment cannot be changed here', async () => {
  app = await poolApp()

  const changed = await app.nora.json('PATCH', `${SOURCES}/${SOURCE}`, { enabled: false })
  const removed = await app.nora.json('DELETE', `${SOURCES}/${SOURCE}`)

  expect([changed.body.code, removed.body.code]).toEqual(['SET_BY_ENVIRONMENT', 'SET_BY_ENVIRONMENT'])
})

test('without its variable the environment source rests', async () => {
  app = await poolApp()
  await sync(app)

  const webshare = { ...app.deps.config.webshare, apiKey: undefined }
  sourcesFromEnvironment({ ...app.deps, config: { ...app.deps.config, webshare } })

  expect(sourceRow(app)?.disabledAt).toBe(app.clock.now)
  expect((await app.vera.json('GET', '/api/pool')).body.data).toMatchObject({ free: 0, unused: 60 })
  sourcesFromEnvironment(app.deps)
  expect(sourceRow(app)?.disabledAt).toBeNull()
  expect((await app.vera.json('GET', '/api/pool')).body.data.free).toBe(60)
})

test('a source switched off gives nothing out', async () => {
  app = await withPlan()
  const { id } = (await app.nora.json('POST', SOURCES, { api_key: app.webshare.apiKey, plan_id: '2' })).body.data
  await app.deps.jobs.settled()

  await app.nora.json('PATCH', `${SOURCES}/${id}`, { enabled: false })

  expect((await app.vera.json('GET', '/api/pool')).body.data).toMatchObject({ free: 0, unused: 5 })
})

test('removing a source leaves accounts their exits', async () => {
  app = await withPlan()
  const { id } = (await app.nora.json('POST', SOURCES, { api_key: app.webshare.apiKey, plan_id: '2' })).body.data
  await app.deps.jobs.settled()
  hold(app, app.stella, nth(app.webshare.proxies(2), 0))

  const removed = await app.nora.json('DELETE', `${SOURCES}/${id}`)

  expect(removed.status).toBe(200)
  expect(app.deps.db.select().from(poolProxies).all()).toHaveLength(0)
  expect(assignmentOf(app, app.stella)).toMatchObject({ host: '192.0.2.1', isActive: true, removedUpstreamAt: app.clock.now })
  expect((await app.nora.json('DELETE', `${SOURCES}/${id}`)).status).toBe(404)
})

test('own proxies are a source too', async () => {
  app = await poolApp()

  const added = await app.nora.json('POST', SOURCES, {
    kind: 'list',
    proxies: '192.0.2.7:8080:ann:secret-a\nsocks5://bob:secret-b@192.0.2.8:1080\n',
  })

  expect(added.status).toBe(201)
  expect(added.body.data).toMatchObject({
    kind: 'list',
    name: 'Own proxies',
    state: 'fresh',
    api_key: { set: false, last4: null },
  })
  const rows = app.deps.db.select().from(poolProxies).all()
  expect(rows.map(({ host, port, protocol, free }) => [host, port, protocol, free])).toEqual([
    ['192.0.2.7', 8080, 'http', true],
    ['192.0.2.8', 1080, 'socks5', true],
  ])
  expect(added.text).not.toContain('secret-')
})

test('a bad line is named and nothing is saved', async () => {
  app = await poolApp()
  const proxies = '192.0.2.7:8080\nnonsense\np.webshare.io:80:user-rotate:pw-7531'

  const { status, body, text } = await app.nora.json('POST', SOURCES, { kind: 'list', proxies })

  expect(status).toBe(400)
  expect(body.details.map(({ path }: { path: string }) => path)).toEqual(['proxies.2', 'proxies.3'])
  expect(text).not.toContain('pw-7531')
  expect(app.deps.db.select().from(poolProxies).all()).toHaveLength(0)
})

test('another list takes the place of the first', async () => {
  app = await poolApp()
  const { id } = (await app.nora.json('POST', SOURCES, { kind: 'list', proxies: '192.0.2.7:8080\n192.0.2.8:8080' })).body.data

  const { status } = await app.nora.json('PATCH', `${SOURCES}/${id}`, { proxies: '192.0.2.8:8080\n192.0.2.9:8080' })

  expect(status).toBe(200)
  expect(
    app.deps.db
      .select()
      .from(poolProxies)
      .all()
      .map(({ host }) => host),
  ).toEqual(['192.0.2.8', '192.0.2.9'])
})

test('a refresh of all sources does not join that of one', async () => {
  app = await withPlan()

  const added = await app.nora.json('POST', SOURCES, { api_key: app.webshare.apiKey, plan_id: 2 })
  const [all, again] = [await app.mara.json('POST', '/api/pool/sync'), await app.mara.json('POST', '/api/pool/sync')]
  await app.deps.jobs.settled()

  expect(all.body.data.id).not.toBe(added.body.data.job_id)
  expect(again.body.data.id).toBe(all.body.data.id)
  const { body } = await app.mara.json('GET', `/api/jobs/${all.body.data.id}`)
  const refreshed = body.data.results.map((one: { source_id: string }) => one.source_id)
  expect(refreshed.sort()).toEqual([SOURCE, added.body.data.id].sort())
})

test('a change of a list is one change, or none', async () => {
  app = await poolApp()
  const { id } = (await app.nora.json('POST', SOURCES, { kind: 'list', proxies: '192.0.2.7:8080' })).body.data
  const source = () => sourceRow(app, id)
  const changes = async () => (await app.nora.json('GET', '/api/events?type=pool.source_changed')).body.data

  const refused = await app.nora.json('PATCH', `${SOURCES}/${id}`, { name: 'Renamed', proxies: 'nonsense' })
  const mixed = await app.nora.json('PATCH', `${SOURCES}/${id}`, { proxies: '192.0.2.9:8080', plan_id: '7' })
  const untouched = { source: source(), hosts: app.deps.db.select().from(poolProxies).all().length, changes: await changes() }
  await app.nora.json('PATCH', `${SOURCES}/${id}`, { name: 'Renamed', proxies: '192.0.2.9:8080' })

  expect([refused.status, mixed.status]).toEqual([400, 400])
  expect(untouched).toMatchObject({ source: { name: 'Own proxies' }, hosts: 1, changes: [] })
  expect(hostsIn(app)).toEqual(['192.0.2.9'])
  expect((await changes()).map(({ data }: { data: object }) => data)).toEqual([
    { source_id: id, source: 'Renamed', changed: ['name', 'proxies'] },
  ])
})

test('the pool page adds a key without script', async () => {
  app = await withPlan()

  const form = { kind: 'webshare', api_key: app.webshare.apiKey, plan_id: '2', name: '', proxy_mode: 'direct' }
  const { status, headers } = await app.nora.page('POST', '/pool/sources', form, { 'sec-fetch-site': 'same-origin' })

  expect([status, headers.get('location')]).toEqual([303, '/pool'])
})

const ROUTES: [string, string, 'owner' | 'manager' | 'viewer'][] = [
  ['GET', '/api/pool', 'viewer'],
  ['GET', '/pool', 'viewer'],
  ['GET', '/api/pool/proxies', 'viewer'],
  ['POST', '/api/pool/sync', 'manager'],
  ['GET', SOURCES, 'manager'],
  ['POST', `${SOURCES}/none/accept`, 'manager'],
  ['POST', '/api/pool/proxies/1/burn', 'manager'],
  ['POST', SOURCES, 'owner'],
  ['PATCH', `${SOURCES}/none`, 'owner'],
  ['DELETE', `${SOURCES}/none`, 'owner'],
]

test.each(ROUTES)('%s %s is for %ss and up', async (method, path, role) => {
  app = await poolApp()
  const callers = { owner: app.nora, manager: app.mara, operator: app.omar, viewer: app.vera }
  const ranks = ['viewer', 'operator', 'manager', 'owner'] as const
  const least = ranks.indexOf(role)

  const statuses = await Promise.all(
    ranks.map(async (rank) => (await callers[rank].raw(method, path, { accept: path === '/pool' ? 'text/html' : '*/*' })).status),
  )

  expect(statuses.map((status) => status !== 403)).toEqual(ranks.map((_, rank) => rank >= least))
  expect((await app.nobody.json(method, path)).status).toBe(401)
  await app.deps.jobs.settled()
})
