import { beforeEach, describe, expect, test } from 'bun:test'
import { eq } from 'drizzle-orm'
import { accounts, assignments } from '#db/schema/accounts.ts'
import { events } from '#db/schema/events.ts'
import { record } from '#src/events/events.ts'
import { SYSTEM } from '#src/team/actor.ts'
import { type Caller, type TestApp, testApp } from '#tests/support/app.ts'
import { exitsIn, fillPool } from '#tests/support/pool.ts'

const HOSTILE = '<img src=x onerror=alert(1)>'

let app: TestApp
beforeEach(async () => {
  app = await testApp()
})

async function plan(body: object, who: Caller = app.nora) {
  const answer = await who.json('POST', '/api/proxy/bulk', { dry_run: true, ...body })
  return { ...answer, data: answer.body.data }
}

const change = (id: string, values: Partial<typeof assignments.$inferInsert>) =>
  app.deps.db.update(assignments).set(values).where(eq(assignments.accountId, id)).run()

const prefer = (id: string, region: string, city: string | null = null) =>
  change(id, { regionPreference: region, cityPreference: city })

const assign = (id: string, body: object = {}) => app.nora.json('POST', `/api/proxy/account/${id}/assign-auto`, body)
const rowOf = (data: any, id: string) => data.accounts.find((row: any) => row.account_id === id)

/** Everything a plan must leave as it was. */
const everything = () => JSON.stringify([assignments, accounts, events].map((table) => app.deps.db.select().from(table).all()))

