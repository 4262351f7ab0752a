import { afterAll, beforeEach, describe, expect, test } from 'bun:test'
import { type Caller, type TestApp, testApp } from '#tests/support/app.ts'
import { exitsIn, fillPool } from '#tests/support/pool.ts'
import { startWorld } from '#tests/support/world.ts'

// API.md section 2, call by call: names and order of keys, statuses, codes, as JSON and as a fragment.

let app: TestApp
beforeEach(async () => {
  app = await testApp({ env: { WEBSHARE_API_URL: 'http://127.0.0.1:1' } })
})
const world = await startWorld()
afterAll(() => world.stop())

const path = (verb = '', account = app.stella) => `/api/proxy/account/${account}${verb}`
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const keys = (value: object) => Object.keys(value)
const PANEL = /<section id="proxy-panel"/

const FULL = [
  'proxy_id',
  'proxy_address',
  'proxy_port',
  'proxy_username',
  'proxy_country_code',
  'proxy_city_name',
  'proxy_assigned_at',
  'proxy_mode',
  'proxy_is_active',
  'proxy_region_preference',
  'proxy_city_preference',
]
const NOTHING = {
  proxy_id: null,
  proxy_address: null,
  proxy_port: null,
  proxy_username: null,
  proxy_country_code: null,
  proxy_city_name: null,
  proxy_assigned_at: null,
  proxy_mode: 'none',
  proxy_is_active: false,
}

function expectError(answer: { status: number; body: any }, status: number, code: string, more: string[] = []) {
  expect(answer.status).toBe(status)
  expect(keys(answer.body)).toEqual(['success', 'error', 'code', ...more, 'requestId'])
  expect(answer.body).toMatchObject({ success: false, code })
  expect(answer.body.error).toBeString()
}

async function expectErrorFragment(who: Caller, method: string, to: string, status: number, form?: Record<string, string>) {
  const { status: got, headers, text } = await who.fragment(method, to, form)
  expect(got).toBe(status)
  expect(headers.get('hx-retarget')).toBe('#flash')
  expect(text).toContain('role="alert"')
  expect(text).not.toContain('<html')
}

/** What every call for one account answers to strangers, outsiders and wrong ids. */
function guarded(method: string, verb: string, { body, viewers }: { body?: object; viewers: 200 | 403 }) {
  test('401 for a stranger', async () => {
    expectError(await app.nobody.json(method, path(verb), body), 401, 'UNAUTHORIZED')
  })

  test('404 for an outsider, a missing and a malformed id alike', async () => {
    const foreign = await app.zed.json(method, path(verb), body)
    const missing = await app.nora.json(method, path(verb, '99999999-9999-4999-8999-999999999999'), body)
    const malformed = await app.nora.json(method, path(verb, 'no-uuid'), body)

    for (const answer of [foreign, missing, malformed]) expectError(answer, 404, 'ACCOUNT_NOT_FOUND')
    await expectErrorFragment(app.nora, method, path(verb, 'no-uuid'), 404, body && asForm(body))
  })

  if (viewers === 403) {
    test('403 for a viewer', async () => {
      expectError(await app.vera.json(method, path(verb), body), 403, 'FORBIDDEN')
      await expectErrorFragment(app.vera, method, path(verb), 403, body && asForm(body))
    })
  }
}

const asForm = (body: object) => Object.fromEntries(Object.entries(body).map(([name, value]) => [name, String(value ?? '')]))

