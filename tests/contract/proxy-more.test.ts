import { afterAll, describe, expect, test } from 'bun:test'
import { assignments } from '#db/schema/accounts.ts'
import { events } from '#db/schema/events.ts'
import { exitsIn, fillPool } from '#tests/support/pool.ts'
import { startWorld } from '#tests/support/world.ts'

// API.md section 2, what is not about one published call for an account: names and order of keys, statuses, codes, both faces.

const app = await startWorld()
afterAll(() => app.stop())
const countries = ['DE', 'FR', 'GB', 'ES', 'IT', 'NL', 'PL', 'AT', 'SE', 'NO'].values()

const keys = (value: object) => Object.keys(value)
const path = (account: string, verb = '') => `/api/proxy/account/${account}${verb}`
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

function expectError(answer: { status: number; body: any }, status: number, code: string) {
  expect(answer.status).toBe(status)
  expect(answer.body).toMatchObject({ success: false, code, error: expect.any(String), requestId: expect.any(String) })
}

/** An account with a running exit in a country of its own. */
async function withExit() {
  const country = countries.next().value ?? 'US'
  const account = app.addAccount(`In ${country}`)
  const [proxy] = await app.pool([{ country, city: 'Capital' }], `src_${country}`)
  await app.nora.json('POST', path(account, '/assign-auto'), { preferredCountry: country })
  if (!proxy) throw new Error('no proxy runs')
  return { account, country, proxy }
}

describe('POST /api/proxy/test-connectivity', () => {
  const CALL = '/api/proxy/test-connectivity'

  test('200 with what was found; nothing is stored', async () => {
    const proxy = await app.proxy({ username: 'ann', password: 'wonder-land' })
    const before = app.deps.db.select().from(events).all().length

    const { status, body, text } = await app.nora.json('POST', CALL, {
      proxy_address: proxy.host,
      proxy_port: proxy.port,
      proxy_username: 'ann',
      proxy_password: 'wonder-land',
    })

    expect(status).toBe(200)
    expect(keys(body)).toEqual(['success', 'message', 'tested_proxy'])
    expect(body.message).toBe('Proxy connection test successful.')
    expect(keys(body.tested_proxy).slice(0, 5)).toEqual(['address', 'port', 'username_provided', 'exit_ip', 'latency_ms'])
    expect(body.tested_proxy).toMatchObject({
      address: proxy.host,
      port: proxy.port,
      username_provided: true,
      exit_ip: proxy.host,
    })
    expect(body.tested_proxy.latency_ms).toBeNumber()
    expect(text).not.toContain('wonder-land')
    expect(app.deps.db.select().from(events).all()).toHaveLength(before)
  })

  test('200 as a fragment', async () => {
    const proxy = await app.proxy()

    const { status, text } = await app.nora.fragment('POST', CALL, { proxy_address: proxy.host, proxy_port: String(proxy.port) })

    expect(status).toBe(200)
    expect(text).toStartWith('<div id="test-result"')
    expect(text).toContain(proxy.host)
  })

  test('400 with the reason', async () => {
    const proxy = await app.proxy()
    await proxy.behave('407')
    const body = { proxy_address: proxy.host, proxy_port: proxy.port }

    const answer = await app.nora.json('POST', CALL, body)
    const fragment = await app.nora.fragment('POST', CALL, { proxy_address: proxy.host, proxy_port: String(proxy.port) })

    expectError(answer, 400, 'PROXY_TEST_FAILED')
    expect(keys(answer.body)).toEqual(['success', 'error', 'code', 'details', 'requestId'])
    expect(answer.body.details).toEqual({ reason: 'auth_failed' })
    expect(fragment.status).toBe(400)
    expect(fragment.headers.get('hx-retarget')).toBe('#flash')
  })

  test('400 without an address, 401 for a stranger, 403 for a viewer', async () => {
    expectError(await app.nora.json('POST', CALL, {}), 400, 'VALIDATION_ERROR')
    expectError(await app.nobody.json('POST', CALL, {}), 401, 'UNAUTHORIZED')
    expectError(await app.vera.json('POST', CALL, {}), 403, 'FORBIDDEN')
  })

  test('429 after many tests in a minute, with Retry-After', async () => {
    const answers = []
    for (let index = 0; index < 21; index++)
      answers.push(await app.mara.json('POST', CALL, { proxy_address: '169.254.169.254', proxy_port: 80 }))

    const last = answers.at(-1)

    expect(new Set(answers.slice(0, 20).map(({ body }) => body.details.reason))).toEqual(new Set(['not_allowed']))
    expect(last?.status).toBe(429)
    expect(last?.body.code).toBe('RATE_LIMITED')
    expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(0)
  })
})

