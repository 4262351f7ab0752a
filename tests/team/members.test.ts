import { describe, expect, test } from 'bun:test'
import { events } from '#db/schema/events.ts'
import { invites, signIns, users } from '#db/schema/team.ts'
import { caller, type TestApp, testApp } from '#tests/support/app.ts'

const PIA = { email: 'Pia@Agency.example', name: 'Pia Holm', role: 'operator', tags: ['night'] }
const PASSWORD = 'rope tide lantern'

const inviting = async ({ nora }: TestApp, change: object = {}) => {
  const { body } = await nora.json('POST', '/api/team/invites', { ...PIA, ...change })
  return { id: body.data.id as string, path: new URL(body.data.url).pathname }
}

function elementsIn(html: string, selector: string): number {
  let count = 0
  new HTMLRewriter().on(selector, { element: () => void count++ }).transform(html)
  return count
}

describe('the team', () => {
  test('is listed without secrets', async () => {
    const { nora } = await testApp()

    const { body } = await nora.json('GET', '/api/team')

    expect(body.data.map(({ name }: { name: string }) => name)).toEqual([
      'Mara Lind',
      'Nora Vale',
      'Omar Reyes',
      'Vera Cole',
      'Zed Stone',
    ])
    expect(body.data[2]).toEqual({
      id: 'usr_omar',
      email: 'omar@agency.example',
      name: 'Omar Reyes',
      role: 'operator',
      tags: ['night'],
      disabled: false,
      created_at: '2026-11-22T12:00:00.000Z',
      last_seen_at: null,
      two_factor: false,
    })
  })

  test('is a page, where names are only text', async () => {
    const { nora } = await testApp()
    await nora.json('PATCH', '/api/team/usr_vera', { name: '<img src=x>', tags: ['"><script>'] })

    const { status, text } = await nora.page('GET', '/team')

    expect(status).toBe(200)
    expect(text).toContain('Mara Lind')
    expect(text).toContain('&lt;img src=x&gt;')
    expect(elementsIn(text, 'img, script:not([src])')).toBe(0)
  })

  test('is for owners alone', async () => {
    const { mara, omar, vera, nobody, nora, keyOf } = await testApp()
    const key = await keyOf(nora, { scopes: ['accounts:write', 'proxy:write'] })

    for (const member of [mara, omar, vera, key]) {
      expect((await member.json('GET', '/api/team')).status).toBe(403)
      expect((await member.json('PATCH', '/api/team/usr_omar', { role: 'owner' })).status).toBe(403)
      expect((await member.json('DELETE', '/api/team/usr_nora')).status).toBe(403)
      expect((await member.json('POST', '/api/team/invites', PIA)).status).toBe(403)
    }
    expect((await nobody.json('GET', '/api/team')).status).toBe(401)
  })
})

