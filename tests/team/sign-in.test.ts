import { describe, expect, test } from 'bun:test'
import { events } from '#db/schema/events.ts'
import { signIns } from '#db/schema/team.ts'
import { caller, type TestApp, testApp } from '#tests/support/app.ts'

const PASSWORD = 'rope tide lantern'
const EMAIL = 'pia@agency.example'
const HOUR_MS = 3_600_000

async function withPia(env: Record<string, string> = {}) {
  const app = await testApp({ env })
  await app.addMember({ id: 'usr_pia', email: EMAIL, password: PASSWORD })
  return app
}

const logIn = ({ nobody }: TestApp, body: object = {}, headers: Record<string, string> = {}) =>
  nobody.json('POST', '/api/auth/login', { email: EMAIL, password: PASSWORD, ...body }, headers)

const bearing = ({ app }: TestApp, token: string) =>
  caller((request) => app.handle(request), { authorization: `Bearer ${token}` })

describe('signing in', () => {
  test('answers a token and who it is for', async () => {
    const app = await withPia()

    const { status, body, headers } = await logIn(app)

    expect(status).toBe(200)
    expect(body).toEqual({
      success: true,
      data: {
        token: expect.any(String),
        token_type: 'Bearer',
        expires_at: '2026-11-23T00:00:00.000Z',
        user: { id: 'usr_pia', email: EMAIL, name: 'Pia Holm', role: 'viewer' },
      },
    })
    expect(Object.keys(body.data)).toEqual(['token', 'token_type', 'expires_at', 'user'])
    expect(headers.get('set-cookie')).toBeNull()
    const me = await bearing(app, body.data.token).json('GET', '/api/auth/me')
    expect(me.body.data).toEqual({ id: 'usr_pia', email: EMAIL, name: 'Pia Holm', role: 'viewer', tags: [] })
  })

  test('takes the address in any case', async () => {
    expect((await logIn(await withPia(), { email: ' PIA@Agency.Example ' })).status).toBe(200)
  })

  test('gives a browser a cookie and the page it wanted', async () => {
    const app = await withPia()

    const answer = await app.nobody.page('POST', '/api/auth/login', { email: EMAIL, password: PASSWORD, next: '/accounts?tag=a' })

    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/accounts?tag=a'])
    const [session, browser, ...more] = answer.headers.getSetCookie()
    expect(more).toEqual([])
    expect(session).toMatch(/^mooring_session=[\w.-]+; Max-Age=43200; Path=\/; HttpOnly; SameSite=Lax$/)
    expect(browser).toMatch(/^mooring_browser=[\w.-]+; Max-Age=31536000; Path=\/; HttpOnly; SameSite=Lax$/)
    const pia = caller((request) => app.app.handle(request), { cookie: session?.split(';')[0] ?? '' })
    expect((await pia.page('GET', '/activity')).status).not.toBe(303)
  })

  test('over https sets cookies for this host and TLS alone', async () => {
    const app = await withPia({ MOORING_PUBLIC_URL: 'https://localhost:3000' })

    const answer = await app.nobody.page('POST', '/api/auth/login', { email: EMAIL, password: PASSWORD })

    for (const cookie of answer.headers.getSetCookie()) {
      expect(cookie).toMatch(/^__Host-mooring_\w+=.*; Path=\/; HttpOnly; SameSite=Lax; Secure$/)
    }
    const session = answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    const withCookie = (cookie: string) => caller((request) => app.app.handle(request), { cookie })
    expect((await withCookie(session).json('GET', '/api/auth/me')).status).toBe(200)
    expect((await withCookie(session.replace('__Host-', '')).json('GET', '/api/auth/me')).status).toBe(401)
  })

  test.each(['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', '', '/a b'])(
    'does not lead on to %p',
    async (next) => {
      const app = await withPia()

      const answer = await app.nobody.page('POST', '/api/auth/login', { email: EMAIL, password: PASSWORD, next })

      expect(answer.headers.get('location')).toBe('/')
    },
  )

  test('answers alike for an unknown address, a wrong password and a disabled member', async () => {
    const app = await withPia()
    await app.addMember({ email: 'gone@agency.example', password: PASSWORD, disabledAt: 1 })

    const answers = await Promise.all([
      logIn(app, { password: 'something else entirely' }),
      logIn(app, { email: 'nobody@agency.example' }),
      logIn(app, { email: 'not an address' }),
      logIn(app, { email: 'gone@agency.example' }),
    ])

    const shown = answers.map(({ status, headers, body: { requestId: _, ...body } }) => {
      return JSON.stringify({ status, body, headers: [...headers.keys()].sort() })
    })
    expect(new Set(shown).size).toBe(1)
    expect(answers[0]).toMatchObject({ status: 401, body: { code: 'UNAUTHORIZED' } })
  })

  test('shows the form again, at the address of the form', async () => {
    const app = await withPia()
    const { text } = await app.nobody.page('GET', '/login')
    expect(text).toContain('<form class="stack" method="post" action="/login">')

    const answer = await app.nobody.page('POST', '/login', {
      email: '"><b>x',
      password: 'wrong password',
      next: '/pool',
    })

    expect(answer.status).toBe(401)
    expect(answer.text).toContain('name="password"')
    expect(answer.text).toContain('value="/pool"')
    expect(answer.text).not.toContain('wrong password')
    expect(answer.text).not.toContain('<b>x')
  })

  test.each([[{}], [{ email: EMAIL }], [{ password: PASSWORD }], [{ email: 1, password: [] }], [[]]])(
    'with %p is 400',
    async (body) => {
      const { nobody } = await withPia()

      expect((await nobody.json('POST', '/api/auth/login', body)).status).toBe(400)
    },
  )

  test('is in the log, and so is a failure', async () => {
    const app = await withPia()
    await logIn(app, { password: 'wrong password' })
    await logIn(app)

    const kinds = app.deps.db.select().from(events).all()

    expect(kinds.map(({ type, actorId }) => [type, actorId])).toEqual([
      ['sign_in.failed', 'usr_pia'],
      ['sign_in.started', 'usr_pia'],
    ])
    expect(JSON.stringify(kinds) + app.logLines.join('')).not.toContain('wrong password')
  })

  test('of fifty at once is answered or put off, two at a time', async () => {
    const app = await testApp()
    const emails = await Promise.all(
      Array.from({ length: 4 }, async (_, at) => {
        await app.addMember({ email: `m${at}@agency.example`, password: PASSWORD })
        return `m${at}@agency.example`
      }),
    )

    const answers = await Promise.all(Array.from({ length: 50 }, (_, at) => logIn(app, { email: emails[at % 4] })))

    const statuses = answers.map(({ status }) => status)
    expect(statuses).toContain(200)
    expect(statuses).toContain(429)
    expect(statuses.every((status) => status === 200 || status === 429)).toBe(true)
    const refused = answers.find(({ status }) => status === 429)?.headers
    expect(refused?.get('retry-after')).toMatch(/^\d+$/)
    expect(refused?.get('ratelimit')).toMatch(/^"[\w-]+";r=0;t=\d+$/)
  })
})

