import { describe, expect, test } from 'bun:test'
import { jobItems, jobs } from '#db/schema/jobs.ts'
import { type TestApp, testApp } from '#tests/support/app.ts'

const HOSTILE = '<img src=x onerror=alert(1)>'

function addJob({ deps, clock }: TestApp, id: string, values: Partial<typeof jobs.$inferInsert> = {}) {
  deps.db
    .insert(jobs)
    .values({ id, type: 'proxy.bulk', state: 'done', input: {}, createdAt: clock.now, finishedAt: clock.now, ...values })
    .run()
}

describe('GET /api/jobs/{id}', () => {
  test('tells state, progress and results', async () => {
    const app = await testApp()
    addJob(app, 'j1', { done: 2, total: 2, failed: 1 })
    app.deps.db
      .insert(jobItems)
      .values({ jobId: 'j1', item: app.stella, ok: false, result: { account_id: app.stella, error: 'No exit is free.' } })
      .run()

    const { status, body } = await app.nora.json('GET', '/api/jobs/j1')

    expect(status).toBe(200)
    expect(body).toEqual({
      success: true,
      data: {
        id: 'j1',
        type: 'proxy.bulk',
        state: 'done',
        progress: { done: 2, total: 2, failed: 1 },
        results: [{ account_id: app.stella, error: 'No exit is free.' }],
        created_at: '2026-11-22T12:00:00.000Z',
        finished_at: '2026-11-22T12:00:00.000Z',
      },
    })
    expect(Object.keys(body.data)).toEqual(['id', 'type', 'state', 'progress', 'results', 'created_at', 'finished_at'])
  })

  test('is a box that follows its job only until that has ended', async () => {
    const app = await testApp()
    addJob(app, 'running', { state: 'running', finishedAt: null, done: 1, total: 4 })
    addJob(app, 'done', { done: 4, total: 4 })

    const running = await app.nora.fragment('GET', '/jobs/running')
    const done = await app.nora.fragment('GET', '/jobs/done')

    expect(running.text).toContain('hx-get="/jobs/running"')
    expect(running.text).toContain('data-live="job:running"')
    expect(running.text).toContain('hx-trigger="refetch, every 5s"')
    expect(running.text).toContain('1 of 4')
    expect(running.text).not.toContain('<html')
    expect(done.text).not.toContain('hx-trigger')
  })

  test('as a page names the accounts and escapes them', async () => {
    const app = await testApp()
    const id = app.addAccount(HOSTILE)
    addJob(app, 'j1', { state: 'failed', error: HOSTILE })
    app.deps.db
      .insert(jobItems)
      .values({ jobId: 'j1', item: id, ok: false, result: { error: HOSTILE } })
      .run()

    const { text } = await app.nora.page('GET', '/jobs/j1')

    expect(text).toContain(`href="/accounts/${id}"`)
    expect(text).toContain('&lt;img')
    expect(text).not.toContain('<img')
  })

  test('says by which exit each account goes out now, and what a test found', async () => {
    const app = await testApp()
    const other = app.addAccount('Ruby Lane')
    addJob(app, 'j1', { done: 2, total: 2 })
    const proxy = { proxy_address: '192.0.2.1', proxy_port: 8080, proxy_country_code: 'DE', proxy_city_name: HOSTILE }
    const tested = { exit_ip: '192.0.2.9', latency_ms: 48 }
    app.deps.db
      .insert(jobItems)
      .values([
        { jobId: 'j1', item: app.stella, ok: true, result: { account_id: app.stella, proxy } },
        { jobId: 'j1', item: other, ok: true, result: { account_id: other, tested_proxy: tested } },
      ])
      .run()

    const { text } = await app.nora.page('GET', '/jobs/j1')

    expect(text).toContain('192.0.2.1 in &lt;img')
    expect(text).toContain(', Germany')
    expect(text).toContain('answered in 48 ms from 192.0.2.9')
    expect(text).not.toContain('<img')
  })

  test('is 404 for those who did not ask for it', async () => {
    const app = await testApp()
    addJob(app, 'j1', { createdBy: 'usr_omar' })

    expect((await app.omar.json('GET', '/api/jobs/j1')).status).toBe(200)
    expect((await app.mara.json('GET', '/api/jobs/j1')).status).toBe(200)
    for (const caller of [app.zed, app.vera]) {
      const { status, body } = await caller.json('GET', '/api/jobs/j1')
      expect([status, body.code]).toEqual([404, 'NOT_FOUND'])
    }
    expect((await app.nobody.json('GET', '/api/jobs/j1')).status).toBe(401)
    expect((await app.nora.json('GET', '/api/jobs/none')).status).toBe(404)
  })
})

