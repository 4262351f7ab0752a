import { describe, expect, test } from 'bun:test'
import { readFileSync, statSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { events } from '#db/schema/events.ts'
import { firstOwner, users } from '#db/schema/team.ts'
import { prepareFirstRun } from '#src/team/first-run.ts'
import { makeSetupLink } from '#src/team/setup-link.ts'
import { caller, testApp } from '#tests/support/app.ts'

const OWNER = { name: 'Nora Vale', email: 'Nora@Agency.example', password: 'rope tide lantern' }
const MINUTE_MS = 60_000

/** An installation that nobody owns yet, with its setup link. */
async function unowned(env: Record<string, string> = {}) {
  const app = await testApp({ env })
  app.deps.db.delete(users).run()
  const { setupUrl } = await prepareFirstRun(app.deps)
  const file = join(app.deps.config.dataDir, 'setup-link')
  return { ...app, path: new URL(setupUrl ?? 'http://none/').pathname, setupUrl, file }
}

describe('before there is an owner', () => {
  test('a link is made that only this user can read', async () => {
    const { setupUrl, file } = await unowned()

    expect(setupUrl).toMatch(/^http:\/\/127\.0\.0\.1:3000\/setup\/[\w-]{43}$/)
    expect(readFileSync(file, 'utf8')).toBe(`${setupUrl}\n`)
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  test('every page and call answers 503 in words', async () => {
    const { app, nobody } = await unowned()

    for (const { method, path } of app.routes) {
      if (/^\/(setup|assets|healthz|readyz|metrics)/.test(path)) continue
      const answer = await nobody.json(method, path.replace(/:\w+/g, 'x'))
      // Each surface has a shape of its own; the words are the same.
      expect([path, answer.status, JSON.stringify(answer.body)]).toEqual([
        path,
        503,
        expect.stringContaining('Mooring has no owner yet'),
      ])
    }
    const page = await nobody.page('GET', '/')
    expect([page.status, page.text.includes('mooring setup-link')]).toEqual([503, true])
    expect((await nobody.raw('GET', '/healthz', {})).status).toBe(200)
  })

  test('only the link opens the form', async () => {
    const { nobody, path } = await unowned()

    const form = await nobody.page('GET', path)

    expect(form.status).toBe(200)
    expect(form.text).toContain(`action="${path}"`)
    for (const wrong of ['/setup/x', '/setup/', '/setup', `${path}x`, path.slice(0, -1)]) {
      const answer = await nobody.page('GET', wrong)
      expect([wrong, answer.text.includes('<form')]).toEqual([wrong, false])
      expect([404, 503]).toContain(answer.status)
    }
    expect((await nobody.page('GET', '/setup/x')).text).toContain('mooring setup-link')
  })

  test('the token is in no log line and no database byte', async () => {
    const { nobody, path, logLines, deps } = await unowned()
    await nobody.page('GET', path)
    await nobody.page('POST', path, OWNER)

    const token = path.split('/').at(-1) ?? ''

    expect(logLines.join('')).not.toContain(token)
    expect(Buffer.from(deps.db.$client.serialize()).includes(token)).toBe(false)
  })
})

describe('the setup link', () => {
  test('makes the first owner and signs them in', async () => {
    const { app, nobody, path, deps, file } = await unowned()

    const answer = await nobody.page('POST', path, OWNER)

    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/'])
    const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    const me = await caller((request) => app.handle(request), { cookie }).json('GET', '/api/auth/me')
    expect(me.body.data).toMatchObject({ name: 'Nora Vale', email: 'nora@agency.example', role: 'owner' })
    expect(deps.db.select().from(firstOwner).all()).toMatchObject([{ only: 1, userId: me.body.data.id }])
    const recorded = deps.db.select().from(events).all()
    expect(recorded.map(({ type }) => type)).toEqual(['member.created', 'sign_in.started'])
    expect(() => statSync(file)).toThrow()
  })

  test('leads on to two-factor sign-in for who wants it', async () => {
    const { nobody, path } = await unowned()
    expect((await nobody.page('GET', path)).text).toContain('Set up two-factor sign-in next')

    const answer = await nobody.page('POST', path, { ...OWNER, two_factor: 'true' })

    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/security'])
  })

  test('keeps what was chosen when the password is refused', async () => {
    const { nobody, path } = await unowned()

    const again = await nobody.page('POST', path, { ...OWNER, password: 'short', two_factor: 'true' })

    expect(again.status).toBe(400)
    expect(again.text).toMatch(/name="two_factor" value="true" checked/)
    expect(again.text).not.toContain('value="short"')
  })

  test('works once', async () => {
    const { nobody, path, deps } = await unowned()
    await nobody.json('POST', path, OWNER)

    const again = await nobody.json('POST', path, { ...OWNER, email: 'mallory@evil.example' })

    const opened = await nobody.page('GET', path)
    expect([again.status, opened.status]).toEqual([404, 404])
    expect(opened.text).toContain('There is an owner already')
    expect(deps.db.select().from(users).all()).toHaveLength(1)
  })

  test('of two hundred claims at once makes one owner', async () => {
    const { nobody, path, deps } = await unowned()

    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, at) => nobody.json('POST', path, { ...OWNER, email: `claim${at}@agency.example` })),
    )

    const statuses = answers.map(({ status }) => status)
    expect(statuses.filter((status) => status === 200)).toHaveLength(1)
    expect(statuses.every((status) => [200, 404, 429].includes(status))).toBe(true)
    expect(deps.db.select().from(users).all()).toHaveLength(1)
    expect(deps.db.select().from(firstOwner).all()).toHaveLength(1)
  })

  test('makes no owner with a wrong token, and trying is put off', async () => {
    const { nobody, deps } = await unowned()

    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, at) => nobody.json('POST', `/setup/${'x'.repeat(42)}${at % 10}`, OWNER)),
    )

    const statuses = new Set(answers.map(({ status }) => status))
    expect([...statuses].sort()).toEqual([404, 429])
    expect(deps.db.select().from(users).all()).toHaveLength(0)
  })

  test('ends after thirty minutes', async () => {
    const { nobody, path, clock } = await unowned()

    clock.now += 30 * MINUTE_MS + 1

    expect((await nobody.json('POST', path, OWNER)).status).toBe(404)
  })

  test('gives way to a fresh one', async () => {
    const { nobody, path, deps } = await unowned()

    const fresh = makeSetupLink(deps.config, deps.now())

    expect((await nobody.json('POST', path, OWNER)).status).toBe(404)
    expect((await nobody.json('POST', new URL(fresh).pathname, OWNER)).status).toBe(200)
  })

  test('cannot be kept alive from before', async () => {
    const { nobody, path, file, clock } = await unowned()
    utimesSync(file, clock.now / 1000 - 3600, clock.now / 1000 - 3600)

    expect((await nobody.json('POST', path, OWNER)).status).toBe(404)
  })

  test('refuses a weak password and shows the form again', async () => {
    const { nobody, path, deps } = await unowned()

    const answer = await nobody.page('POST', path, { ...OWNER, password: 'noravale1234' })

    expect(answer.status).toBe(400)
    expect(answer.text).toContain('too easy to guess')
    expect(answer.text).toContain('value="Nora Vale"')
    expect(answer.text).not.toContain('noravale1234')
    expect(deps.db.select().from(users).all()).toHaveLength(0)
  })

  test('is not followed from another site', async () => {
    const { nobody, path, deps } = await unowned()

    const answer = await nobody.page('POST', path, OWNER, { 'sec-fetch-site': 'cross-site' })

    expect(answer.status).toBe(403)
    expect(deps.db.select().from(users).all()).toHaveLength(0)
  })
})

describe('the environment', () => {
  const env = { MOORING_OWNER_EMAIL: 'Boss@Agency.example', MOORING_OWNER_PASSWORD: 'rope tide lantern' }

  test('names the first owner', async () => {
    const { setupUrl, nobody, deps } = await unowned(env)

    const answer = await nobody.json('POST', '/api/auth/login', { email: 'boss@agency.example', password: 'rope tide lantern' })

    expect(setupUrl).toBeNull()
    expect(answer.body.data.user).toMatchObject({ email: 'boss@agency.example', role: 'owner' })
    expect(deps.db.select().from(firstOwner).all()).toHaveLength(1)
  })

  test('names nobody with a password that can be guessed', async () => {
    const weak = { ...env, MOORING_OWNER_PASSWORD: 'boss password 123' }

    await expect(unowned(weak)).rejects.toThrow('MOORING_OWNER_PASSWORD takes a password that is harder to guess.')
  })

  test('names nobody once there are members', async () => {
    const { deps } = await testApp({ env })

    expect(await prepareFirstRun(deps)).toEqual({ setupUrl: null })
    expect(deps.db.select().from(users).all()).toHaveLength(5)
  })
})