describe('signing out', () => {
  test('ends the token at once', async () => {
    const app = await withPia()
    const pia = bearing(app, (await logIn(app)).body.data.token)

    const out = await pia.json('POST', '/api/auth/logout')

    expect([out.status, out.body.success]).toEqual([200, true])
    for (const path of ['/api/auth/me', '/api/events']) expect((await pia.json('GET', path)).status).toBe(401)
  })

  test('removes the cookie and leads to the sign-in page', async () => {
    const { nora } = await testApp()

    const answer = await nora.page('POST', '/api/auth/logout', {})

    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/login'])
    expect(answer.headers.get('set-cookie')).toBe('mooring_session=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax')
  })

  test('is not for keys', async () => {
    const { nora, keyOf } = await testApp()
    const key = await keyOf(nora, { scopes: ['admin'] })

    for (const path of ['/api/auth/logout', '/api/auth/refresh', '/api/auth/password']) {
      expect((await key.json('POST', path)).status).toBe(403)
    }
  })
})

describe('a sign-in', () => {
  test('ends after twelve hours', async () => {
    const app = await withPia()
    const pia = bearing(app, (await logIn(app)).body.data.token)

    app.clock.now += 12 * HOUR_MS - 1
    expect((await pia.json('GET', '/api/auth/me')).status).toBe(200)
    app.clock.now += 1
    expect((await pia.json('GET', '/api/auth/me')).status).toBe(401)
  })

  test('goes on when it is refreshed, for thirty days at most', async () => {
    const app = await withPia()
    const pia = bearing(app, (await logIn(app)).body.data.token)

    app.clock.now += 11 * HOUR_MS
    const refreshed = await pia.json('POST', '/api/auth/refresh')

    expect(refreshed.body.data).toMatchObject({ expires_at: '2026-11-23T11:00:00.000Z', token_type: 'Bearer' })
    app.deps.db
      .update(signIns)
      .set({ createdAt: app.clock.now - 30 * 24 * HOUR_MS })
      .run()
    expect((await pia.json('POST', '/api/auth/refresh')).status).toBe(401)
  })

  test('of a stranger leads pages to the sign-in page', async () => {
    const { nobody } = await testApp()

    const page = await nobody.page('GET', '/team?x=1')
    const fragment = await nobody.fragment('GET', '/team')

    expect([page.status, page.headers.get('location')]).toEqual([303, '/login?next=%2Fteam%3Fx%3D1'])
    expect([fragment.status, fragment.headers.get('hx-redirect')]).toEqual([401, '/login?next=%2Fteam'])
  })

  test('that has ended leads back to the page it ended on, never to an action', async () => {
    const { nobody } = await testApp()
    const action = '/api/proxy/account/11111111-1111-4111-8111-111111111111/assign-auto'

    const form = await nobody.page('POST', action, {})
    const here = { 'hx-current-url': 'http://localhost:3000/accounts/11111111?tab=proxy' }
    const fragment = await nobody.fragment('POST', action, {}, here)
    const elsewhere = await nobody.fragment('POST', action, {}, { 'hx-current-url': 'javascript:alert(1)' })

    expect(form.headers.get('location')).toBe('/login?next=%2F')
    expect(fragment.headers.get('hx-redirect')).toBe('/login?next=%2Faccounts%2F11111111%3Ftab%3Dproxy')
    expect(elsewhere.headers.get('hx-redirect')).toBe('/login?next=%2F')
  })

  test('notes at most once a minute that it was used', async () => {
    const app = await withPia()
    const pia = bearing(app, (await logIn(app)).body.data.token)
    const seen = async () => {
      await pia.json('GET', '/api/auth/me')
      const team = await app.nora.json('GET', '/api/team')
      return team.body.data.find(({ id }: { id: string }) => id === 'usr_pia').last_seen_at
    }

    const first = await seen()
    app.clock.now += 59_999
    const second = await seen()
    app.clock.now += 1
    const third = await seen()

    expect([first, second, third]).toEqual(['2026-11-22T12:00:00.000Z', '2026-11-22T12:00:00.000Z', '2026-11-22T12:01:00.000Z'])
  })
})

