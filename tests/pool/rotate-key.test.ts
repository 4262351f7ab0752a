import { afterEach, beforeEach, expect, test } from 'bun:test'
import { jobs } from '#db/schema/jobs.ts'
import { madeUpProxies } from '#tests/fakes/webshare.ts'
import { assignmentOf, hold, nth, type PoolApp, poolApp, SOURCE, sourceRow } from './setup.ts'

const NEW_KEY = 'wsk_new_0123456789abcdefghijklmnop'
const SOURCES = '/api/pool/sources'

let app: PoolApp
let id: string
const proxies = madeUpProxies(40)

beforeEach(async () => {
  app = await poolApp({ proxies, env: { WEBSHARE_API_KEY: '' } })
  const added = await app.nora.json('POST', SOURCES, { api_key: app.webshare.apiKey })
  id = added.body.data.id
  await app.deps.jobs.settled()
  app.webshare.accept(NEW_KEY)
})
afterEach(() => app.webshare.stop())

const key = (body: object, who = app.nora) => who.json('POST', `${SOURCES}/${id}/key`, body)

test('a new key is compared before anything changes', async () => {
  hold(app, app.stella, nth(proxies, 39))
  app.webshare.list([...madeUpProxies(46).slice(0, 38), ...madeUpProxies(46).slice(40)])
  const before = sourceRow(app, id)
  const jobsBefore = app.deps.db.select().from(jobs).all().length

  const { status, body, text } = await key({ api_key: NEW_KEY, dry_run: true })

  expect(status).toBe(200)
  expect(body.data).toMatchObject({ dry_run: true, total: 44, same: 38, new: 6, gone: 2 })
  expect(body.data.gone_assigned).toEqual([
    { id: app.stella, name: 'Stella Moon', proxy_address: nth(proxies, 39).proxy_address, proxy_port: nth(proxies, 39).port },
  ])
  expect(text).not.toContain(NEW_KEY)
  expect(sourceRow(app, id)).toEqual(before)
  expect(app.deps.db.select().from(jobs).all()).toHaveLength(jobsBefore)
})

test('what was looked at is taken, however much it changes, and moves nobody', async () => {
  hold(app, app.stella, nth(proxies, 39))
  app.webshare.list(proxies.slice(0, 10))
  const { draft } = (await key({ api_key: NEW_KEY, dry_run: true })).body.data
  app.webshare.revoke(app.webshare.apiKey)

  const taken = await key({ draft })
  await app.deps.jobs.settled()

  expect(taken.status).toBe(200)
  expect(sourceRow(app, id)).toMatchObject({ lastError: null, heldAt: null })
  expect((await app.nora.json('GET', `/api/jobs/${taken.body.data.job_id}`)).body.data.state).toBe('done')
  const assignment = assignmentOf(app, app.stella)
  expect([assignment?.host, assignment?.mode]).toEqual([nth(proxies, 39).proxy_address ?? '', 'auto'])
  expect(assignment?.removedUpstreamAt).not.toBeNull()
  expect((await key({ draft })).status).toBe(404)
})

test('a list that changed since it was looked at is held back', async () => {
  const { draft } = (await key({ api_key: NEW_KEY, dry_run: true })).body.data
  app.webshare.list(proxies.slice(0, 5))

  await key({ draft })
  await app.deps.jobs.settled()

  expect(sourceRow(app, id)?.heldAt).not.toBeNull()
})

test('a key that is refused leaves the old one in use', async () => {
  const before = sourceRow(app, id)?.apiKey

  for (const dry_run of [true, false]) {
    const { status, body, text } = await key({ api_key: 'wsk_refused_0123456789', dry_run })
    expect([status, body.details[0].path]).toEqual([400, 'api_key'])
    expect(body.details[0].message).toContain('Invalid token.')
    expect(text).not.toContain('wsk_refused')
  }

  expect(sourceRow(app, id)?.apiKey).toBe(before ?? '')
})

test('a Webshare that does not answer is not the key’s fault', async () => {
  app.webshare.stop()

  const { status, body } = await key({ api_key: NEW_KEY })

  expect([status, body.code]).toEqual([503, 'WEBSHARE_UNAVAILABLE'])
})

test('a key may be taken at once', async () => {
  const taken = await key({ api_key: NEW_KEY })
  await app.deps.jobs.settled()
  app.webshare.revoke(app.webshare.apiKey)

  expect(taken.status).toBe(200)
  await app.mara.json('POST', '/api/pool/sync')
  await app.deps.jobs.settled()
  expect(sourceRow(app, id)?.lastError).toBeNull()
})

test('the page names who uses what is gone, without the key in it', async () => {
  hold(app, app.stella, nth(proxies, 39))
  app.webshare.list(proxies.slice(0, 39))

  const form = { api_key: NEW_KEY, dry_run: 'true' }
  const { status, text } = await app.nora.fragment('POST', `/pool/sources/${id}/key`, form)

  expect(status).toBe(200)
  expect(text).toContain('39 proxies: 39 same, 0 new, 1 gone.')
  expect(text).toContain('Stella Moon')
  expect(text).toContain('name="draft"')
  expect(text).not.toContain(NEW_KEY)
})

test('is for the owner alone', async () => {
  for (const who of [app.mara, app.omar, app.vera]) expect((await key({ api_key: NEW_KEY, dry_run: true }, who)).status).toBe(403)
  expect((await app.nobody.json('POST', `${SOURCES}/${id}/key`, { api_key: NEW_KEY })).status).toBe(401)
  const { draft } = (await key({ api_key: NEW_KEY, dry_run: true })).body.data
  const other = await app.keyOf(app.nora, { scopes: ['admin'] })
  expect((await other.json('POST', `${SOURCES}/${id}/key`, { draft })).status).toBe(404)
})

test.each([{}, { api_key: NEW_KEY, draft: 'x' }, { api_key: 'short' }])('refuses %j', async (body) => {
  expect((await key(body)).status).toBe(400)
})

test('a source that is not there, or set by the environment, has no key to replace', async () => {
  const fixed = await poolApp({ proxies })
  expect((await fixed.nora.json('POST', `${SOURCES}/none/key`, { api_key: NEW_KEY })).status).toBe(404)
  expect((await fixed.nora.json('POST', `${SOURCES}/${SOURCE}/key`, { api_key: NEW_KEY })).body.code).toBe('SET_BY_ENVIRONMENT')
  fixed.webshare.stop()
})