describe('GET …/credentials', () => {
  test('200 with seven keys, for no cache, and on record', async () => {
    const { account, proxy, country } = await withExit()

    const { status, body, headers } = await app.mara.json('GET', path(account, '/credentials'))

    expect(status).toBe(200)
    expect(keys(body.data)).toEqual(['protocol', 'host', 'port', 'username', 'password', 'exit_country', 'gateway_url'])
    expect(body.data).toEqual({
      protocol: 'http',
      host: proxy.host,
      port: proxy.port,
      username: 'pooluser',
      password: 'pool-pass-7Q',
      exit_country: country,
      gateway_url: null,
    })
    expect(headers.get('cache-control')).toBe('no-store')
    const last = app.deps.db.select().from(events).all().at(-1)
    expect(last).toMatchObject({ type: 'proxy.credentials_read', accountId: account, actorName: 'Mara Lind' })
    expect(JSON.stringify(last)).not.toContain('pool-pass-7Q')
  })

  test('200 as a fragment', async () => {
    const { account } = await withExit()

    const { status, text } = await app.mara.fragment('GET', path(account, '/credentials'))

    expect(status).toBe(200)
    expect(text).toStartWith('<section id="proxy-credentials"')
  })

  test('403 for an operator and for a key without the scope', async () => {
    const key = await app.keyOf(app.nora, { scopes: ['proxy:read', 'proxy:write'] })

    expectError(await app.omar.json('GET', path(app.stella, '/credentials')), 403, 'FORBIDDEN')
    expectError(await key.json('GET', path(app.stella, '/credentials')), 403, 'FORBIDDEN')
  })

  test('409 where there is no proxy or it is switched off, 404 for a missing account', async () => {
    const { account } = await withExit()
    await app.nora.json('PUT', path(account, '/preference'), { proxy_is_active: false })

    expectError(await app.nora.json('GET', path(account, '/credentials')), 409, 'PROXY_INACTIVE')
    expectError(await app.nora.json('GET', path(app.stella, '/credentials')), 409, 'PROXY_INACTIVE')
    expectError(await app.nora.json('GET', path('nobody', '/credentials')), 404, 'ACCOUNT_NOT_FOUND')
  })
})

describe('GET …/history and …/checks', () => {
  test('history: 200 with nine keys an exit, the present one first', async () => {
    const { account } = await withExit()
    await app.nora.json('POST', path(account, '/disable'))
    await app.nora.json('POST', path(account, '/assign-auto'))

    const { status, body } = await app.vera.json('GET', path(account, '/history'))

    expect(status).toBe(200)
    expect(keys(body)).toEqual(['success', 'data', 'page'])
    expect(keys(body.data[0])).toEqual([
      'proxy_id',
      'proxy_address',
      'proxy_port',
      'proxy_country_code',
      'proxy_city_name',
      'proxy_mode',
      'assigned_at',
      'released_at',
      'released_why',
    ])
    expect(body.data.map(({ released_why }: { released_why: string }) => released_why)).toEqual([null, 'disabled'])
    expect(body.data[1].released_at).toMatch(ISO)
    expect(body.page).toEqual({ nextCursor: null, hasMore: false, total: 2 })
  })

  test('checks: 200 with seven keys a check', async () => {
    const { account } = await withExit()
    await app.nora.json('POST', path(account, '/test'))

    const { status, body } = await app.vera.json('GET', path(account, '/checks'))

    expect(status).toBe(200)
    expect(keys(body.data[0])).toEqual(['at', 'cause', 'ok', 'reason', 'exit_ip', 'country', 'latency_ms'])
    expect(body.data[0]).toMatchObject({ cause: 'manual', ok: true, reason: null })
  })

  for (const verb of ['/history', '/checks']) {
    test(`${verb}: a fragment, 401, 404 and 400`, async () => {
      const fragment = await app.vera.fragment('GET', path(app.stella, verb))

      expect(fragment.status).toBe(200)
      expect(fragment.text).toStartWith('<section id=')
      expectError(await app.nobody.json('GET', path(app.stella, verb)), 401, 'UNAUTHORIZED')
      expectError(await app.zed.json('GET', path(app.stella, verb)), 404, 'ACCOUNT_NOT_FOUND')
      expectError(await app.vera.json('GET', path(app.stella, `${verb}?limit=0`)), 400, 'VALIDATION_ERROR')
      expectError(await app.vera.json('GET', path(app.stella, `${verb}?cursor=x`)), 400, 'VALIDATION_ERROR')
    })
  }
})

describe('POST …/test and …/restore', () => {
  test('test: 200 as test-connectivity answers it, and as a panel', async () => {
    const { account, proxy } = await withExit()

    const { status, body } = await app.omar.json('POST', path(account, '/test'))
    const allowed = await app.nora.json('POST', path(account, '/test'))
    const fragment = await app.nora.fragment('POST', path(account, '/test'))

    expect(status).toBe(404)
    expect(body.code).toBe('ACCOUNT_NOT_FOUND')
    expect(keys(allowed.body)).toEqual(['success', 'message', 'tested_proxy'])
    expect(allowed.body.tested_proxy).toMatchObject({ address: proxy.host, exit_ip: proxy.host })
    expect(fragment.text).toStartWith('<section id="proxy-panel"')
  })

  test('restore: 200 with the eleven keys, 409 where there is nothing', async () => {
    const { account, proxy } = await withExit()
    await app.nora.json('POST', path(account, '/disable'))

    const { status, body } = await app.nora.json('POST', path(account, '/restore'))

    expect(status).toBe(200)
    expect(keys(body.data)).toHaveLength(11)
    expect(body.data).toMatchObject({ proxy_address: proxy.host, proxy_mode: 'auto', proxy_is_active: true })
    expectError(await app.nora.json('POST', path(app.addAccount('New'), '/restore')), 409, 'NOTHING_TO_RESTORE')
    expect((await app.nora.fragment('POST', path(app.addAccount('Newer'), '/restore'))).status).toBe(409)
  })
})

