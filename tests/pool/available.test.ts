import { afterEach, expect, test } from 'bun:test'
import { madeUpProxies } from '#tests/fakes/webshare.ts'
import { type PoolApp, poolApp, sync } from './setup.ts'

let app: PoolApp
afterEach(() => app.webshare.stop())

const LIST = '/api/proxy/webshare/available'
const COUNTRIES = '/api/proxy/webshare/available-countries'
const CITIES = '/api/proxy/webshare/available-cities'
const PASSWORD = 'k3v9p2ru8x5t'

const KEYS = [
  ...['id', 'username', 'password', 'proxy_address', 'port', 'valid', 'last_verification', 'country_code', 'city_name', 'asn'],
  ...['asn_number', 'asn_name', 'high_country_confidence', 'created_at'],
]

test('the list has the published shape', async () => {
  app = await poolApp({ proxies: madeUpProxies(250) })

  const { status, body, headers } = await app.mara.json('GET', `${LIST}?page=2`)

  expect(status).toBe(200)
  expect(Object.keys(body)).toEqual(['count', 'next', 'previous', 'results'])
  expect(body).toMatchObject({
    count: 250,
    next: 'http://127.0.0.1:3000/api/proxy/webshare/available?page=3&page_size=100',
    previous: 'http://127.0.0.1:3000/api/proxy/webshare/available?page=1&page_size=100',
  })
  expect(body.results).toHaveLength(100)
  expect(Object.keys(body.results[0])).toEqual(KEYS)
  expect(body.results[0]).toEqual({
    ...{ id: 'd-10100', username: 'mwqzxtml', password: PASSWORD, proxy_address: '198.18.12.5', port: 5100, valid: true },
    ...{ last_verification: '2026-11-22T03:40:00.000000-08:00', country_code: 'FR', city_name: 'Paris' },
    ...{ asn: { asn: 64501, name: 'Sample Networks' }, asn_number: 64501, asn_name: 'Sample Networks' },
    ...{ high_country_confidence: true, created_at: '2026-11-01T08:00:00.000000-08:00' },
  })
  expect(headers.get('cache-control')).toBe('no-store')
  expect(headers.get('x-data-source')).toBeNull()
})

test('countries and page size are passed on', async () => {
  app = await poolApp()

  const { body } = await app.mara.json('GET', `${LIST}?country_code__in=de,uk&page_size=5`)

  expect(body.count).toBe(20)
  expect(body.results.map((proxy: { country_code: string }) => proxy.country_code)).toEqual(['DE', 'GB', 'DE', 'GB', 'DE'])
  expect(body.next).toContain('country_code__in=DE%2CGB&page=2&page_size=5')
  expect(app.webshare.listCalls()[0]?.query).toMatchObject({ country_code__in: 'DE,GB', page_size: '5', page: '1' })
})

test('without Webshare the cache answers and says so', async () => {
  app = await poolApp({ proxies: madeUpProxies(120) })
  await sync(app)
  const live = await app.mara.json('GET', `${LIST}?page=2&page_size=50`)

  app.webshare.behave('html-500')
  const cached = await app.mara.json('GET', `${LIST}?page=2&page_size=50`)

  expect(cached.status).toBe(200)
  expect(cached.headers.get('x-data-source')).toBe('cache')
  expect(Object.keys(cached.body.results[0])).toEqual(KEYS)
  expect(cached.body).toMatchObject({ count: live.body.count, next: live.body.next, previous: live.body.previous })
  const byId = (one: { id: string }, other: { id: string }) => one.id.localeCompare(other.id)
  const everything = async (query: string) => (await app.mara.json('GET', `${LIST}?${query}`)).body.results.toSorted(byId)
  const fromCache = [...(await everything('page=1')), ...(await everything('page=2'))].toSorted(byId)
  app.webshare.behave(null)
  expect(fromCache).toEqual([...(await everything('page=1')), ...(await everything('page=2'))].toSorted(byId))
})

test('with neither it answers 503', async () => {
  app = await poolApp()
  app.webshare.behave('unauthorized')

  const { status, body } = await app.mara.json('GET', LIST)

  expect([status, body.code]).toEqual([503, 'WEBSHARE_UNAVAILABLE'])
})

test('who reads the passwords is recorded', async () => {
  app = await poolApp()

  await app.mara.json('GET', `${LIST}?country_code__in=DE`)

  const [event] = (await app.nora.json('GET', '/api/events?type=pool.passwords_read')).body.data
  expect(JSON.stringify(event)).toContain('Mara Lind')
  expect(event.data).toMatchObject({ from: 'live', countries: ['DE'], page: 1, page_size: 100, proxies: 10 })
  expect(JSON.stringify(event)).not.toContain(PASSWORD)
  expect(app.logLines.join('')).not.toContain(PASSWORD)
})

test('a page shows the list without passwords', async () => {
  app = await poolApp()

  const fragment = await app.mara.fragment('GET', LIST)

  expect(fragment.status).toBe(200)
  expect(fragment.text).toContain('id="available"')
  expect(fragment.text).toContain('198.18.0.1:5000')
  expect(fragment.text).not.toContain(PASSWORD)
})