describe('GET /api/proxy/account/{accountId}', () => {
  test('200 with the eleven keys of an auto proxy', async () => {
    fillPool(app, exitsIn('DE', 1))
    await app.nora.json('POST', path('/assign-auto'))

    const { status, body } = await app.vera.json('GET', path())

    expect(status).toBe(200)
    expect(keys(body)).toEqual(['success', 'data'])
    expect(keys(body.data)).toEqual(FULL)
    expect(body.data).toEqual({
      proxy_id: 'd-10001',
      proxy_address: '203.8.0.1',
      proxy_port: 8080,
      proxy_username: 'pooluser',
      proxy_country_code: 'DE',
      proxy_city_name: 'Berlin',
      proxy_assigned_at: '2026-11-22T12:00:00.000Z',
      proxy_mode: 'auto',
      proxy_is_active: true,
      proxy_region_preference: null,
      proxy_city_preference: null,
    })
  })

  test('200 with nulls, mode none and inactive where there is no proxy', async () => {
    const { status, body } = await app.nora.json('GET', path())

    expect(status).toBe(200)
    expect(body.data).toEqual({ ...NOTHING, proxy_region_preference: null, proxy_city_preference: null })
    expect(keys(body.data)).toEqual(FULL)
  })

  test('an acc_ in front and upper case are accepted', async () => {
    expect((await app.nora.json('GET', path('', `acc_${app.stella}`))).status).toBe(200)
    expect((await app.nora.json('GET', path('', app.stella.toUpperCase()))).status).toBe(200)
  })

  test('never a password, and never kept by caches', async () => {
    fillPool(app, exitsIn('DE', 1))
    await app.nora.json('POST', path('/assign-auto'))

    const json = await app.nora.json('GET', path())
    const fragment = await app.nora.fragment('GET', path())

    expect(json.text + fragment.text).not.toContain('pool-pass-7Q')
    expect(json.headers.get('cache-control')).toBe('no-store')
    expect(json.headers.get('vary')).toContain('Accept')
  })

  test('as a fragment it is the panel, without forms for a viewer', async () => {
    const forNora = await app.nora.fragment('GET', path())
    const forVera = await app.vera.fragment('GET', path())

    expect(forNora.text).toMatch(PANEL)
    expect(forNora.text).toContain('/assign-auto"')
    expect(forVera.text).toMatch(PANEL)
    expect(forVera.text).not.toContain('<form')
  })

  guarded('GET', '', { viewers: 200 })
})

