import { describe, expect, test } from 'bun:test'
import { type Actor, may, SYSTEM } from '#src/team/actor.ts'
import { caller } from '#tests/support/app.ts'
import { bearing, browser, codeOf, logIn, PIA, setUpTotp, withPia, withTotp } from '#tests/support/two-factor.ts'

const MINUTE_MS = 60_000
const MARK = 'mooring_second_step'
const filled = (path: string) => path.replace(/:\w+/g, 'x')

describe('signing in with a code', () => {
  test('says that one is missing', async () => {
    const app = await withTotp()

    const { status, body } = await logIn(app)

    expect([status, body.code, body.data]).toEqual([401, 'TOTP_REQUIRED', undefined])
  })

  test('opens with the code of now, and those beside it', async () => {
    const { secret, ...app } = await withTotp()

    expect((await logIn(app, { totp: codeOf(app, secret, -1) })).status).toBe(200)
    expect((await logIn(app, { totp: codeOf(app, secret) })).status).toBe(200)
    expect((await logIn(app, { totp: codeOf(app, secret, 1) })).status).toBe(200)
    expect((await logIn(app, { totp: codeOf(app, secret, 2) })).status).toBe(401)
  })

  test('refuses a code that was used, however often it is tried', async () => {
    const { secret, ...app } = await withTotp()
    const code = codeOf(app, secret)
    expect((await logIn(app, { totp: code })).status).toBe(200)

    const statuses: number[] = []
    for (let at = 0; at < 50; at++) statuses.push((await logIn(app, { totp: code })).status)

    expect(statuses.slice(0, 5)).toEqual([401, 401, 401, 401, 401])
    expect(statuses).not.toContain(200)
  })

  test('lets one in of a hundred with the same code', async () => {
    const { secret, ...app } = await withTotp()
    const first = browser(app)
    await first.go('POST', '/api/auth/login', { email: PIA.email, password: PIA.password })
    const cookie = `${MARK}=${first.jar.get(MARK)}`
    const code = codeOf(app, secret)
    const step = () =>
      app.app.handle(
        new Request('http://localhost:3000/login/code', {
          method: 'POST',
          headers: { cookie, accept: 'text/html', 'sec-fetch-site': 'same-origin' },
          body: new URLSearchParams({ code }),
        }),
      )

    const answers = await Promise.all(Array.from({ length: 100 }, step))

    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1)
    expect(
      answers.filter((answer) => answer.headers.getSetCookie().some((one) => one.startsWith('mooring_session='))),
    ).toHaveLength(1)
  })

  test('asks for a pause after five wrong codes, wherever they come from', async () => {
    const { secret, ...app } = await withTotp({ MOORING_TRUSTED_PROXIES: '127.0.0.0/8' })
    const statuses: number[] = []

    await app.listening(async (url) => {
      for (let at = 0; at < 7; at++) {
        const answer = await fetch(`${url}/api/auth/login`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-forwarded-for': `203.0.113.${at}` },
          body: JSON.stringify({ ...PIA, totp: '000000' }),
        })
        statuses.push(answer.status)
      }
    })

    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429])
    expect((await logIn(app, { totp: codeOf(app, secret) })).status).toBe(429)
    app.clock.now += 5 * MINUTE_MS
    expect((await logIn(app, { totp: codeOf(app, secret) })).status).toBe(200)
  })

  test('counts a wrong code like a wrong password', async () => {
    const { secret, ...app } = await withTotp()

    // A right password in between does not make the wrong codes forgotten.
    for (let at = 0; at < 5; at++) {
      await logIn(app, { totp: 'no code' })
      await logIn(app)
      app.clock.now += 50_000
    }
    app.clock.now += MINUTE_MS - 50_000 - 1

    expect((await logIn(app, { totp: codeOf(app, secret) })).status).toBe(429)
  })

  test('asks nothing more of those without an app', async () => {
    const app = await withPia()

    expect((await logIn(app, { totp: '123456' })).status).toBe(200)
  })
})

