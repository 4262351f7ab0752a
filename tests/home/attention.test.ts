import { beforeEach, describe, expect, test } from 'bun:test'
import { eq } from 'drizzle-orm'
import { assignments, checks } from '#db/schema/accounts.ts'
import { connections } from '#db/schema/connections.ts'
import { poolSources } from '#db/schema/pool.ts'
import { record } from '#src/events/events.ts'
import { current, renewed } from '#src/onlyfans/rules.ts'
import { SYSTEM } from '#src/team/actor.ts'
import { madeUpRules } from '#tests/fakes/onlyfans.ts'
import { startReceiver } from '#tests/fakes/webhook-receiver.ts'
import { type Caller, type TestApp, testApp } from '#tests/support/app.ts'
import { exitsIn, fillPool } from '#tests/support/pool.ts'

const HOUR_MS = 3_600_000
const HOSTILE = '<img src=x onerror=alert(1)>'

let app: TestApp
beforeEach(async () => {
  app = await testApp()
  fillPool(app, exitsIn('DE', 60))
})

const change = (id: string, values: Partial<typeof assignments.$inferInsert>) =>
  app.deps.db.update(assignments).set(values).where(eq(assignments.accountId, id)).run()

/** Gives an account an exit that works, and then what is given. */
async function moored(id: string, values: Partial<typeof assignments.$inferInsert> = {}) {
  await app.nora.json('POST', `/api/proxy/account/${id}/assign-auto`)
  change(id, { lastCheckOk: true, lastCheckAt: app.clock.now, lastCheckLatencyMs: 200, ...values })
  return id
}

const connected = (accountId: string, values: Partial<typeof connections.$inferInsert>) => {
  const row = {
    id: `conn_${accountId}`,
    accountId,
    onlyfansUserId: accountId,
    status: 'active' as const,
    source: 'import' as const,
  }
  const at = app.clock.now - HOUR_MS
  app.deps.db
    .insert(connections)
    .values({ ...row, permissions: [], createdAt: at, updatedAt: at, ...values })
    .run()
}

const overview = async (who: Caller = app.nora) => (await who.json('GET', '/api/overview')).body.data
const failedCheck = (reason: string) => ({ lastCheckOk: false, lastCheckReason: reason })