describe('POST …/assign-auto', () => {
  const VERB = '/assign-auto'

  for (const [name, body] of [
    ['no body', undefined],
    ['{}', {}],
    ['a country in lower case', { preferredCountry: 'de' }],
    ['a country and a city', { preferredCountry: 'DE', preferredCity: 'berlin' }],
    ['nulls', { preferredCountry: null, preferredCity: null, forceReassign: false }],
    ['unknown keys', { colour: 'blue' }],
  ] as const) {
    test(`200 for ${name}`, async () => {
      fillPool(app, exitsIn('DE', 2))

      const { status, body: answer } = await app.nora.json('POST', path(VERB), body)

      expect(status).toBe(200)
      expect(keys(answer)).toEqual(['success', 'message', 'data'])
      expect(answer.message).toBe('Proxy assigned successfully')
      expect(keys(answer.data)).toEqual(FULL.slice(0, 8))
      expect(answer.data).toMatchObject({ proxy_id: 'd-10001', proxy_username: 'pooluser', proxy_mode: 'auto' })
      expect(answer.data.proxy_assigned_at).toMatch(ISO)
    })
  }

  test('200 for an empty body of type JSON', async () => {
    fillPool(app, exitsIn('DE', 1))

    const answer = await app.nora.raw('POST', path(VERB), { 'content-type': 'application/json' }, '')

    expect(answer.status).toBe(200)
  })

  test('UK is read as GB', async () => {
    fillPool(app, exitsIn('GB', 1))

    expect((await app.nora.json('POST', path(VERB), { preferredCountry: 'uk' })).body.data.proxy_country_code).toBe('GB')
  })

  test('as a fragment 200 is the panel with the message; as a page 303 to the account', async () => {
    fillPool(app, exitsIn('DE', 3))

    const fragment = await app.nora.fragment('POST', path(VERB), { preferredCountry: '', preferredCity: '' })
    const page = await app.nora.page('POST', path(VERB), { preferredCountry: 'DE', forceReassign: 'true' })

    expect(fragment.status).toBe(200)
    expect(fragment.text).toMatch(PANEL)
    expect(JSON.parse(fragment.headers.get('hx-trigger') ?? '')).toMatchObject({
      'proxy:changed': {},
      account: { data: app.stella },
      toast: { text: expect.stringContaining('now goes out by') },
    })
    expect(page.status).toBe(303)
    expect(page.headers.get('location')).toBe(`/accounts/${app.stella}`)
  })

  for (const [name, body, field] of [
    ['a country that is none', { preferredCountry: 'XX' }, 'preferredCountry'],
    ['a country by name', { preferredCountry: 'Germany' }, 'preferredCountry'],
    ['a number for a country', { preferredCountry: 49 }, 'preferredCountry'],
    ['a city without a country', { preferredCity: 'Berlin' }, 'preferredCity'],
    ['a force that is no yes or no', { forceReassign: 'perhaps' }, 'forceReassign'],
  ] as const) {
    test(`400 for ${name}`, async () => {
      const answer = await app.nora.json('POST', path(VERB), body)

      expectError(answer, 400, 'VALIDATION_ERROR', ['details'])
      expect(answer.body.details).toEqual([{ path: field, message: expect.any(String) }])
    })
  }

  test('400 for JSON that cannot be read, and for a list', async () => {
    const headers = { 'content-type': 'application/json' }

    expect((await app.nora.raw('POST', path(VERB), headers, '{"preferredCountry"')).status).toBe(400)
    expect((await app.nora.raw('POST', path(VERB), headers, '[]')).status).toBe(400)
  })

  test('400 as a fragment goes to the flash', async () => {
    await expectErrorFragment(app.nora, 'POST', path(VERB), 400, { preferredCity: 'Berlin' })
  })

  test('409 PROXY_ALREADY_ASSIGNED, unless forced', async () => {
    fillPool(app, exitsIn('DE', 2))
    await app.nora.json('POST', path(VERB))

    expectError(await app.nora.json('POST', path(VERB)), 409, 'PROXY_ALREADY_ASSIGNED')
    await expectErrorFragment(app.nora, 'POST', path(VERB), 409, {})
    expect((await app.nora.json('POST', path(VERB), { forceReassign: true })).status).toBe(200)
  })

  test('503 NO_PROXY_AVAILABLE with how full the pool is and what is near', async () => {
    fillPool(app, [...exitsIn('DE', 2), ...exitsIn('AT', 1)])

    const answer = await app.nora.json('POST', path(VERB), { preferredCountry: 'CH', preferredCity: 'Zürich' })

    expectError(answer, 503, 'NO_PROXY_AVAILABLE', ['details'])
    expect(keys(answer.body.details)).toEqual(['country', 'city', 'pool', 'free', 'closest'])
    expect(answer.body.details).toMatchObject({ country: 'CH', city: 'Zürich', pool: 3, free: 3 })
    expect(answer.body.details.closest).toEqual([
      { country: 'DE', city: null, free: 2 },
      { country: 'AT', city: null, free: 1 },
    ])
    expect(keys(answer.body.details.closest[0])).toEqual(['country', 'city', 'free'])
  })

  test('503 as a fragment names the closest choices', async () => {
    fillPool(app, exitsIn('AT', 1))

    const { status, text } = await app.nora.fragment('POST', path(VERB), { preferredCountry: 'CH' })

    expect(status).toBe(503)
    expect(text).toContain('role="alert"')
    expect(text).toContain('Austria')
  })

  test('503 WEBSHARE_UNAVAILABLE while the pool never was filled', async () => {
    expectError(await app.nora.json('POST', path(VERB)), 503, 'WEBSHARE_UNAVAILABLE')
  })

  test('a repetition with the same Idempotency-Key replays the answer', async () => {
    fillPool(app, exitsIn('DE', 3))
    const headers = { 'idempotency-key': 'once-and-only-once' }

    const first = await app.nora.json('POST', path(VERB), {}, headers)
    const second = await app.nora.json('POST', path(VERB), {}, headers)
    const other = await app.nora.json('POST', path(VERB), { forceReassign: true }, headers)

    expect(second.status).toBe(200)
    expect(second.body).toEqual(first.body)
    expect(second.headers.get('idempotency-replayed')).toBe('true')
    expectError(other, 409, 'IDEMPOTENCY_CONFLICT')
  })

  guarded('POST', VERB, { body: {}, viewers: 403 })
})