describe('a plan', () => {
  test('says who gets an IP where, and who none', async () => {
    fillPool(app, [
      ...exitsIn('DE', 1, 'Berlin'),
      { host: '198.51.9.1', country: 'DE', city: 'Munich' },
      ...exitsIn('AT', 1, 'Wien'),
    ])
    const [luna, mia] = [app.addAccount('Luna'), app.addAccount('Mia')]
    for (const id of [app.stella, luna, mia]) prefer(id, 'DE', 'Berlin')

    const { status, data } = await plan({ account_ids: [app.stella, luna, mia], action: 'assign' })

    expect(status).toBe(202)
    expect(data.summary).toMatchObject({ city: 1, country: 1, unplaced: 1 })
    expect(data.sentence).toBe('1 gets an IP in its city, 1 in its country, 1 cannot be placed.')
    expect(rowOf(data, app.stella)).toMatchObject({ would: 'assign', fit: 'city', proxy: { proxy_city_name: 'Berlin' } })
    expect(rowOf(data, mia)).toMatchObject({
      would: 'nothing',
      proxy: null,
      code: 'NO_PROXY_AVAILABLE',
      details: { closest: [{ country: 'AT', city: null, free: 1 }] },
    })
  })

  test('gives no exit twice, and leaves everything as it was', async () => {
    fillPool(app, exitsIn('DE', 3))
    const ids = [app.stella, ...['Luna', 'Mia', 'Nell'].map((name) => app.addAccount(name))]
    const before = everything()

    const { data } = await plan({ account_ids: ids, action: 'assign' })

    const exits = data.accounts.flatMap(({ proxy }: any) => proxy?.proxy_address ?? [])
    expect(new Set(exits).size).toBe(3)
    expect(everything()).toBe(before)
  })

  test('is what then happens', async () => {
    fillPool(app, exitsIn('DE', 5))
    const ids = [app.stella, ...['Luna', 'Mia'].map((name) => app.addAccount(name))]
    const { data } = await plan({ account_ids: ids, action: 'assign' })

    await app.nora.json('POST', '/api/proxy/bulk', { account_ids: ids, action: 'assign' })
    await app.deps.jobs.settled()

    for (const id of ids) {
      const { body } = await app.nora.json('GET', `/api/proxy/account/${id}`)
      expect(body.data.proxy_address).toBe(rowOf(data, id).proxy.proxy_address)
    }
  })

  test('names those that stay as they are', async () => {
    fillPool(app, exitsIn('DE', 2))
    await assign(app.stella)

    const { data } = await plan({ account_ids: [app.stella], action: 'assign' })

    expect(rowOf(data, app.stella)).toMatchObject({ would: 'nothing', why: 'A proxy is already assigned' })
    expect(data.sentence).toBe('1 stays as it is.')
  })

  test('to replace stays near the exit, as far as the policy goes', async () => {
    fillPool(app, [...exitsIn('DE', 2, 'Berlin'), ...exitsIn('PT', 3, 'Lisbon')])
    const luna = app.addAccount('Luna')
    for (const id of [app.stella, luna]) await assign(id, { preferredCountry: 'DE' })

    const near = await plan({ account_ids: [app.stella], action: 'replace' })
    expect(rowOf(near.data, app.stella)).toMatchObject({ code: 'NO_PROXY_AVAILABLE' })

    app.deps.db.update(accounts).set({ movePolicy: 'anywhere' }).where(eq(accounts.id, app.stella)).run()
    const far = await plan({ account_ids: [app.stella], action: 'replace' })
    expect(rowOf(far.data, app.stella)).toMatchObject({ fit: 'elsewhere', proxy: { proxy_country_code: 'PT' } })
  })

  test('offers the successor of an exit that left the pool first', async () => {
    fillPool(app, [...exitsIn('DE', 4), { host: '198.51.9.9', country: 'DE', city: 'Bonn', sure: false }])
    await assign(app.stella)
    change(app.stella, { removedUpstreamAt: app.clock.now })
    const data = { exit: 'x', successor: { address: '198.51.9.9', port: 8080 } }
    record(app.deps.db, app.clock.now, SYSTEM, { type: 'proxy.removed_upstream', accountId: app.stella, data })

    const fixed = await plan({ filter: { state: 'attention' }, action: 'fix' })

    expect(rowOf(fixed.data, app.stella)).toMatchObject({
      would: 'replace',
      fit: 'country',
      proxy: { proxy_address: '198.51.9.9' },
    })
  })

  test('counts what would be tagged, disabled, archived, deleted and tested', async () => {
    fillPool(app, exitsIn('DE', 2))
    const luna = app.addAccount('Luna', { tags: ['vip'] })
    await assign(app.stella)
    const sentences = []
    for (const more of [
      { action: 'tag', add_tags: ['vip'] },
      { action: 'disable' },
      { action: 'archive' },
      { action: 'delete' },
      { action: 'test' },
    ]) {
      sentences.push((await plan({ account_ids: [app.stella, luna], ...more })).data.sentence)
    }

    expect(sentences).toEqual([
      '1 gets other tags, 1 stays as it is.',
      '1 loses its exit, 1 stays as it is.',
      '2 are archived.',
      '2 are deleted for good.',
      '1 is tested, 1 cannot be done.',
    ])
  })

  test('reaches only what the caller sees', async () => {
    fillPool(app, exitsIn('DE', 3))
    const far = app.addAccount('Far', { tags: ['elsewhere'] })

    const all = await plan({ filter: {}, action: 'assign' }, app.omar)
    const named = await plan({ account_ids: [far], action: 'assign' }, app.omar)

    expect(all.data.accounts.map((row: any) => row.account_id)).toEqual([app.stella])
    expect(rowOf(named.data, far)).toMatchObject({ name: null, code: 'ACCOUNT_NOT_FOUND' })
    expect(named.text).not.toContain('Far')
  })

  test('takes the filters of the list of accounts', async () => {
    const luna = app.addAccount('Luna', { tags: ['vip'] })
    change(luna, { regionPreference: 'DE' })
    const counted = []
    for (const filter of [{ q: 'lun' }, { tag: 'vip' }, { state: 'attention' }, { active: true }, { archived: 'true' }]) {
      counted.push((await plan({ filter, action: 'disable' })).data.total)
    }

    expect(counted).toEqual([1, 1, 2, 0, 0])
  })

  test('as HTML shows what happens and applies exactly that, once', async () => {
    fillPool(app, [...exitsIn('DE', 1), ...exitsIn('PT', 6, 'Lisbon')])
    const luna = app.addAccount(HOSTILE)
    for (const id of [app.stella, luna]) prefer(id, 'DE')

    const { status, text } = await app.nora.fragment('POST', '/api/proxy/bulk', [
      ['account_ids', app.stella],
      ['account_ids', luna],
      ['action', 'assign'],
      ['dry_run', 'true'],
    ])

    expect(status).toBe(200)
    expect(text).toContain('id="bulk-plan"')
    expect(text).toContain('1 gets an IP in its country, 1 cannot be placed.')
    expect(text).toContain('Use Portugal (6 free)')
    expect(text).toContain(`value="${app.stella},${luna}"`)
    expect(text).toMatch(/hx-headers="\{&#34;Idempotency-Key&#34;|Idempotency-Key/)
    expect(text).not.toContain('<img')
    expect(text).not.toContain('<html')
  })

  test('is taken from a form by the filter in its address', async () => {
    app.addAccount('Luna')

    const { text } = await app.nora.fragment('POST', '/api/proxy/bulk', {
      filter: 'q=lun&archived=false',
      account_ids: app.stella,
      action: 'delete',
      dry_run: 'true',
    })

    expect(text).toContain('1 is deleted for good.')
    expect(text).toContain('Luna')
    expect(text).not.toContain('Stella')
  })
})

describe('who may do what to many accounts', () => {
  test.each(['tag', 'archive', 'delete'])('an operator may not %s', async (action) => {
    const body = { account_ids: [app.stella], action, add_tags: ['x'] }

    expect((await app.omar.json('POST', '/api/proxy/bulk', body)).status).toBe(403)
    expect((await plan(body, app.omar)).status).toBe(403)
    expect((await app.mara.json('POST', '/api/proxy/bulk', body)).status).toBe(202)
  })

  test('a key needs the scope for accounts too', async () => {
    const proxies = await app.keyOf(app.nora, { scopes: ['proxy:write'] })
    const both = await app.keyOf(app.nora, { scopes: ['proxy:write', 'accounts:write'] })
    const body = { account_ids: [app.stella], action: 'archive' }

    expect((await proxies.json('POST', '/api/proxy/bulk', body)).status).toBe(403)
    expect((await both.json('POST', '/api/proxy/bulk', body)).status).toBe(202)
  })
})

describe('a job for many accounts', () => {
  const run = async (body: object) => {
    const started = await app.mara.json('POST', '/api/proxy/bulk', body)
    await app.deps.jobs.settled()
    return (await app.mara.json('GET', `/api/jobs/${started.body.data.job_id}`)).body.data
  }

  test('adds and takes away tags', async () => {
    const data = await run({ account_ids: [app.stella], action: 'tag', add_tags: ['vip'], remove_tags: 'night' })

    expect(data.progress).toEqual({ done: 1, total: 1, failed: 0 })
    expect((await app.mara.json('GET', `/api/accounts/${app.stella}`)).body.data.tags).toEqual(['vip'])
  })

  test('archives, and deletes for good', async () => {
    const luna = app.addAccount('Luna')
    await run({ account_ids: [app.stella], action: 'archive' })
    const data = await run({ account_ids: [luna], action: 'delete' })

    expect((await app.mara.json('GET', `/api/accounts/${app.stella}`)).body.data.archived_at).not.toBeNull()
    expect((await app.mara.json('GET', `/api/accounts/${luna}`)).status).toBe(404)
    expect(JSON.stringify(data)).not.toContain('Luna')
  })

  test('fixes what can be fixed and says what cannot', async () => {
    fillPool(app, exitsIn('DE', 4))
    const [luna, mia] = [app.addAccount('Luna'), app.addAccount('Mia')]
    const before = await assign(luna)
    change(luna, { failedAt: app.clock.now, lastCheckOk: false, lastCheckReason: 'timeout' })
    await assign(mia)
    change(mia, { isActive: false })

    const data = await run({ filter: { state: 'attention' }, action: 'fix' })

    const resultOf = (id: string) => data.results.find((one: any) => one.account_id === id)
    expect(resultOf(app.stella)).toMatchObject({ proxy_mode: 'auto' })
    expect(resultOf(luna).proxy.proxy_id).not.toBe(before.body.data.proxy_id)
    expect(resultOf(mia)).toMatchObject({ code: 'NOTHING_TO_FIX', error: 'It was switched off by hand.' })
  })

  test('does not fix what is the plan’s fault', async () => {
    fillPool(app, exitsIn('DE', 2))
    await assign(app.stella)
    change(app.stella, { lastCheckOk: false, lastCheckReason: 'payment_required' })

    expect(rowOf((await plan({ filter: {}, action: 'fix' })).data, app.stella)).toMatchObject({ would: 'nothing', proxy: null })
  })
})

test('the table offers a plan for what is ticked, or for all that match', async () => {
  app.addAccount('Luna')

  const { text } = await app.nora.page('GET', '/accounts?q=Luna')

  expect(text).toContain('name="dry_run" value="true"')
  expect(text).toContain('value="delete"')
  expect((await app.omar.page('GET', '/accounts')).text).not.toContain('value="delete"')
})

test('a filter from an address may name the page somebody looks at, but no unknown condition', async () => {
  const of = async (filter: string) => (await plan({ filter, action: 'disable' })).status

  expect([await of('archived=false&limit=2&sort=name&page=3'), await of('archived=false&tagg=vip')]).toEqual([202, 400])
})