describe('a new password', () => {
  test('ends every other sign-in', async () => {
    const app = await withPia()
    const here = bearing(app, (await logIn(app)).body.data.token)
    const elsewhere = bearing(app, (await logIn(app)).body.data.token)

    const changed = await here.json('POST', '/api/auth/password', {
      current_password: PASSWORD,
      new_password: 'granite otter balcony',
    })

    expect(changed.status).toBe(200)
    expect((await here.json('GET', '/api/auth/me')).status).toBe(200)
    expect((await elsewhere.json('GET', '/api/auth/me')).status).toBe(401)
    expect((await logIn(app)).status).toBe(401)
    expect((await logIn(app, { password: 'granite otter balcony' })).status).toBe(200)
  })

  test('is set by a form, which comes back when it is refused', async () => {
    const app = await withPia()
    const { token } = (await logIn(app)).body.data
    const cookie = { cookie: `mooring_session=${token}`, 'sec-fetch-site': 'same-origin' }
    const pia = caller((request) => app.app.handle(request), {}, cookie)
    const form = { current_password: 'not the present one', new_password: 'granite otter balcony' }

    const page = await pia.page('GET', '/security')
    const refused = await pia.page('POST', '/api/auth/password', form)
    const changed = await pia.page('POST', '/api/auth/password', { ...form, current_password: PASSWORD })

    expect(page.text).toContain('name="new_password"')
    expect([refused.status, refused.text.includes('Present password: is not right')]).toEqual([400, true])
    expect(refused.text).not.toContain('granite otter balcony')
    expect([changed.status, changed.headers.get('location')]).toEqual([303, '/security?done=password-changed'])
  })

  test('needs the present one, and strength', async () => {
    const app = await withPia()
    const pia = bearing(app, (await logIn(app)).body.data.token)
    const change = (current_password: string, new_password: string) =>
      pia.json('POST', '/api/auth/password', { current_password, new_password })

    expect((await change('not the present one', 'granite otter balcony')).body.details[0].path).toBe('current_password')
    expect((await change(PASSWORD, 'piaholm12345')).body.details[0].path).toBe('new_password')
    expect((await logIn(app)).status).toBe(200)
  })
})