describe('POST /api/proxy/parse', () => {
  const CALL = '/api/proxy/parse'
  const TEXT = 'user:s3cr3t-pw@198.51.100.7:8080 Phone\n\nnonsense\none.example:8080:two.example:9090'

  test('200 with what was read, line by line, and no password', async () => {
    const { status, body, text } = await app.nora.json('POST', CALL, { text: TEXT })

    expect(status).toBe(200)
    expect(keys(body.data)).toEqual(['lines'])
    const [first, second, third] = body.data.lines
    expect(keys(first)).toEqual(['line', 'proxy'])
    expect(first).toEqual({
      line: 1,
      proxy: {
        proxy_protocol: 'http',
        proxy_address: '198.51.100.7',
        proxy_port: 8080,
        proxy_username: 'user',
        password_provided: true,
        change_url_provided: false,
        name: 'Phone',
      },
    })
    expect(second).toEqual({ line: 3, proxy: null, error: expect.any(String) })
    expect(keys(third)).toEqual(['line', 'proxy', 'alternatives'])
    expect(third.alternatives).toHaveLength(1)
    expect(text).not.toContain('s3cr3t-pw')
  })

  test('200 as a fragment, without a password', async () => {
    const { status, text } = await app.nora.fragment('POST', CALL, { text: TEXT })

    expect(status).toBe(200)
    expect(text).toStartWith('<div id="parsed"')
    expect(text).not.toContain('s3cr3t-pw')
  })

  test('400 without a text, 401 for a stranger', async () => {
    expectError(await app.nora.json('POST', CALL, {}), 400, 'VALIDATION_ERROR')
    expectError(await app.nobody.json('POST', CALL, { text: '' }), 401, 'UNAUTHORIZED')
  })
})

describe('POST /api/proxy/assign-missing and /api/proxy/bulk', () => {
  fillPool(app, exitsIn('US', 2), 'src_bulk')

  for (const [call, body] of [
    ['/api/proxy/assign-missing', {}],
    ['/api/proxy/bulk', { filter: {}, action: 'switch_on' }],
  ] as const) {
    test(`${call}: 202 with the job, which ends with a result for each account`, async () => {
      const { status, body: answer, headers } = await app.nora.json('POST', call, body)
      await app.deps.jobs.settled()
      const job = await app.nora.json('GET', `/api/jobs/${answer.data.job_id}`)

      expect(status).toBe(202)
      expect(keys(answer)).toEqual(['success', 'data'])
      expect(keys(answer.data)).toEqual(['job_id'])
      expect(headers.get('location')).toBe(`/jobs/${answer.data.job_id}`)
      expect(job.body.data.state).toBe('done')
      expect(job.body.data.progress.total).toBeGreaterThan(0)
    })

    test(`${call}: with dry_run 202 with a job that changes nothing`, async () => {
      const before = app.deps.db.select().from(assignments).all()

      const { status, body: answer } = await app.nora.json('POST', call, { ...body, dry_run: true })

      expect(status).toBe(202)
      expect(keys(answer.data)).toEqual(['job_id', 'dry_run', 'action', 'total', 'summary', 'sentence', 'accounts'])
      await app.deps.jobs.settled()
      const job = await app.nora.json('GET', `/api/jobs/${answer.data.job_id}`)
      expect(job.body.data).toMatchObject({ state: 'done' })
      expect(job.body.data.results.length).toBeGreaterThan(0)
      expect(keys(job.body.data.results[0])).toContain('would')
      expect(app.deps.db.select().from(assignments).all()).toEqual(before)
      const again = await app.nora.json('POST', `/api/jobs/${answer.data.job_id}/retry`)
      expectError(again, 409, 'JOB_NOT_REPEATABLE')
    })

    test(`${call}: a fragment, a redirect, 401 and 400`, async () => {
      const form: Record<string, string> = call.endsWith('bulk') ? { action: 'switch_on', account_ids: app.stella } : {}

      const fragment = await app.nora.fragment('POST', call, form)
      const page = await app.nora.page('POST', call, form)

      expect(fragment.status).toBe(202)
      expect(fragment.text).toStartWith('<div id="job-')
      expect(page.status).toBe(303)
      expect(page.headers.get('location')).toMatch(/^\/jobs\//)
      expectError(await app.nobody.json('POST', call, body), 401, 'UNAUTHORIZED')
      expectError(await app.nora.json('POST', call, { ...body, preferredCity: 'Berlin' }), 400, 'VALIDATION_ERROR')
      await app.deps.jobs.settled()
    })
  }
})
