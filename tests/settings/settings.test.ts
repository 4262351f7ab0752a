import { describe, expect, test } from 'bun:test'
import { eq } from 'drizzle-orm'
import { assignments } from '#db/schema/accounts.ts'
import { events } from '#db/schema/events.ts'
import { settings } from '#db/schema/team.ts'
import { recountFree } from '#src/pool/free.ts'
import { countFree } from '#src/pool/free-store.ts'
import { read } from '#src/settings/settings.ts'
import { testApp } from '#tests/support/app.ts'
import { fillPool } from '#tests/support/pool.ts'

const PATH = '/api/settings'
const DEFAULTS = {
  organisation_name: 'Our agency',
  accounts_per_proxy: 1,
  rest_days: 30,
  default_permissions: expect.arrayContaining(['profile:read', 'messages:read']),
  link_redirect_urls: [],
  require_totp: false,
  move_limit_account_minutes: 10,
  move_limit_account_per_day: 3,
  move_limit_install_percent: 10,
  move_limit_install_minutes: 10,
}

describe('settings', () => {
  test('start with their defaults', async () => {
    const { nora } = await testApp()

    const { status, body } = await nora.json('GET', PATH)

    expect(status).toBe(200)
    expect(body).toEqual({ success: true, data: DEFAULTS })
    expect(Object.keys(body.data)).toEqual(Object.keys(DEFAULTS))
  })

  test('are a page with cards that save alone', async () => {
    const { nora } = await testApp()

    const { status, text } = await nora.page('GET', '/settings')

    expect(status).toBe(200)
    expect(text).toContain('<!doctype html>')
    for (const card of ['general', 'exits', 'moves', 'connections', 'security']) expect(text).toContain(`id="settings-${card}"`)
    expect(text).toContain('MOORING_CHECK_EVERY')
  })

  test('change and tell who did it', async () => {
    const { nora, deps } = await testApp()

    const { status, body } = await nora.json('PATCH', PATH, { rest_days: 7, organisation_name: 'Vale & Co' })

    expect(status).toBe(200)
    expect(body.data).toEqual({ ...DEFAULTS, rest_days: 7, organisation_name: 'Vale & Co' })
    expect(read(deps.db).restDays).toBe(7)
    const [event] = deps.db.select().from(events).where(eq(events.type, 'settings.changed')).all()
    expect(event).toMatchObject({
      actorName: 'Nora Vale',
      data: { changes: { restDays: { from: 30, to: 7 }, organisationName: { from: 'Our agency', to: 'Vale & Co' } } },
    })
  })

  test('that stay as they are leave no event', async () => {
    const { nora, deps } = await testApp()

    await nora.json('PATCH', PATH, { rest_days: 30 })

    expect(deps.db.select().from(events).all()).toEqual([])
  })

  test('save from a form and show the card again', async () => {
    const { nora } = await testApp()

    const { status, text, headers } = await nora.fragment('POST', '/settings', {
      card: 'exits',
      accounts_per_proxy: '2',
      rest_days: '5',
    })

    expect(status).toBe(200)
    expect(text).toContain('id="settings-exits"')
    expect(JSON.parse(headers.get('hx-trigger') ?? '')).toEqual({ toast: { text: 'Settings saved' } })
    expect((await nora.json('GET', PATH)).body.data).toMatchObject({ accounts_per_proxy: 2, rest_days: 5 })
  })

  test('save without script and come back', async () => {
    const { nora } = await testApp()

    const { status, headers } = await nora.page('POST', '/settings', {
      card: 'connections',
      default_permissions: '',
      link_redirect_urls: 'https://a.example/x\r\nhttps://b.example/y',
    })

    expect([status, headers.get('location')]).toEqual([303, '/settings?saved=connections#settings-connections'])
    expect((await nora.page('GET', '/settings?saved=connections')).text).toContain('Saved.')
    expect((await nora.json('GET', PATH)).body.data).toMatchObject({
      default_permissions: [],
      link_redirect_urls: ['https://a.example/x', 'https://b.example/y'],
    })
  })

  test('that are refused stay in the form, with the reason at the field', async () => {
    const { nora } = await testApp()
    const form = { card: 'exits', accounts_per_proxy: '99', rest_days: '5' }

    const part = await nora.fragment('POST', '/settings', form)
    const whole = await nora.page('POST', '/settings', form)

    for (const { status, text } of [part, whole]) {
      expect(status).toBe(400)
      expect(text).toMatch(/name="accounts_per_proxy"[^>]*value="99"[^>]*aria-invalid="true"/)
      expect(text).toContain('Must be a whole number from 1 to 10')
      expect(text).toContain('value="5"')
    }
    expect(part.text).toStartWith('<section id="settings-exits"')
    expect(part.headers.has('hx-retarget')).toBe(false)
    expect(whole.text).toContain('id="settings-general"')
  })

  test('say what stands in the way of a change', async () => {
    const { nora, deps, addAccount } = await testApp()
    await nora.json('PATCH', PATH, { accounts_per_proxy: 2 })
    for (const [slot, id] of [addAccount('A'), addAccount('B')].entries()) {
      deps.db.update(assignments).set({ exitKey: '203.0.113.7', slot }).where(eq(assignments.accountId, id)).run()
    }

    const { status, text } = await nora.fragment('POST', '/settings', { card: 'exits', accounts_per_proxy: '1', rest_days: '30' })

    expect(status).toBe(409)
    expect(text).toContain('1 exit is shared by more than 1 accounts')
  })

  test('show what the environment fixes, greyed, and no secret', async () => {
    const { nora } = await testApp({
      env: { MOORING_CHECK_EVERY: '90s', WEBSHARE_API_KEY: 'secret-webshare-key', MOORING_METRICS_TOKEN: 'secret-metrics-token' },
    })

    const { text } = await nora.page('GET', '/settings')

    expect(text).toMatch(/value="every 1.5 min"[^>]*disabled/)
    expect(text).toContain('set by MOORING_CHECK_EVERY')
    expect(text).toContain('the default; MOORING_TRUSTED_PROXIES changes it')
    expect(text).not.toContain('secret-')
  })

  test.each([
    [{ accounts_per_proxy: 0 }, 'accounts_per_proxy'],
    [{ accounts_per_proxy: 11 }, 'accounts_per_proxy'],
    [{ accounts_per_proxy: 1.5 }, 'accounts_per_proxy'],
    [{ rest_days: 366 }, 'rest_days'],
    [{ rest_days: 'soon' }, 'rest_days'],
    [{ organisation_name: '  ' }, 'organisation_name'],
    [{ require_totp: 'perhaps' }, 'require_totp'],
    [{ default_permissions: ['root:write'] }, 'default_permissions.0'],
    [{ link_redirect_urls: ['javascript:alert(1)'] }, 'link_redirect_urls.0'],
    [{ link_redirect_urls: ['http://evil.example/'] }, 'link_redirect_urls.0'],
    [{ link_redirect_urls: ['https://user:pw@a.example/'] }, 'link_redirect_urls.0'],
    [{ move_limit_install_percent: 0 }, 'move_limit_install_percent'],
    [{ acounts_per_proxy: 2 }, expect.any(String)],
    [{}, expect.any(String)],
  ])('%j is refused', async (patch, path) => {
    const { nora } = await testApp()

    const { status, body } = await nora.json('PATCH', PATH, patch)

    expect([status, body.code]).toEqual([400, 'VALIDATION_ERROR'])
    expect(body.details[0].path).toEqual(path)
    expect((await nora.json('GET', PATH)).body.data).toEqual(DEFAULTS)
  })

  test('keep room for accounts that share an exit', async () => {
    const { nora, deps, addAccount } = await testApp()
    await nora.json('PATCH', PATH, { accounts_per_proxy: 2 })
    for (const [slot, id] of [addAccount('A'), addAccount('B')].entries()) {
      deps.db.update(assignments).set({ exitKey: '203.0.113.7', slot }).where(eq(assignments.accountId, id)).run()
    }

    const { status, body } = await nora.json('PATCH', PATH, { accounts_per_proxy: 1 })

    expect([status, body.code]).toEqual([409, 'SETTING_IN_USE'])
    expect(body.details).toEqual({ setting: 'accounts_per_proxy', exits: 1 })
    expect(read(deps.db).accountsPerProxy).toBe(2)
  })

  test('close up when the first of two accounts has left', async () => {
    const { nora, deps, addAccount } = await testApp()
    await nora.json('PATCH', PATH, { accounts_per_proxy: 3 })
    const id = addAccount('B')
    deps.db.update(assignments).set({ exitKey: '203.0.113.7', slot: 2 }).where(eq(assignments.accountId, id)).run()

    const { status } = await nora.json('PATCH', PATH, { accounts_per_proxy: 1 })

    expect(status).toBe(200)
    expect(deps.db.select().from(assignments).where(eq(assignments.accountId, id)).get()?.slot).toBe(0)
  })

  test('free exits at once when more accounts may share one', async () => {
    const app = await testApp()
    fillPool(app, [{ host: '203.0.113.7', country: 'DE' }])
    app.deps.db.update(assignments).set({ exitKey: '203.0.113.7' }).where(eq(assignments.accountId, app.stella)).run()
    recountFree(app.deps.db, app.clock.now)
    const before = countFree(app.deps.db)

    await app.nora.json('PATCH', PATH, { accounts_per_proxy: 2 })

    expect([before, countFree(app.deps.db)]).toEqual([0, 1])
  })

  test('show what feeds the pool', async () => {
    const { nora } = await testApp()

    expect((await nora.page('GET', '/settings')).text).toContain('id="sources"')
  })

  test('ignore a stored value that is no longer allowed', async () => {
    const { deps } = await testApp()
    deps.db.insert(settings).values({ name: 'restDays', value: 9999, updatedAt: 1 }).run()

    expect(read(deps.db).restDays).toBe(30)
  })

  test('are for owners alone', async () => {
    const { mara, omar, vera, nobody } = await testApp()

    for (const caller of [mara, omar, vera]) {
      expect((await caller.json('GET', PATH)).status).toBe(403)
      expect((await caller.json('PATCH', PATH, { rest_days: 1 })).status).toBe(403)
    }
    expect((await nobody.json('GET', PATH)).status).toBe(401)
  })

  test('escape what people type', async () => {
    const { nora } = await testApp()
    await nora.json('PATCH', PATH, { organisation_name: '"><img src=x onerror=alert(1)>' })

    const { text } = await nora.page('GET', '/settings')

    expect(text).not.toContain('"><img')
  })
})