describe('POST …/set-manual', () => {
  const VERB = '/set-manual'
  const manualPath = (account = world.stella) => `/api/proxy/account/${account}${VERB}`

  test('200 with the eight keys', async () => {
    const proxy = await world.proxy({ username: 'ann', password: 'wonder-land' })

    const { status, body, text } = await world.nora.json('POST', manualPath(), {
      proxy_address: proxy.host,
      proxy_port: proxy.port,
      proxy_username: 'ann',
      proxy_password: 'wonder-land',
      proxy_country_code: 'DE',
      proxy_city_name: 'Berlin',
    })

    expect(status).toBe(200)
    expect(body.message).toBe('Manual proxy configured successfully')
    expect(keys(body.data)).toEqual([
      'proxy_address',
      'proxy_port',
      'proxy_username',
      'proxy_country_code',
      'proxy_city_name',
      'proxy_mode',
      'proxy_assigned_at',
      'proxy_is_active',
    ])
    expect(body.data).toEqual({
      proxy_address: proxy.host,
      proxy_port: proxy.port,
      proxy_username: 'ann',
      proxy_country_code: 'DE',
      proxy_city_name: 'Berlin',
      proxy_mode: 'manual',
      proxy_assigned_at: expect.stringMatching(ISO),
      proxy_is_active: true,
    })
    expect(text).not.toContain('wonder-land')
    const read = await world.nora.json('GET', `/api/proxy/account/${world.stella}`)
    expect(read.body.data).toMatchObject({ proxy_id: null, proxy_mode: 'manual' })
  })

  test('as a fragment 200 is the panel, without the password', async () => {
    const proxy = await world.proxy({ username: 'ann', password: 'wonder-land' })

    const { status, text } = await world.nora.fragment('POST', manualPath(world.addAccount('Luna')), {
      proxy_line: `${proxy.host}:${proxy.port}:ann:wonder-land`,
      proxy_country_code: '',
      proxy_city_name: '',
    })

    expect(status).toBe(200)
    expect(text).toMatch(PANEL)
    expect(text).not.toContain('wonder-land')
  })

  test('400 PROXY_TEST_FAILED with the reason, as JSON and as a fragment', async () => {
    const proxy = await world.proxy()
    await proxy.behave('refuse')
    const body = { proxy_address: proxy.host, proxy_port: proxy.port }

    const answer = await world.nora.json('POST', manualPath(world.addAccount('Mia')), body)

    expectError(answer, 400, 'PROXY_TEST_FAILED', ['details'])
    expect(answer.body.details).toEqual({ reason: 'refused' })
    await expectErrorFragment(world.nora, 'POST', manualPath(world.addAccount('Nell')), 400, asForm(body))
  })

  test('400 not_allowed for an address we do not connect to, before any packet', async () => {
    const answer = await world.nora.json('POST', manualPath(world.addAccount('Iris')), {
      proxy_address: '169.254.169.254',
      proxy_port: 80,
    })

    expectError(answer, 400, 'PROXY_TEST_FAILED', ['details'])
    expect(answer.body.details).toEqual({ reason: 'not_allowed' })
  })

  test('400 VALIDATION_ERROR without an address and a port', async () => {
    const answer = await app.nora.json('POST', path(VERB), {})

    expectError(answer, 400, 'VALIDATION_ERROR', ['details'])
    expect(answer.body.details.map(({ path }: { path: string }) => path)).toEqual(['proxy_address', 'proxy_port'])
  })

  test('409 EXIT_IN_USE for an exit that another account has', async () => {
    const proxy = await world.proxy()
    const body = { proxy_address: proxy.host, proxy_port: proxy.port }
    await world.nora.json('POST', manualPath(world.addAccount('Olga')), body)

    expectError(await world.nora.json('POST', manualPath(world.addAccount('Pia')), body), 409, 'EXIT_IN_USE')
  })

  test('409 ACCOUNT_IN_MANUAL_MODE for assign-auto afterwards, unless forced', async () => {
    const account = world.addAccount('Rosa')
    const proxy = await world.proxy()
    await world.nora.json('POST', manualPath(account), { proxy_address: proxy.host, proxy_port: proxy.port })
    await world.pool([{ country: 'DE' }])
    const auto = `/api/proxy/account/${account}/assign-auto`

    expectError(await world.nora.json('POST', auto), 409, 'ACCOUNT_IN_MANUAL_MODE')
    expect((await world.nora.json('POST', auto, { forceReassign: true })).body.data.proxy_mode).toBe('auto')
  })

  guarded('POST', VERB, { body: { proxy_address: '127.0.0.1', proxy_port: 9 }, viewers: 403 })
})