describe('in the browser', () => {
  test('the code is asked for on a page of its own', async () => {
    const { secret, ...app } = await withTotp()
    const { go, jar } = browser(app)

    const first = await go('POST', '/api/auth/login', { email: PIA.email, password: PIA.password, next: '/pool?x=1' })
    const form = await go('GET', first.location ?? '')
    const wrong = await go('POST', '/login/code', { code: '000000', next: '/pool?x=1' })
    const last = await go('POST', '/login/code', { code: codeOf(app, secret), next: '/pool?x=1' })

    expect([first.status, first.location]).toEqual([303, '/login/code?next=%2Fpool%3Fx%3D1'])
    expect(form.text).toContain('name="code"')
    expect(form.text + wrong.text + first.headers.getSetCookie()).not.toContain(PIA.password)
    expect([wrong.status, wrong.text.includes('name="code"')]).toEqual([401, true])
    expect([last.status, last.location]).toEqual([303, '/pool?x=1'])
    expect([...jar.keys()].sort()).toEqual(['mooring_browser', 'mooring_session'])
    expect((await go('GET', '/security')).status).toBe(200)
  })

  test('a recovery code goes into the same field', async () => {
    const { recoveryCodes, ...app } = await withTotp()
    const { go } = browser(app)
    await go('POST', '/api/auth/login', { email: PIA.email, password: PIA.password })

    expect((await go('POST', '/login/code', { code: recoveryCodes[3] ?? '' })).location).toBe('/')
  })

  test('the step ends after five minutes, and with a new password', async () => {
    const { pia, secret, ...app } = await withTotp()
    const slow = browser(app)
    await slow.go('POST', '/api/auth/login', { email: PIA.email, password: PIA.password })
    app.clock.now += 5 * MINUTE_MS
    expect((await slow.go('GET', '/login/code')).location).toBe('/login')
    expect((await slow.go('POST', '/login/code', { code: codeOf(app, secret) })).status).toBe(401)

    await slow.go('POST', '/api/auth/login', { email: PIA.email, password: PIA.password })
    await pia.json('POST', '/api/auth/password', { current_password: PIA.password, new_password: 'granite otter balcony' })

    expect((await slow.go('POST', '/login/code', { code: codeOf(app, secret) })).status).toBe(401)
  })

  test('a mark that was changed is none', async () => {
    const { secret, ...app } = await withTotp()
    const { go, jar } = browser(app)
    await go('POST', '/api/auth/login', { email: PIA.email, password: PIA.password })
    const [id, until, signed] = (jar.get(MARK) ?? '').split('.')

    for (const forged of [`usr_nora.${until}.${signed}`, `${id}.${Number(until) + 1}.${signed}`, `${id}.${until}.`, '', 'x']) {
      jar.set(MARK, forged)
      expect((await go('POST', '/login/code', { code: codeOf(app, secret) })).status).toBe(401)
    }
  })

  test('another site can not send the code', async () => {
    const { secret, ...app } = await withTotp()
    const { go, jar } = browser(app)
    await go('POST', '/api/auth/login', { email: PIA.email, password: PIA.password })

    const answer = await app.app.handle(
      new Request('http://localhost:3000/login/code', {
        method: 'POST',
        headers: { cookie: `${MARK}=${jar.get(MARK)}`, 'sec-fetch-site': 'cross-site' },
        body: new URLSearchParams({ code: codeOf(app, secret) }),
      }),
    )

    expect(answer.status).toBe(403)
  })

  test('the mark of a right password opens nothing', async () => {
    const app = await withTotp()
    const { go, jar } = browser(app)
    await go('POST', '/api/auth/login', { email: PIA.email, password: PIA.password })
    const mark = jar.get(MARK) ?? ''
    const stranger = app.nobody
    const disguises: Record<string, string>[] = [
      { cookie: `${MARK}=${mark}` },
      { cookie: `mooring_session=${mark}` },
      { authorization: `Bearer ${mark}` },
      { apikey: mark },
    ]
    const different: string[] = []
    let asked = 0

    for (const { method, path } of app.app.routes) {
      // It is what this route asks for.
      if (path.startsWith('/login/code')) continue
      const expected = (await stranger.raw(method, filled(path), { accept: 'application/json' })).status
      for (const disguise of disguises) {
        const disguised = caller((request) => app.app.handle(request), { ...disguise, 'sec-fetch-site': 'same-origin' })
        const { status } = await disguised.raw(method, filled(path), { accept: 'application/json' })
        asked++
        if (status !== expected) different.push(`${method} ${path}: ${status} instead of ${expected}`)
      }
    }

    expect(different).toEqual([])
    expect(asked).toBeGreaterThan(300)
  })

  test('a link for a new password does not spare the code', async () => {
    const { secret, ...app } = await withTotp()
    const sent = await app.nora.json('POST', `/api/team/${PIA.id}/password-link`)
    const path = new URL(sent.body.data.url).pathname
    const { go, jar } = browser(app)

    const accepted = await go('POST', path, { password: 'granite otter balcony' })

    expect(accepted.location).toBe('/login/code')
    expect(jar.has('mooring_session')).toBe(false)
    expect((await go('POST', '/login/code', { code: codeOf(app, secret) })).location).toBe('/')
    expect(jar.has('mooring_session')).toBe(true)
  })
})

