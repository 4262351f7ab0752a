import { describe, expect, test } from 'bun:test'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { closeDb, openDb } from '#db/open.ts'
import { events } from '#db/schema/events.ts'
import { testApp } from '#tests/support/app.ts'
import { bearing, browser, codeOf, logIn, PIA, setUpTotp, withPia, withTotp } from '#tests/support/two-factor.ts'

const MINUTE_MS = 60_000
const kinds = (app: Awaited<ReturnType<typeof withPia>>) =>
  app.deps.db
    .select()
    .from(events)
    .all()
    .map(({ type }) => type)

describe('setting up two-factor sign-in', () => {
  test('answers a secret once, and ten codes after the first code', async () => {
    const app = await withPia()
    const pia = bearing(app, (await logIn(app)).body.data.token)

    const { secret, offered, confirmed, recoveryCodes } = await setUpTotp(app, pia)

    expect(offered.body.data).toEqual({ secret, otpauth_url: expect.stringMatching(/^otpauth:\/\/totp\//) })
    expect(offered.headers.get('cache-control')).toBe('no-store')
    expect([confirmed.status, confirmed.body.success]).toEqual([200, true])
    expect(new Set(recoveryCodes).size).toBe(10)
    for (const code of recoveryCodes) expect(code).toMatch(/^([0-9a-hjkmnp-tv-z]{4}-){5}[0-9a-hjkmnp-tv-z]{4}$/)
    const state = await pia.json('GET', '/api/auth/totp')
    expect(state.body.data).toEqual({
      enabled: true,
      enabled_at: '2026-11-22T12:00:00.000Z',
      recovery_codes_left: 10,
      required: false,
    })
    expect(kinds(app)).toEqual(['sign_in.started', 'two_factor.set_up'])
  })

  test('shows a QR code that holds itself', async () => {
    const app = await withPia()
    const { go } = browser(app)
    await go('POST', '/api/auth/login', { email: PIA.email, password: PIA.password })

    const page = await go('POST', '/api/auth/totp', { password: PIA.password })

    expect(page.status).toBe(200)
    const image = /<img src="data:image\/svg\+xml;base64,([^"]+)"/.exec(page.text)?.[1] ?? ''
    expect(Buffer.from(image, 'base64').toString()).toStartWith('<svg xmlns="http://www.w3.org/2000/svg"')
    expect(page.text).not.toContain('style=')
    const secret = (/<code>([A-Z2-7 ]+)<\/code>/.exec(page.text)?.[1] ?? '').replaceAll(' ', '')
    const done = await go('POST', '/api/auth/totp/confirm', { code: codeOf(app, secret) })
    expect(done.text.match(/<code>[\w-]{29}<\/code>/g)).toHaveLength(10)
  })

  test('shows the same secret again after a wrong code', async () => {
    const app = await withPia()
    const { go } = browser(app)
    await go('POST', '/api/auth/login', { email: PIA.email, password: PIA.password })
    const first = await go('POST', '/api/auth/totp', { password: PIA.password })

    const again = await go('POST', '/api/auth/totp/confirm', { code: 'wrong' })

    const codeIn = (text: string) => /<code>([A-Z2-7 ]+)<\/code>/.exec(text)?.[1]
    expect(again.status).toBe(400)
    expect(codeIn(again.text)).toBe(codeIn(first.text) ?? 'none')
  })

  test('needs the password, and a code of the offered secret', async () => {
    const app = await withPia()
    const pia = bearing(app, (await logIn(app)).body.data.token)

    expect((await pia.json('POST', '/api/auth/totp', { password: 'something else' })).body.details[0].path).toBe('password')
    expect((await pia.json('POST', '/api/auth/totp')).status).toBe(400)
    expect((await pia.json('POST', '/api/auth/totp/confirm', { code: '123456' })).body.code).toBe('TOTP_NOT_BEGUN')
    await pia.json('POST', '/api/auth/totp', { password: PIA.password })
    expect((await pia.json('POST', '/api/auth/totp/confirm', { code: 'abcdef' })).body.details[0].path).toBe('code')
    expect((await logIn(app)).status).toBe(200)
  })

  test('is to be finished within half an hour', async () => {
    const app = await withPia()
    const pia = bearing(app, (await logIn(app)).body.data.token)
    const { secret } = (await pia.json('POST', '/api/auth/totp', { password: PIA.password })).body.data

    app.clock.now += 30 * MINUTE_MS + 1

    const late = await pia.json('POST', '/api/auth/totp/confirm', { code: codeOf(app, secret) })
    expect([late.status, late.body.code]).toEqual([409, 'TOTP_NOT_BEGUN'])
  })

  test('twice is refused', async () => {
    const { pia, secret, ...app } = await withTotp()

    const again = await pia.json('POST', '/api/auth/totp', { password: PIA.password })
    const confirmed = await pia.json('POST', '/api/auth/totp/confirm', { code: codeOf(app, secret) })

    expect([again.status, again.body.code]).toEqual([409, 'TOTP_ALREADY_SET_UP'])
    expect(confirmed.body.code).toBe('TOTP_NOT_BEGUN')
  })

  test('is for people alone', async () => {
    const { nora, nobody, keyOf } = await testApp()
    const key = await keyOf(nora, { scopes: ['admin'] })

    for (const path of ['', '/confirm', '/remove', '/recovery-codes']) {
      expect((await key.json('POST', `/api/auth/totp${path}`, {})).status).toBe(403)
      expect((await nobody.json('POST', `/api/auth/totp${path}`, {})).status).toBe(401)
    }
  })
})

describe('removing two-factor sign-in', () => {
  test('needs password and code, and ends other sign-ins', async () => {
    const { pia, secret, ...app } = await withTotp()
    const elsewhere = bearing(app, (await logIn(app, { totp: codeOf(app, secret) })).body.data.token)
    app.clock.now += MINUTE_MS
    const remove = (password: string, code: string) => pia.json('POST', '/api/auth/totp/remove', { password, code })

    expect((await remove('something else', codeOf(app, secret))).body.details[0].path).toBe('password')
    expect((await remove(PIA.password, '000000')).body.details[0].path).toBe('code')
    expect((await elsewhere.json('GET', '/api/auth/me')).status).toBe(200)
    expect((await remove(PIA.password, codeOf(app, secret))).status).toBe(200)

    expect((await elsewhere.json('GET', '/api/auth/me')).status).toBe(401)
    expect((await pia.json('GET', '/api/auth/me')).status).toBe(200)
    expect((await logIn(app)).status).toBe(200)
    expect((await remove(PIA.password, codeOf(app, secret))).body.code).toBe('TOTP_NOT_SET_UP')
    expect(kinds(app)).toContain('two_factor.removed')
  })

  test('can be done by an owner for somebody else', async () => {
    const { pia, ...app } = await withTotp()

    expect((await app.mara.json('POST', `/api/team/${PIA.id}/reset-totp`)).status).toBe(403)
    expect((await app.nora.json('GET', '/api/team')).body.data.find(({ id }: any) => id === PIA.id).two_factor).toBe(true)
    expect((await app.nora.json('POST', `/api/team/${PIA.id}/reset-totp`)).status).toBe(200)
    expect((await app.nora.json('POST', `/api/team/${PIA.id}/reset-totp`)).status).toBe(409)
    expect((await app.nora.json('POST', '/api/team/nobody/reset-totp')).status).toBe(404)

    expect((await pia.json('GET', '/api/auth/me')).status).toBe(401)
    expect((await logIn(app)).status).toBe(200)
    expect(kinds(app)).toContain('two_factor.reset')
  })
})

describe('a recovery code', () => {
  test('lets in once, however it is typed', async () => {
    const { recoveryCodes, ...app } = await withTotp()
    const [first = '', second = ''] = recoveryCodes

    expect((await logIn(app, { totp: first })).status).toBe(200)
    expect((await logIn(app, { totp: first })).status).toBe(401)
    expect((await logIn(app, { totp: ` ${second.toUpperCase().replaceAll('-', '')} ` })).status).toBe(200)
    expect(kinds(app).filter((type) => type === 'two_factor.recovery_code_used')).toHaveLength(2)
  })

  test('lets in once of fifty at the same moment', async () => {
    const { recoveryCodes, ...app } = await withTotp()

    const answers = await Promise.all(Array.from({ length: 50 }, () => logIn(app, { totp: recoveryCodes[0] })))

    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  })

  test('ends when new ones are made', async () => {
    const { pia, secret, recoveryCodes, ...app } = await withTotp()

    const made = await pia.json('POST', '/api/auth/totp/recovery-codes', { password: PIA.password, code: codeOf(app, secret) })

    expect(made.body.data.recovery_codes).toHaveLength(10)
    expect((await logIn(app, { totp: recoveryCodes[0] })).status).toBe(401)
    expect((await logIn(app, { totp: made.body.data.recovery_codes[0] })).status).toBe(200)
    expect((await pia.json('GET', '/api/auth/totp')).body.data.recovery_codes_left).toBe(9)
    expect(kinds(app)).toContain('two_factor.recovery_codes_made')
  })

  test('of somebody else is refused', async () => {
    const { recoveryCodes, ...app } = await withTotp()
    await app.addMember({ id: 'usr_quinn', email: 'quinn@agency.example', password: PIA.password })
    const quinn = bearing(app, (await logIn(app, { email: 'quinn@agency.example' })).body.data.token)
    await setUpTotp(app, quinn)

    expect((await logIn(app, { email: 'quinn@agency.example', totp: recoveryCodes[0] })).status).toBe(401)
  })
})

describe('secrets of two-factor sign-in', () => {
  test('are in no answer, page, event or log line afterwards', async () => {
    const { pia, secret, recoveryCodes, ...app } = await withTotp()
    await logIn(app, { totp: recoveryCodes[0] })

    const gets = app.app.routes
      .filter(({ method, path }) => method === 'GET' && !path.includes(':') && path !== '/ui/events')
      .map(({ path }) => path)
    const texts = await Promise.all(
      gets.flatMap((path) => [pia, app.nora].map(async (one) => (await one.raw('GET', path, { accept: 'text/html' })).text())),
    )

    const all = texts.join('') + app.logLines.join('') + JSON.stringify(app.deps.db.select().from(events).all())
    for (const hidden of [secret, ...recoveryCodes]) expect(all).not.toContain(hidden)
  })

  test('are nowhere in the database as they are', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'mooring-test-')), 'mooring.db')
    const db = openDb(file)
    const app = await testApp({ deps: { db } })
    await app.addMember(PIA)
    const pia = bearing(app, (await logIn(app)).body.data.token)
    const { secret, recoveryCodes } = await setUpTotp(app, pia)
    closeDb(db)

    const bytes = readFileSync(file)

    expect(bytes.includes(PIA.email)).toBe(true)
    for (const hidden of [secret, ...recoveryCodes]) {
      const forms = [hidden, hidden.replaceAll('-', ''), Buffer.from(hidden).toString('base64').replace(/=+$/, '')]
      for (const form of forms) expect(bytes.includes(form)).toBe(false)
    }
  })
})