describe('PUT …/preference', () => {
  const VERB = '/preference'
  const put = (body: unknown) => app.nora.json('PUT', path(VERB), body)

  test('200 with the three values', async () => {
    const { status, body } = await put({ proxy_region_preference: 'de', proxy_city_preference: ' Berlin ' })

    expect(status).toBe(200)
    expect(keys(body)).toEqual(['success', 'message', 'data'])
    expect(body.message).toBe('Proxy preferences updated successfully')
    expect(keys(body.data)).toEqual(['proxy_region_preference', 'proxy_city_preference', 'proxy_is_active'])
    expect(body.data).toEqual({ proxy_region_preference: 'DE', proxy_city_preference: 'Berlin', proxy_is_active: false })
  })

  test('naming one of the pair clears the other; naming neither leaves both', async () => {
    await put({ proxy_region_preference: 'DE', proxy_city_preference: 'Berlin' })

    const switched = await put({ proxy_is_active: true })
    const region = await put({ proxy_region_preference: 'FR' })
    const cleared = await put({ proxy_region_preference: null })

    expect(switched.body.data).toEqual({ proxy_region_preference: 'DE', proxy_city_preference: 'Berlin', proxy_is_active: false })
    expect(region.body.data).toMatchObject({ proxy_region_preference: 'FR', proxy_city_preference: null })
    expect(cleared.body.data).toMatchObject({ proxy_region_preference: null, proxy_city_preference: null })
  })

  test('a city of null alone clears both', async () => {
    await put({ proxy_region_preference: 'DE', proxy_city_preference: 'Berlin' })

    expect((await put({ proxy_city_preference: null })).body.data).toMatchObject({
      proxy_region_preference: null,
      proxy_city_preference: null,
    })
  })

  test('it never moves the account, and switches it off and on', async () => {
    fillPool(app, [...exitsIn('DE', 1), ...exitsIn('FR', 1)])
    const before = await app.nora.json('POST', path('/assign-auto'), { preferredCountry: 'DE' })

    await put({ proxy_region_preference: 'FR' })
    const off = await put({ proxy_is_active: false })

    expect(off.body.data.proxy_is_active).toBe(false)
    const now = await app.nora.json('GET', path())
    expect(now.body.data).toMatchObject({ proxy_id: before.body.data.proxy_id, proxy_mode: 'auto', proxy_is_active: false })
  })

  for (const [name, body] of [
    ['nothing', {}],
    ['only unknown keys', { colour: 'blue' }],
    ['a city alone', { proxy_city_preference: 'Berlin' }],
    ['a city and a region of null', { proxy_region_preference: null, proxy_city_preference: 'Berlin' }],
    ['a region that is no country', { proxy_region_preference: 'EU' }],
    ['a switch that is no yes or no', { proxy_is_active: 3 }],
    ['no body', undefined],
  ] as const) {
    test(`400 for ${name}`, async () => {
      expectError(await put(body), 400, 'VALIDATION_ERROR', ['details'])
    })
  }

  test('as a fragment, by a form that posts, it is the panel', async () => {
    const { status, text } = await app.nora.fragment('POST', path(VERB), {
      proxy_region_preference: 'DE',
      proxy_city_preference: '',
    })

    expect(status).toBe(200)
    expect(text).toMatch(PANEL)
    await expectErrorFragment(app.nora, 'POST', path(VERB), 400, { proxy_region_preference: 'EU' })
  })

  guarded('PUT', VERB, { body: { proxy_region_preference: 'DE' }, viewers: 403 })
})