describe('the list of what needs somebody', () => {
  test('is empty when all is well, and says when that was looked at', async () => {
    await moored(app.stella)
    app.clock.now += 41_000

    const data = await overview()

    expect(data.attention).toEqual([])
    expect(data.headline).toBe('Nothing needs you')
    expect(data.sentence).toBe('Nothing needs you. Last check 41 s ago.')
  })

  test('says that nothing is broken where accounts are only slow', async () => {
    await moored(app.stella, { lastCheckLatencyMs: 9_000 })

    const { sentence } = await overview()

    expect(sentence).toBe('Nothing is broken: 1 account is slow.')
  })

  test('tells of a session that ended and of one that waits for a code, only to those who may see the account', async () => {
    const ruby = app.addAccount('Ruby Vale')
    for (const id of [app.stella, ruby]) await moored(id)
    connected(app.stella, { status: 'expired', expiredAt: app.clock.now - 3 * HOUR_MS })
    connected(ruby, { status: 'awaiting_2fa' })

    const { attention, headline } = await overview()
    const { body } = await app.nora.json('GET', '/api/accounts?state=attention&sort=attention')
    const ofOmar = (await overview(app.omar)).attention

    expect(headline).toBe('2 accounts need you')
    expect(attention).toMatchObject([
      { cause: 'session_expired', title: 'The session of Stella Moon has ended', action: 'Reconnect' },
      { cause: 'awaiting_2fa', title: 'OnlyFans asks for a code for Ruby Vale', action: 'Enter the code' },
    ])
    expect(attention[0].text).toContain('3 h ago')
    expect(body.data.map(({ name }: { name: string }) => name)).toEqual(['Stella Moon', 'Ruby Vale'])
    expect(ofOmar).toHaveLength(1)
  })

  test('counts an account once whose exit and session both need somebody', async () => {
    await moored(app.stella, { failedAt: app.clock.now, failedReason: 'refused', lastCheckOk: false })
    connected(app.stella, { status: 'expired', expiredAt: app.clock.now })

    const { attention, headline } = await overview()

    expect(headline).toBe('1 account needs you')
    expect(attention.map(({ cause }: { cause: string }) => cause)).toEqual(['session_expired', 'down'])
  })

  test('tells owners of a webhook that was switched off, but not by hand', async () => {
    await moored(app.stella)
    const receiver = await startReceiver({ address: '127.0.66.1' })
    const { body } = await app.nora.json('POST', '/api/webhooks', { url: receiver.url })
    const at = `/api/webhooks/${body.data.id}`
    receiver.behave(410)
    await app.nora.json('POST', `${at}/test`)
    await receiver.stop()

    const { attention, headline } = await overview()
    const ofMara = (await overview(app.mara)).attention
    await app.nora.json('PATCH', at, { enabled: true })
    await app.nora.json('PATCH', at, { enabled: false })

    expect(headline).toBe('A webhook needs you')
    expect(attention).toMatchObject([{ cause: 'webhook_off', accounts: 0, action: 'See the webhook' }])
    expect(attention[0].text).toContain('It answered that it is gone.')
    expect(ofMara).toEqual([])
    expect((await overview()).attention).toEqual([])
  })

  test('tells that the signing rules are outdated, until others come', async () => {
    await moored(app.stella)
    await app.nora.json('PUT', '/api/rules', { rules: madeUpRules(1) })
    const rules = await current(app.deps)
    if (rules) await renewed(app.deps, rules)

    const { attention, headline } = await overview()
    const [ofOmar] = (await overview(app.omar)).attention
    await app.nora.json('PUT', '/api/rules', { rules: madeUpRules(2) })

    expect(headline).toBe('The signing rules need you')
    expect(attention).toMatchObject([{ cause: 'rules_outdated', accounts: 0, action: 'Update the rules' }])
    expect(ofOmar).toMatchObject({ cause: 'rules_outdated', action: 'See the activity' })
    expect((await overview()).attention).toEqual([])
  })

  const CAUSES: [string, Partial<typeof assignments.$inferInsert>, object][] = [
    [
      'a dead exit',
      { failedAt: 1, failedReason: 'timeout', ...failedCheck('timeout') },
      { cause: 'down', title: 'Stella Moon is down', action: 'Replace with another Berlin IP' },
    ],
    ['a failed check', failedCheck('reset'), { cause: 'check_failed', action: 'Test again' }],
    ['used up traffic', failedCheck('payment_required'), { cause: 'traffic_used_up', action: 'See the pool' }],
    ['a changed password', failedCheck('auth_failed'), { cause: 'password_changed', action: 'Sync now' }],
    ['a refused site', failedCheck('forbidden'), { cause: 'site_refused', action: 'See the pool' }],
    ['no network of our own', failedCheck('local_problem'), { cause: 'network_down' }],
    [
      'an own proxy without its password',
      { mode: 'manual', ...failedCheck('auth_failed') },
      { cause: 'own_password', action: 'Enter the new one' },
    ],
    [
      'a dead own proxy',
      { mode: 'manual', failedAt: 1, ...failedCheck('refused') },
      { cause: 'own_down', action: 'Paste another one' },
    ],
    ['an exit that left the pool', { removedUpstreamAt: 1 }, { cause: 'left_pool', tone: 'warn', action: 'Replace' }],
    ['one that left and is dead', { removedUpstreamAt: 1, ...failedCheck('timeout') }, { cause: 'left_pool_dead', tone: 'bad' }],
    ['an exit that is switched off', { isActive: false }, { cause: 'switched_off', tone: 'warn' }],
    ['a slow exit', { lastCheckLatencyMs: 9_000 }, { cause: 'slow', tone: 'warn', action: 'Test again' }],
  ]

  test.each(CAUSES)('names %s with its one button', async (_, values, thing) => {
    await moored(app.stella, values)

    const { attention } = await overview()

    expect(attention).toHaveLength(1)
    expect(attention[0]).toMatchObject({ accounts: 1, account_id: app.stella, ...thing })
  })

  test('names no exit, and many at once in one line', async () => {
    for (const name of ['Ana', 'Bea', 'Cleo', 'Dora']) app.addAccount(name)

    const { attention, sentence } = await overview()

    expect(attention[0]).toMatchObject({
      cause: 'no_exit',
      title: '5 accounts have no exit',
      text: 'Ana, Bea, Cleo and 2 more. Nothing goes out until there is one.',
      action: 'Assign missing',
    })
    expect(sentence).toBe('5 accounts need you: 5 accounts have no exit.')
  })

  test('says why Webshare took an exit out, and offers its successor', async () => {
    await moored(app.stella)
    fillPool(app, [{ host: '198.51.7.7', country: 'DE', city: 'Bonn' }], 'src_more')
    change(app.stella, { removedUpstreamAt: app.clock.now - 2 * HOUR_MS })
    const data = { exit: 'x', reason: 'low_country_confidence', successor: { address: '198.51.7.7', port: 1 } }
    record(app.deps.db, app.clock.now, SYSTEM, { type: 'proxy.removed_upstream', accountId: app.stella, data })

    const { attention } = await overview()

    expect(attention[0].action).toBe('Move to successor')
    expect(attention[0].text).toContain('left the list 2 h ago (low country confidence)')
    expect(attention[0].text).toContain('Its successor is 198.51.7.7, Bonn, Germany.')
  })

  test('is sorted by harm and holds seven', async () => {
    const worst = await moored(app.addAccount('Worst'), { failedAt: 1, ...failedCheck('timeout') })
    await moored(app.addAccount('Off'), { isActive: false })
    await moored(app.addAccount('Slow'), { lastCheckLatencyMs: 9_000 })
    for (const name of ['Ann', 'Bob', 'Cat']) await moored(app.addAccount(name), failedCheck('reset'))
    await moored(app.addAccount('Gone'), { removedUpstreamAt: 1 })
    await moored(app.addAccount('Paid'), failedCheck('payment_required'))

    const { attention, more } = await overview()

    expect(attention.map(({ cause }: any) => cause)).toEqual([
      'traffic_used_up',
      'down',
      'no_exit',
      'check_failed',
      'check_failed',
      'check_failed',
      'left_pool',
    ])
    expect(more).toBe(2)
    expect(attention[1].account_id).toBe(worst)
  })

  test.each([
    ['unauthorized', 'key_refused', 'Replace the key'],
    ['payment_required', 'plan_unpaid', 'See the pool'],
    ['suspended', 'plan_suspended', 'See the pool'],
    ['unreachable', 'sync_failing', 'Sync now'],
  ])('names a source with %s', async (lastError, cause, action) => {
    await moored(app.stella)
    app.deps.db.update(poolSources).set({ lastError, lastErrorDetail: HOSTILE }).run()

    const { attention, sentence } = await overview()

    expect(attention[0]).toMatchObject({ cause, action, accounts: 0, account_id: null })
    expect(sentence).toStartWith('The pool needs you: ')
    expect((await app.nora.page('GET', '/')).text).not.toContain('<img src=x')
  })

  test('names a held sync and a country without spare exits', async () => {
    fillPool(app, [{ host: '198.51.8.1', country: 'PT', city: 'Lisbon' }], 'src_more')
    await app.nora.json('POST', `/api/proxy/account/${app.stella}/assign-auto`, { preferredCountry: 'PT' })
    change(app.stella, { lastCheckOk: true })
    const held = { total: 5, added: 0, removed: 40, removedAssigned: 1 }
    app.deps.db.update(poolSources).set({ lastError: 'shrunken', heldAt: 1, held }).where(eq(poolSources.id, 'src_main')).run()

    const { attention } = await overview()

    expect(attention.map(({ cause }: any) => cause)).toEqual(['sync_held', 'country_full'])
    expect(attention[1].title).toBe('No exit is free in Portugal')
  })

  test('tells the reader only of accounts within reach, and gives no button they may not press', async () => {
    change(await moored(app.stella), { failedAt: 1, ...failedCheck('timeout') })

    expect((await overview(app.zed)).attention).toEqual([])
    expect(await overview(app.zed)).toMatchObject({ strips: [], exits: [], events: [] })
    expect((await overview(app.omar)).attention[0].action).toBe('Replace with another Berlin IP')
    expect((await overview(app.vera)).attention[0].action).toBe('See what is wrong')
    expect((await app.nobody.json('GET', '/api/overview')).status).toBe(401)
  })

  test('hides the pool from a key that may not read it', async () => {
    app.deps.db.update(poolSources).set({ lastError: 'unauthorized' }).run()
    const key = await app.keyOf(app.nora, { scopes: ['accounts:read'] })

    const data = await overview(key as unknown as Caller)

    expect(data.pool).toEqual([])
    expect(data.attention.map(({ cause }: any) => cause)).toEqual(['no_exit'])
  })

  test('stands on a page that reads itself anew, with every name escaped', async () => {
    app.addAccount(HOSTILE)

    await moored(app.stella)

    const { status, text } = await app.nora.fragment('GET', '/')

    expect(status).toBe(200)
    expect(text).toStartWith('<div id="overview" data-live="attention pool"')
    expect(text).toContain('id="attention"')
    expect(text).not.toContain('<html')
    expect(text).toContain('&lt;img')
    expect(text).not.toContain('<img src=x')
  })

  test('leads to a plan before anything changes', async () => {
    change(await moored(app.stella), { failedAt: 1, ...failedCheck('timeout') })

    const form = { action: 'replace', account_ids: app.stella, dry_run: 'true' }
    const { text } = await app.omar.page('POST', '/api/proxy/bulk', form)

    expect(text).toContain('1 gets an IP in its city.')
    expect(text).toContain('Apply to 1 account')
  })
})