describe('a member', () => {
  test('with a new role signs in again, and has it', async () => {
    const { nora, omar, deps } = await testApp()

    const changed = await nora.json('PATCH', '/api/team/usr_omar', { role: 'manager', tags: [] })

    expect(changed.body.data).toMatchObject({ role: 'manager', tags: [] })
    expect((await omar.json('GET', '/api/auth/me')).status).toBe(401)
    expect(deps.db.select().from(events).all()).toMatchObject([
      {
        type: 'member.changed',
        actorId: 'usr_nora',
        data: { member_id: 'usr_omar', from: { role: 'operator', tags: ['night'] }, to: { role: 'manager', tags: [] } },
      },
    ])
  })

  test('with new tags sees other accounts at once', async () => {
    const { nora, zed } = await testApp()

    await nora.json('PATCH', '/api/team/usr_zed', { tags: 'night, elsewhere' })

    expect((await zed.json('GET', '/api/auth/me')).body.data.tags).toEqual(['night', 'elsewhere'])
  })

  test('who is disabled is out at once and cannot come back', async () => {
    const { nora, vera, nobody, addMember, app } = await testApp()
    await addMember({ id: 'usr_pia', email: 'pia@agency.example', password: PASSWORD })
    const credentials = { email: 'pia@agency.example', password: PASSWORD }
    const { body } = await nobody.json('POST', '/api/auth/login', credentials)
    const pia = caller((request) => app.handle(request), { authorization: `Bearer ${body.data.token}` })

    await nora.json('PATCH', '/api/team/usr_pia', { disabled: true })

    expect((await pia.json('GET', '/api/auth/me')).status).toBe(401)
    expect((await nobody.json('POST', '/api/auth/login', credentials)).status).toBe(401)
    expect((await vera.json('GET', '/api/auth/me')).status).toBe(200)
    await nora.json('PATCH', '/api/team/usr_pia', { disabled: false })
    expect((await pia.json('GET', '/api/auth/me')).status).toBe(401)
  })

  test('who is removed is gone', async () => {
    const { nora, vera, deps } = await testApp()

    expect((await nora.json('DELETE', '/api/team/usr_vera')).status).toBe(200)

    expect((await vera.json('GET', '/api/auth/me')).status).toBe(401)
    expect(
      deps.db
        .select()
        .from(users)
        .all()
        .map(({ id }) => id),
    ).not.toContain('usr_vera')
    expect((await nora.json('DELETE', '/api/team/usr_vera')).status).toBe(404)
  })

  test('is changed and removed by forms', async () => {
    const { nora } = await testApp()

    const changed = await nora.page('POST', '/team/usr_vera', { role: 'manager', tags: '' })
    const removed = await nora.page('POST', '/team/usr_zed/remove', {})

    expect([changed.status, changed.headers.get('location'), removed.status]).toEqual([303, '/team', 303])
    const { body } = await nora.json('GET', '/api/team')
    expect(body.data.map(({ id, role }: { id: string; role: string }) => `${id} ${role}`)).toEqual([
      'usr_mara manager',
      'usr_nora owner',
      'usr_omar operator',
      'usr_vera manager',
    ])
  })

  test('who is the last owner stays in charge', async () => {
    const { nora } = await testApp()

    for (const change of [{ role: 'manager' }, { disabled: true }]) {
      const answer = await nora.json('PATCH', '/api/team/usr_nora', change)
      expect([answer.status, answer.body.code]).toEqual([409, 'LAST_OWNER'])
    }
    expect((await nora.json('DELETE', '/api/team/usr_nora')).status).toBe(409)
    expect((await nora.json('GET', '/api/auth/me')).body.data.role).toBe('owner')
  })

  test('who is one of two owners may go, one of them', async () => {
    const { nora } = await testApp()
    await nora.json('PATCH', '/api/team/usr_mara', { role: 'owner' })

    const answers = [
      await nora.json('PATCH', '/api/team/usr_mara', { disabled: true }),
      await nora.json('DELETE', '/api/team/usr_nora'),
    ]

    expect(answers.map(({ status }) => status)).toEqual([200, 409])
  })

  test.each([[{}], [{ role: 'god' }], [{ unknown: 1 }], [{ disabled: 'perhaps' }], [[]], [null]])(
    'is not changed by %p',
    async (body) => {
      const { nora } = await testApp()

      expect((await nora.json('PATCH', '/api/team/usr_vera', body)).status).toBe(400)
    },
  )

  test('that does not exist is 404', async () => {
    const { nora } = await testApp()

    expect((await nora.json('PATCH', '/api/team/usr_nobody', { role: 'owner' })).status).toBe(404)
    expect((await nora.json('POST', '/api/team/usr_nobody/password-link')).status).toBe(404)
  })

  test('keeps what nobody may set', async () => {
    const { nora, deps } = await testApp()
    const more = { id: 'usr_x', email: 'x@x.example', passwordHash: 'x', password_hash: 'x', createdAt: 1, lastSeenAt: 1 }

    await nora.json('PATCH', '/api/team/usr_vera', { name: 'Vera C.', ...more })

    const vera = deps.db
      .select()
      .from(users)
      .all()
      .find(({ id }) => id === 'usr_vera')
    expect(vera).toMatchObject({ name: 'Vera C.', email: 'vera@agency.example', passwordHash: 'none' })
  })
})