describe('POST …/disable', () => {
  const VERB = '/disable'

  test('200 with nine keys, twice; preferences stay', async () => {
    fillPool(app, exitsIn('DE', 1))
    await app.nora.json('POST', path('/assign-auto'))
    await app.nora.json('PUT', path('/preference'), { proxy_region_preference: 'DE' })

    const first = await app.nora.json('POST', path(VERB))
    const second = await app.nora.json('POST', path(VERB), {})

    expect(first.status).toBe(200)
    expect(keys(first.body)).toEqual(['success', 'message', 'data'])
    expect(first.body.message).toBe('Proxy disabled successfully')
    expect(keys(first.body.data)).toEqual(FULL.slice(0, 9))
    expect(first.body.data).toEqual(NOTHING)
    expect(second.status).toBe(200)
    expect(second.body).toEqual(first.body)
    expect((await app.nora.json('GET', path())).body.data.proxy_region_preference).toBe('DE')
  })

  test('as a fragment it is the panel', async () => {
    expect((await app.nora.fragment('POST', path(VERB))).text).toMatch(PANEL)
  })

  guarded('POST', VERB, { viewers: 403 })
})

describe('POST …/handle-failure', () => {
  const VERB = '/handle-failure'
  const EMPTY = { reassigned: false, new_proxy_info: null }

  test('200 that moved has three keys, the new proxy five', async () => {
    const account = world.addAccount('Sara')
    const proxies = await world.pool([{ country: 'SE' }, { country: 'SE' }])
    const auto = await world.nora.json('POST', `/api/proxy/account/${account}/assign-auto`, { preferredCountry: 'SE' })
    await proxies.find(({ host }) => host === auto.body.data.proxy_address)?.behave('refuse')

    const { status, body } = await world.nora.json('POST', `/api/proxy/account/${account}${VERB}`, { error: 'tunnel failed' })

    expect(status).toBe(200)
    expect(keys(body)).toEqual(['success', 'message', 'data', 'error'])
    expect(body).toMatchObject({ success: true, message: 'Proxy failure handled. New proxy assigned.', error: null })
    expect(keys(body.data)).toEqual(['reassigned', 'new_proxy_info'])
    expect(keys(body.data.new_proxy_info)).toEqual([
      'proxy_id',
      'proxy_address',
      'proxy_port',
      'proxy_country_code',
      'proxy_city_name',
    ])
  })

  test('200 that did not move says so, for no body, {} and an error', async () => {
    for (const body of [undefined, {}, { error: 'x', autoReassign: true }]) {
      const answer = await app.nora.json('POST', path(VERB), body)

      expect(answer.status).toBe(200)
      expect(keys(answer.body)).toEqual(['success', 'message', 'data', 'error'])
      expect(answer.body.message).toBe('Proxy failure handled. Reassignment not performed or failed.')
      expect(answer.body.data).toEqual(EMPTY)
      expect(answer.body.error).toBeString()
    }
  })

  test('as a fragment it is the panel with the reason', async () => {
    const { status, text } = await app.nora.fragment('POST', path(VERB), { error: '' })

    expect(status).toBe(200)
    expect(text).toMatch(PANEL)
    expect(text).toContain('The account has no proxy.')
  })

  test('400 for an error that is too long', async () => {
    expectError(await app.nora.json('POST', path(VERB), { error: 'x'.repeat(501) }), 400, 'VALIDATION_ERROR', ['details'])
    await expectErrorFragment(app.nora, 'POST', path(VERB), 400, { error: 'x'.repeat(501) })
  })

  guarded('POST', VERB, { body: {}, viewers: 403 })
})
