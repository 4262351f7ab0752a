import { describe, expect, test } from 'bun:test'
import { bearing, browser, logIn, PIA, withPia } from '#tests/support/two-factor.ts'

async function signedInTwice() {
  const app = await withPia()
  const here = bearing(app, (await logIn(app)).body.data.token)
  app.clock.now += 1000
  const there = bearing(app, (await logIn(app)).body.data.token)
  return { ...app, here, there }
}

describe("one's own sign-ins", () => {
  test('are listed, newest first', async () => {
    const { here } = await signedInTwice()

    const { body } = await here.json('GET', '/api/auth/sign-ins')

    expect(body.data).toEqual([
      expect.objectContaining({ created_at: '2026-11-22T12:00:01.000Z', current: false }),
      {
        id: expect.stringMatching(/^sin_/),
        created_at: '2026-11-22T12:00:00.000Z',
        expires_at: '2026-11-23T00:00:00.000Z',
        ip: null,
        user_agent: null,
        current: true,
      },
    ])
  })

  test('can be ended, and are gone at once', async () => {
    const { here, there } = await signedInTwice()
    const [{ id }] = (await here.json('GET', '/api/auth/sign-ins')).body.data

    const ended = await here.json('DELETE', `/api/auth/sign-ins/${id}`)

    expect(ended.status).toBe(200)
    expect((await there.json('GET', '/api/auth/me')).status).toBe(401)
    expect((await here.json('GET', '/api/auth/sign-ins')).body.data).toHaveLength(1)
    expect((await here.json('DELETE', `/api/auth/sign-ins/${id}`)).status).toBe(404)
  })

  test('of somebody else are not there', async () => {
    const { here, nora } = await signedInTwice()

    expect((await here.json('DELETE', '/api/auth/sign-ins/sin_nora')).status).toBe(404)
    expect((await nora.json('GET', '/api/auth/me')).status).toBe(200)
    expect((await here.json('GET', '/api/auth/sign-ins')).text).not.toContain('sin_nora')
  })

  test('are on the page, where ending the present one signs out', async () => {
    const app = await withPia()
    const { go, jar } = browser(app)
    await go('POST', '/api/auth/login', { email: PIA.email, password: PIA.password })

    const page = await go('GET', '/security')
    const action = /action="(\/security\/sign-ins\/[^"]+\/end)"/.exec(page.text)?.[1] ?? ''
    const ended = await go('POST', action, {})

    expect(page.text).toContain('this one')
    expect(ended.location).toBe('/login')
    expect(jar.has('mooring_session')).toBe(false)
  })

  test('show what a browser calls itself as text', async () => {
    const app = await withPia()
    const agent = '<script>alert(1)</script>'
    const answer = await app.nobody.json('POST', '/api/auth/login', PIA, { 'user-agent': agent })

    const page = await bearing(app, answer.body.data.token).page('GET', '/security')

    expect(page.text).toContain('&lt;script&gt;alert(1)')
    expect(page.text).not.toContain(agent)
  })
})

describe('a sign-in that nobody uses', () => {
  const HOUR_MS = 3_600_000

  test('ends in a browser after two hours, and goes on as long as it is used', async () => {
    const app = await withPia()
    const { go } = browser(app)
    await go('POST', '/login', { email: PIA.email, password: PIA.password })

    app.clock.now += 2 * HOUR_MS - 1
    expect((await go('GET', '/accounts')).status).toBe(200)
    app.clock.now += 2 * HOUR_MS - 1
    expect((await go('GET', '/accounts')).status).toBe(200)
    app.clock.now += 2 * HOUR_MS
    const left = await go('GET', '/accounts?tag=a')

    expect([left.status, left.headers.get('location')]).toEqual([303, '/login?next=%2Faccounts%3Ftag%3Da'])
  })

  test('stays open for a program until it expires', async () => {
    const app = await withPia()
    const program = bearing(app, (await logIn(app)).body.data.token)

    app.clock.now += 11 * HOUR_MS

    expect((await program.json('GET', '/api/auth/me')).status).toBe(200)
  })
})