describe('the strips of the last day', () => {
  const check = (id: string, ago: number, values: Partial<typeof checks.$inferInsert> = {}) =>
    app.deps.db
      .insert(checks)
      .values({ accountId: id, exitKey: 'x', at: app.clock.now - ago, cause: 'periodic', ok: true, latencyMs: 100, ...values })
      .run()

  test('hold the worst of every half hour, the worst account first', async () => {
    const [good, bad] = [await moored(app.addAccount('Good')), await moored(app.addAccount('Bad'))]
    check(good, 60_000)
    check(bad, 60_000, { latencyMs: 8_000 })
    check(bad, HOUR_MS)
    check(bad, HOUR_MS + 1_000, { ok: false, latencyMs: null })
    check(bad, 25 * HOUR_MS, { ok: false })

    const { strips } = await overview()

    // It is exactly noon: the half hour that runs has only begun.
    expect(strips[0]).toEqual({
      account_id: bad,
      name: 'Bad',
      country: 'DE',
      good_percent: 66.6,
      half_hours: `${'-'.repeat(44)}bos-`,
    })
    expect(strips.map(({ name }: any) => name)).toEqual(['Bad', 'Good'])
  })

  test('move on with the clock', async () => {
    const id = await moored(app.stella)
    app.clock.now += 10 * 60_000
    check(id, 0, { ok: false })
    const badAfter = async (ms: number) => {
      app.clock.now += ms
      return (await overview()).strips[0].half_hours.indexOf('b')
    }

    expect(await badAfter(0)).toBe(47)
    expect(await badAfter(20 * 60_000)).toBe(46)
    expect(await badAfter(22 * HOUR_MS + 40 * 60_000)).toBe(1)
    expect(await badAfter(HOUR_MS)).toBe(-1)
  })
})

describe('the rest of the overview', () => {
  test('counts exits by country with the worst state', async () => {
    await moored(app.stella)
    await moored(app.addAccount('Luna'), { failedAt: 1 })
    await moored(app.addAccount('Own'), { countryCode: 'Narnia' })

    expect((await overview()).exits).toEqual([{ country: 'DE', name: 'Germany', accounts: 2, worst: 'bad', broken: 1 }])
  })

  test('tells the last events in words and the pool by country', async () => {
    await moored(app.stella)

    const { events, pool } = await overview()

    expect(events[0].sentence).toMatch(/^Nora Vale gave Stella Moon Berlin 203\./)
    expect(pool).toEqual([{ country: 'DE', name: 'Germany', used: 1, free: 59, other: 0 }])
  })
})