describe('where everybody must have two-factor sign-in', () => {
  async function required() {
    const app = await withPia()
    await app.nora.json('PATCH', '/api/settings', { require_totp: true })
    return app
  }

  test('a sign-in opens its set-up alone', async () => {
    const app = await required()
    const signedIn = await logIn(app)
    const pia = bearing(app, signedIn.body.data.token)
    const open: string[] = []

    for (const { method, path } of app.app.routes) {
      if (path === '/api/auth/logout') continue
      const before = (await app.nobody.raw(method, filled(path), { accept: 'application/json' })).status
      const { status } = await pia.raw(method, filled(path), { accept: 'application/json' })
      if (status !== 403 && status !== before) open.push(`${method} ${path}`)
    }

    expect(signedIn.body.data.totp_setup_required).toBe(true)
    expect(open.sort()).toEqual(['GET /api/auth/totp', 'GET /security', 'POST /api/auth/totp', 'POST /api/auth/totp/confirm'])
    expect((await pia.json('GET', '/api/accounts')).body.code).toBe('TOTP_SETUP_REQUIRED')
  })

  test('the browser is led through it to everything else', async () => {
    const app = await required()
    const { go, jar } = browser(app)

    const signedIn = await go('POST', '/api/auth/login', { email: PIA.email, password: PIA.password, next: '/pool' })
    const elsewhere = await go('GET', '/pool')
    const setUp = await go('GET', '/security')
    const offer = await go('POST', '/api/auth/totp', {})
    const earlier = jar.get('mooring_session')
    const secret = (/<code>([A-Z2-7 ]+)<\/code>/.exec(offer.text)?.[1] ?? '').replaceAll(' ', '')
    const codes = await go('POST', '/api/auth/totp/confirm', { code: codeOf(app, secret) })

    expect([signedIn.location, elsewhere.location]).toEqual(['/security', '/security'])
    expect(setUp.text).toContain('Set up two-factor sign-in')
    expect(setUp.text).not.toContain('aria-label="Main"')
    expect(codes.text.match(/<code>[\w-]{29}<\/code>/g)).toHaveLength(10)
    expect((await go('GET', '/pool')).status).toBe(200)
    expect(jar.get('mooring_session')).not.toBe(earlier)
    expect((await bearing(app, earlier ?? '').json('GET', '/api/auth/me')).status).toBe(401)
  })

  test('a program gets a new token after it', async () => {
    const app = await required()
    const pia = bearing(app, (await logIn(app)).body.data.token)

    const { confirmed } = await setUpTotp(app, pia)

    expect((await pia.json('GET', '/api/auth/me')).status).toBe(401)
    const fresh = bearing(app, confirmed.body.data.sign_in.token)
    expect((await fresh.json('GET', '/api/auth/me')).status).toBe(200)
  })

  test('removing it closes everything until it is there again', async () => {
    const { pia, secret, ...app } = await withTotp()
    await app.nora.json('PATCH', '/api/settings', { require_totp: true })

    await pia.json('POST', '/api/auth/totp/remove', { password: PIA.password, code: codeOf(app, secret) })

    expect((await pia.json('GET', '/api/auth/me')).status).toBe(403)
    const { confirmed } = await setUpTotp(app, pia)
    expect(confirmed.status).toBe(200)
  })

  test('a sign-in that was held opens nothing wherever rights are asked', () => {
    const held: Actor = { ...SYSTEM, kind: 'user', awaitsTotp: true }

    expect(may(held, { role: 'viewer' })).toBe(false)
    expect(may(held, { role: 'viewer', duringSetUp: true })).toBe(true)
  })

  test('a sign-in from before goes on', async () => {
    const app = await withPia()
    const pia = bearing(app, (await logIn(app)).body.data.token)

    await app.nora.json('PATCH', '/api/settings', { require_totp: true })

    expect((await pia.json('GET', '/api/auth/me')).status).toBe(200)
  })

  test('an invited member sets it up first', async () => {
    const app = await required()
    const sent = await app.nora.json('POST', '/api/team/invites', { email: 'new@agency.example', name: 'New', role: 'viewer' })
    const { go } = browser(app)

    const accepted = await go('POST', new URL(sent.body.data.url).pathname, { password: 'granite otter balcony' })

    expect(accepted.location).toBe('/security')
    expect((await go('GET', '/pool')).location).toBe('/security')
  })
})