test('results of accounts that whoever asked has lost are not told', async () => {
  const app = await testApp()
  const lost = app.addAccount('Luna Park', { tags: ['elsewhere'] })
  addJob(app, 'j1', { createdBy: 'usr_omar', done: 3, total: 3, failed: 1 })
  const item = (id: string, result: object) => ({ jobId: 'j1', item: id, ok: true, result: { account_id: id, ...result } })
  app.deps.db
    .insert(jobItems)
    .values([
      item(app.stella, { name: 'Stella Moon' }),
      item(lost, { name: 'Luna Park', proxy: { proxy_address: '198.51.100.77' } }),
      item('nonsense', { code: 'ACCOUNT_NOT_FOUND', error: 'Account not found' }),
    ])
    .run()

  const { body, text } = await app.omar.json('GET', '/api/jobs/j1')
  const page = await app.omar.page('GET', '/jobs/j1')

  expect(body.data.results.map((one: { account_id: string }) => one.account_id)).toEqual([app.stella, 'nonsense'])
  for (const answer of [text, page.text]) {
    expect(answer).not.toContain('Luna Park')
    expect(answer).not.toContain('198.51.100.77')
    expect(answer).not.toContain(lost)
  }
  expect((await app.nora.json('GET', '/api/jobs/j1')).body.data.results).toHaveLength(3)
})

test('a key sees and stops the jobs of others only with the scope admin', async () => {
  const app = await testApp()
  const [narrow, admin] = [
    await app.keyOf(app.nora, { scopes: ['accounts:read'] }),
    await app.keyOf(app.nora, { scopes: ['admin'] }),
  ]
  addJob(app, 'others', { createdBy: 'usr_omar', state: 'queued', finishedAt: null })
  addJob(app, 'own', { createdBy: narrow.id })

  expect((await narrow.json('GET', '/api/jobs')).body.data.map(({ id }: { id: string }) => id)).toEqual(['own'])
  expect((await narrow.json('GET', '/api/jobs/own')).status).toBe(200)
  expect((await narrow.json('GET', '/api/jobs/others')).status).toBe(404)
  expect((await narrow.json('POST', '/api/jobs/others/cancel')).status).toBe(404)
  expect((await admin.json('POST', '/api/jobs/others/cancel')).status).toBe(200)
})

describe('GET /api/jobs', () => {
  test('lists own jobs, newest first, page by page', async () => {
    const app = await testApp()
    for (let i = 0; i < 5; i++) addJob(app, `j${i}`, { createdBy: 'usr_omar', createdAt: app.clock.now + i })
    addJob(app, 'other', { createdBy: 'usr_zed' })

    const first = await app.omar.json('GET', '/api/jobs?limit=3')
    const second = await app.omar.json('GET', `/api/jobs?limit=3&cursor=${first.body.page.nextCursor}`)

    expect(first.body.data.map(({ id }: { id: string }) => id)).toEqual(['j4', 'j3', 'j2'])
    expect(first.body.page).toMatchObject({ hasMore: true, total: 5 })
    expect(second.body.data.map(({ id }: { id: string }) => id)).toEqual(['j1', 'j0'])
    expect(second.body.page).toEqual({ nextCursor: null, hasMore: false, total: 5 })
  })

  test('filters by state and type', async () => {
    const app = await testApp()
    addJob(app, 'a', { state: 'failed' })
    addJob(app, 'b', { type: 'pool.sync' })

    expect((await app.nora.json('GET', '/api/jobs?state=failed')).body.data).toHaveLength(1)
    expect((await app.nora.json('GET', '/api/jobs?type=pool.sync')).body.page.total).toBe(1)
  })

  test.each(['limit=0', 'limit=201', 'limit=x', 'state=odd', 'cursor=!!', 'cursor=W10'])('refuses %s', async (query) => {
    const { nora } = await testApp()

    const { status, body } = await nora.json('GET', `/api/jobs?${query}`)

    expect([status, body.code]).toEqual([400, 'VALIDATION_ERROR'])
  })

  test('is a page also when there is none', async () => {
    const { nora } = await testApp()

    const { status, text } = await nora.page('GET', '/jobs')

    expect(status).toBe(200)
    expect(text).toContain('No jobs yet')
  })
})

describe('POST /api/jobs/{id}/cancel', () => {
  test('ends a job for good', async () => {
    const app = await testApp()
    addJob(app, 'j1', { state: 'queued', finishedAt: null })

    const { status, body } = await app.nora.json('POST', '/api/jobs/j1/cancel')
    const again = await app.nora.json('POST', '/api/jobs/j1/cancel')

    expect([status, body.data.state]).toEqual([200, 'cancelled'])
    expect([again.status, again.body.code]).toEqual([409, 'JOB_ENDED'])
  })

  test('is not for others', async () => {
    const app = await testApp()
    addJob(app, 'j1', { state: 'queued', finishedAt: null, createdBy: 'usr_omar' })

    expect((await app.zed.json('POST', '/api/jobs/j1/cancel')).status).toBe(404)
    expect((await app.nora.json('GET', '/api/jobs/j1')).body.data.state).toBe('queued')
  })
})