describe('an invitation', () => {
  test('answers a link, shown once', async () => {
    const { nora } = await testApp()

    const { status, body } = await nora.json('POST', '/api/team/invites', PIA)

    expect(status).toBe(201)
    expect(Object.keys(body.data)).toEqual(['id', 'url', 'expires_at'])
    expect(body.data.url).toMatch(/^http:\/\/127\.0\.0\.1:3000\/invite\/[\w-]{43}$/)
    expect(body.data.expires_at).toBe('2026-11-24T12:00:00.000Z')
    const listed = await nora.json('GET', '/api/team/invites')
    expect(listed.body.data).toMatchObject([{ id: body.data.id, email: 'pia@agency.example', role: 'operator', tags: ['night'] }])
    expect(listed.text).not.toContain('/invite/')
  })

  test('that is refused on the page stands there again, as it was filled in', async () => {
    const { nora, deps } = await testApp()

    const { status, text } = await nora.page('POST', '/team/invites', {
      name: '<b>Pia</b>',
      email: 'pia',
      role: 'manager',
      tags: 'night',
    })

    expect(status).toBe(400)
    expect(text).toContain('value="&lt;b&gt;Pia')
    expect(text).toContain('id="f-invite-email-error"')
    expect(text).toMatch(/value="manager" selected/)
    expect(text).toContain('value="night"')
    expect(deps.db.select().from(invites).all()).toEqual([])
  })

  test('for somebody who is a member already says so above the form', async () => {
    const { nora } = await testApp()

    const { status, text } = await nora.page('POST', '/team/invites', {
      name: 'Vera',
      email: 'vera@agency.example',
      role: 'viewer',
      tags: '',
    })

    expect([status, text.includes('is a member already'), text.includes('value="vera@agency.example"')]).toEqual([
      409,
      true,
      true,
    ])
  })

  test('lets somebody in by a form, once', async () => {
    const app = await testApp()
    const { path } = await inviting(app)

    const form = await app.nobody.page('GET', path)
    const joined = await app.nobody.page('POST', path, { password: PASSWORD })

    expect([form.status, form.text.includes('Welcome, Pia Holm')]).toEqual([200, true])
    expect([joined.status, joined.headers.get('location')]).toEqual([303, '/'])
    const cookie = joined.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    const me = await caller((request) => app.app.handle(request), { cookie }).json('GET', '/api/auth/me')
    expect(me.body.data).toMatchObject({ email: 'pia@agency.example', role: 'operator', tags: ['night'] })
    expect((await app.nobody.page('GET', path)).status).toBe(404)
    expect((await app.nobody.json('POST', path, { password: 'another good one' })).status).toBe(404)
  })

  test('of fifty uses at once makes one member', async () => {
    const app = await testApp()
    const { path } = await inviting(app)

    const answers = await Promise.all(Array.from({ length: 50 }, () => app.nobody.json('POST', path, { password: PASSWORD })))

    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(app.deps.db.select().from(users).all()).toHaveLength(6)
  })

  test('is not spent by looking at it, or by a weak password', async () => {
    const app = await testApp()
    const { path } = await inviting(app)
    for (let at = 0; at < 30; at++) await app.nobody.page('GET', path)

    const weak = await app.nobody.page('POST', path, { password: 'piaholm12345' })

    expect([weak.status, weak.text.includes('too easy to guess')]).toEqual([400, true])
    expect((await app.nobody.json('POST', path, { password: PASSWORD })).status).toBe(200)
  })

  test('ends after two days, when it is withdrawn, and when another is sent', async () => {
    const app = await testApp()
    const first = await inviting(app)
    const second = await inviting(app)
    const gone = await app.nobody.page('GET', first.path)
    expect([gone.status, gone.text.includes('Ask whoever sent it for a new one')]).toEqual([404, true])

    expect((await app.nora.json('DELETE', `/api/team/invites/${second.id}`)).status).toBe(200)
    expect((await app.nobody.page('GET', second.path)).status).toBe(404)

    const third = await inviting(app)
    app.clock.now += 48 * 3_600_000
    expect((await app.nobody.json('POST', third.path, { password: PASSWORD })).status).toBe(404)
  })

  test.each([
    ['removed', ({ nora }: TestApp) => nora.json('DELETE', '/api/team/usr_mara')],
    ['disabled', ({ nora }: TestApp) => nora.json('PATCH', '/api/team/usr_mara', { disabled: true })],
    ['no longer an owner', ({ nora }: TestApp) => nora.json('PATCH', '/api/team/usr_mara', { role: 'manager' })],
  ])('ends when whoever sent it is %s', async (_, letGo) => {
    const app = await testApp()
    await app.nora.json('PATCH', '/api/team/usr_mara', { role: 'owner' })
    app.deps.db.update(signIns).set({ endedAt: null }).run()
    const { path: kept } = await inviting(app, { email: 'kept@agency.example' })
    const back = await app.mara.json('POST', '/api/team/invites', { ...PIA, role: 'owner' })
    const key = await app.keyOf(app.mara, { scopes: ['admin'] })
    const byKey = await key.json('POST', '/api/team/invites', { ...PIA, email: 'door@agency.example' })
    const takeover = await app.mara.json('POST', '/api/team/usr_vera/password-link')

    expect((await letGo(app)).status).toBe(200)

    for (const { body } of [back, byKey, takeover]) {
      const { pathname } = new URL(body.data.url)
      expect((await app.nobody.json('POST', pathname, { password: PASSWORD })).status).toBe(404)
    }
    expect((await app.nobody.json('POST', kept, { password: PASSWORD })).status).toBe(200)
  })

  test('stores no token and tells no log', async () => {
    const app = await testApp()

    const { path } = await inviting(app)
    await app.nobody.page('GET', path)
    await app.nobody.json('POST', path, { password: PASSWORD })

    const token = path.split('/').at(-1) ?? ''
    expect(Buffer.from(app.deps.db.$client.serialize()).includes(token)).toBe(false)
    expect(app.logLines.join('')).not.toContain(token)
    expect(app.deps.db.select().from(invites).all()).toHaveLength(1)
  })

  test('to a member is 409', async () => {
    const { nora } = await testApp()

    const answer = await nora.json('POST', '/api/team/invites', { ...PIA, email: 'vera@agency.example' })

    expect([answer.status, answer.body.code]).toEqual([409, 'ALREADY_A_MEMBER'])
  })

  test.each([[{ email: 'x' }], [{ name: '' }], [{ role: 'god' }], [{ role: undefined }], [{ tags: 'x'.repeat(51) }]])(
    'with %p is 400',
    async (change) => {
      const { nora } = await testApp()

      expect((await nora.json('POST', '/api/team/invites', { ...PIA, ...change })).status).toBe(400)
    },
  )

  test('with a made-up token is 404, and trying is put off', async () => {
    const { nobody } = await testApp()

    const answers = await Promise.all(Array.from({ length: 40 }, (_, at) => nobody.page('GET', `/invite/${'x'.repeat(42)}${at}`)))

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([404, 429]))
  })
})

describe('a lost password', () => {
  test('is replaced by a link from an owner, which ends old sign-ins', async () => {
    const { nora, vera, nobody } = await testApp()

    const made = await nora.json('POST', '/api/team/usr_vera/password-link')
    const path = new URL(made.body.data.url).pathname
    expect((await vera.json('GET', '/api/auth/me')).status).toBe(200)
    const set = await nobody.json('POST', path, { password: PASSWORD })

    expect([made.status, set.status]).toEqual([201, 200])
    expect(set.body.data.user).toMatchObject({ id: 'usr_vera', role: 'viewer' })
    expect((await vera.json('GET', '/api/auth/me')).status).toBe(401)
    const login = await nobody.json('POST', '/api/auth/login', { email: 'vera@agency.example', password: PASSWORD })
    expect(login.status).toBe(200)
  })
})

describe('a change that is refused on the page', () => {
  test('says why above the team', async () => {
    const { nora } = await testApp()

    const { status, text } = await nora.page('POST', '/team/usr_nora', { role: 'viewer', tags: '' })

    expect(status).toBe(409)
    expect(text).toMatch(/role="alert"/)
    expect(text).toContain('Mara Lind')
  })
})