test.each(['page=0', 'page=x', 'page_size=0', 'page_size=-1', 'country_code__in=XX', 'country_code__in=Germany'])(
  '%s answers 400',
  async (query) => {
    app = await poolApp()

    const { status, body } = await app.mara.json('GET', `${LIST}?${query}`)

    expect([status, body.code]).toEqual([400, 'VALIDATION_ERROR'])
    expect(app.webshare.requests).toHaveLength(0)
  },
)

test('a page beyond the last answers 404', async () => {
  app = await poolApp()

  expect((await app.mara.json('GET', `${LIST}?page=2`)).status).toBe(404)
})

test('missing permission on the list is 401', async () => {
  app = await poolApp()

  for (const caller of [app.nobody, app.vera, app.omar]) {
    const { status, body } = await caller.json('GET', LIST)
    expect([status, body.code]).toEqual([401, 'UNAUTHORIZED'])
  }
  expect(app.webshare.requests).toHaveLength(0)
})

test('countries have names, regions and free counts', async () => {
  app = await poolApp()
  await sync(app)

  const { status, body } = await app.vera.json('GET', COUNTRIES)

  expect(status).toBe(200)
  expect(Object.keys(body)).toEqual(['success', 'data'])
  expect(body.data.map((country: object) => Object.keys(country))).toEqual(Array(6).fill(['code', 'name', 'region', 'available']))
  expect(body.data).toEqual([
    { code: 'BR', name: 'Brazil', region: 'South America', available: 10 },
    { code: 'FR', name: 'France', region: 'Europe', available: 10 },
    { code: 'DE', name: 'Germany', region: 'Europe', available: 10 },
    { code: 'JP', name: 'Japan', region: 'Asia', available: 10 },
    { code: 'GB', name: 'United Kingdom', region: 'Europe', available: 10 },
    { code: 'US', name: 'United States', region: 'North America', available: 10 },
  ])
})

test('cities have free counts', async () => {
  app = await poolApp()
  await sync(app)

  const { status, body } = await app.vera.json('GET', `${CITIES}?countryCode=br`)

  expect(status).toBe(200)
  expect(Object.keys(body)).toEqual(['success', 'data'])
  expect(body.data.map((city: object) => Object.keys(city))).toEqual(Array(2).fill(['name', 'available']))
  expect(body.data).toEqual([
    { name: 'Rio de Janeiro', available: 5 },
    { name: 'São Paulo', available: 5 },
  ])
})

test.each([
  ['', 400, 'VALIDATION_ERROR'],
  ['?countryCode=', 400, 'VALIDATION_ERROR'],
  ['?countryCode=XX', 400, 'VALIDATION_ERROR'],
  ['?countryCode=Germany', 400, 'VALIDATION_ERROR'],
  ['?countryCode=SE', 404, 'NOT_FOUND'],
])('cities%s answers %i', async (query, status, code) => {
  app = await poolApp()
  await sync(app)

  const answer = await app.vera.json('GET', `${CITIES}${query}`)

  expect([answer.status, answer.body.code]).toEqual([status, code])
})

test('places without a pool answer 503', async () => {
  app = await poolApp()
  app.webshare.behave('throttled')

  for (const path of [COUNTRIES, `${CITIES}?countryCode=DE`]) {
    const { status, body } = await app.vera.json('GET', path)
    expect([status, body.code]).toEqual([503, 'WEBSHARE_UNAVAILABLE'])
  }
})

test('places come as choices for a form', async () => {
  app = await poolApp()
  await sync(app)

  const countries = await app.vera.fragment('GET', COUNTRIES)
  const cities = await app.vera.fragment('GET', `${CITIES}?countryCode=BR`)

  expect(countries.text).toContain('<option value="DE" data-region="Europe">Germany, 10 free</option>')
  expect(cities.text).toContain('<option value="São Paulo">São Paulo, 5 free</option>')
})

test('a hostile city name stays text', async () => {
  app = await poolApp({ proxies: madeUpProxies(3, { places: { DE: ['<img src=x onerror=alert(1)>"><b>'] } }) })
  await sync(app)

  const cities = await app.vera.fragment('GET', `${CITIES}?countryCode=DE`)
  const page = await app.vera.page('GET', '/pool')
  const country = await app.vera.page('GET', '/pool?country=DE')

  for (const { text } of [cities, page, country]) {
    const outsideAttributes = text.replace(/"[^"]*"/g, '""')
    expect(outsideAttributes).not.toContain('<img src=x')
    expect(outsideAttributes).not.toContain('<b>')
  }
})

test('strangers learn nothing of the pool', async () => {
  app = await poolApp()
  await sync(app)

  for (const path of [COUNTRIES, `${CITIES}?countryCode=DE`, '/api/pool', '/api/pool/proxies', '/api/pool/sources']) {
    const answer = await app.nobody.json('GET', path)
    expect(answer.status).toBe(401)
    expect(answer.text).not.toContain('198.18')
  }
})
