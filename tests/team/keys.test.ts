import { describe, expect, test } from 'bun:test'
import { events } from '#db/schema/events.ts'
import { apiKeys, invites } from '#db/schema/team.ts'
import { isWellFormedKey, newApiKey } from '#src/team/api-key.ts'
import { caller, testApp } from '#tests/support/app.ts'
import { STELLA } from '#tests/support/cast.ts'

const WISH = { name: 'Scraper', scopes: ['proxy:read', 'accounts:read'] }

describe('a new key', () => {
  test('is shown once, with what it may', async () => {
    const { nora } = await testApp()

    const { status, body } = await nora.json('POST', '/api/keys', { ...WISH, expires_at: '2027-01-31T00:00:00+01:00' })

    expect(status).toBe(201)
    expect(Object.keys(body.data)).toEqual([
      'id',
      'name',
      'prefix',
      'scopes',
      'account_ids',
      'embed_origins',
      'expires_at',
      'created_at',
      'last_used_at',
      'key',
    ])
    expect(body.data).toMatchObject({
      name: 'Scraper',
      scopes: ['accounts:read', 'proxy:read'],
      account_ids: null,
      embed_origins: [],
      expires_at: '2027-01-30T23:00:00.000Z',
      created_at: '2026-11-22T12:00:00.000Z',
      last_used_at: null,
    })
    expect(body.data.key).toMatch(/^moor_live_[0-9A-Za-z]{38}$/)
    expect(body.data.key).toStartWith(body.data.prefix)
    const listed = await nora.json('GET', '/api/keys')
    expect(listed.body.data[0].id).toBe(body.data.id)
    expect(listed.text).not.toContain(body.data.key)
    expect((await nora.page('GET', '/keys')).text).not.toContain(body.data.key)
  })

  test('is shown once on the page, which lists it from then on', async () => {
    const { nora } = await testApp()

    const made = await nora.page('POST', '/keys', {
      name: '<b>Scraper</b>',
      scopes: 'proxy:read',
      account_ids: '',
      expires_at: '',
    })
    const list = await nora.page('GET', '/keys')

    expect(made.status).toBe(201)
    expect(made.text).toMatch(/moor_live_[0-9A-Za-z]{38}/)
    for (const { text } of [made, list]) expect(text).not.toContain('<b>')
    expect(list.text).toContain('&lt;b&gt;Scraper')
  })

  test('that is refused on the page stands there again, as it was filled in', async () => {
    const { nora, deps } = await testApp()

    const { status, text } = await nora.page('POST', '/keys', {
      name: '<b>Scraper</b>',
      scopes: 'pool:read',
      account_ids: STELLA.id,
      expires_at: 'next year',
    })

    expect(status).toBe(400)
    expect(text).toContain('value="&lt;b&gt;Scraper')
    expect(text).toContain('value="next year"')
    expect(text).toContain(STELLA.id)
    expect(text).toMatch(/value="pool:read"[^>]*checked/)
    expect(text).toContain('id="f-expires_at-error"')
    expect(deps.db.select().from(apiKeys).all()).toEqual([])
  })

  test('without any scope is asked for one', async () => {
    const { nora } = await testApp()

    const { status, text } = await nora.page('POST', '/keys', { name: 'Scraper' })

    expect(status).toBe(400)
    expect(text).toContain('Name at least one scope')
    expect(text).toContain('value="Scraper"')
  })

  test('is stored as a hash and recorded without its text', async () => {
    const { nora, deps, keyOf, logLines } = await testApp()

    const key = await keyOf(nora, { scopes: ['proxy:read'] })

    expect(Buffer.from(deps.db.$client.serialize()).includes(key.text)).toBe(false)
    expect(logLines.join('')).not.toContain(key.text)
    expect(deps.db.select().from(events).all()).toMatchObject([
      { type: 'key.created', actorId: 'usr_nora', data: { key_id: key.id } },
    ])
  })

  test.each([
    ['scopes', { scopes: [] }],
    ['scopes.0', { scopes: ['proxy:everything'] }],
    ['scopes', { scopes: undefined }],
    ['name', { name: ' ' }],
    ['expires_at', { expires_at: '2020-01-01T00:00:00Z' }],
    ['expires_at', { expires_at: 'tomorrow' }],
    ['account_ids.0', { account_ids: ['not-an-id'] }],
    ['account_ids', { account_ids: ['99999999-9999-4999-8999-999999999999'] }],
    ['embed_origins.0', { embed_origins: ['https://a.example/path'] }],
    ['embed_origins.0', { embed_origins: ['javascript:alert(1)'] }],
  ])('with a wrong %s is 400', async (path, change) => {
    const { nora, deps } = await testApp()

    const answer = await nora.json('POST', '/api/keys', { ...WISH, ...change })

    expect(answer.status).toBe(400)
    expect(answer.body.details[0].path).toBe(path)
    expect(deps.db.select().from(apiKeys).all()).toHaveLength(0)
  })

  test('takes account ids as clients write them', async () => {
    const { nora } = await testApp()

    const { body } = await nora.json('POST', '/api/keys', { ...WISH, account_ids: [`acc_${STELLA.id.toUpperCase()}`, STELLA.id] })

    expect(body.data.account_ids).toEqual([STELLA.id])
  })

  test('cannot set what it is not asked for', async () => {
    const { nora, deps } = await testApp()
    const more = {
      id: 'key_mine',
      createdBy: 'usr_vera',
      created_by: 'usr_vera',
      hash: 'x',
      prefix: 'x',
      role: 'owner',
      revokedAt: 1,
    }

    await nora.json('POST', '/api/keys', { ...WISH, ...more })

    const [row] = deps.db.select().from(apiKeys).all()
    expect(row).toMatchObject({ createdBy: 'usr_nora', revokedAt: null })
    expect([row?.id, row?.hash, row?.prefix].includes('x')).toBe(false)
  })
})

describe('a key', () => {
  test.each([
    ['authorization', (text: string) => `Bearer ${text}`],
    ['apiKey', (text: string) => text],
    ['X-API-Key', (text: string) => text],
  ])('opens by the header %s', async (header, value) => {
    const { app, nora, keyOf } = await testApp()
    const { text, id } = await keyOf(nora, { scopes: ['proxy:read'] })

    const me = await caller((request) => app.handle(request), { [header]: value(text) }).json('GET', '/api/auth/me')

    expect(me.body.data).toMatchObject({ id, kind: 'key', scopes: ['proxy:read'], account_ids: null })
  })

  test('ends when it expires', async () => {
    const { nora, keyOf, clock } = await testApp()
    const key = await keyOf(nora, { scopes: ['proxy:read'], expires_at: '2026-11-22T13:00:00Z' })

    expect((await key.json('GET', '/api/auth/me')).status).toBe(200)
    clock.now += 3_600_000
    expect((await key.json('GET', '/api/auth/me')).status).toBe(401)
  })

  test('ends when it is revoked, once', async () => {
    const { nora, keyOf } = await testApp()
    const key = await keyOf(nora, { scopes: ['proxy:read'] })

    expect((await nora.json('DELETE', `/api/keys/${key.id}`)).status).toBe(200)
    expect((await key.json('GET', '/api/auth/me')).status).toBe(401)
    expect((await nora.json('DELETE', `/api/keys/${key.id}`)).status).toBe(404)
    expect((await nora.json('DELETE', '/api/keys/key_unknown')).status).toBe(404)
  })

  test('is revoked by a form', async () => {
    const { nora, keyOf } = await testApp()
    const key = await keyOf(nora, { scopes: ['proxy:read'] })

    const answer = await nora.page('POST', `/keys/${key.id}/revoke`, {})

    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/keys'])
    expect((await key.json('GET', '/api/auth/me')).status).toBe(401)
  })

  test('dies with its maker', async () => {
    const { nora, keyOf, addMember, app, deps } = await testApp()
    await addMember({ id: 'usr_pia', email: 'pia@agency.example', role: 'owner', password: 'rope tide lantern' })
    const login = await nora.json('POST', '/api/auth/login', { email: 'pia@agency.example', password: 'rope tide lantern' })
    const pia = caller((request) => app.handle(request), { authorization: `Bearer ${login.body.data.token}` })
    const key = await keyOf(pia, { scopes: ['proxy:read'] })

    await nora.json('PATCH', '/api/team/usr_pia', { disabled: true })
    expect((await key.json('GET', '/api/auth/me')).status).toBe(401)
    await nora.json('PATCH', '/api/team/usr_pia', { disabled: false })
    expect((await key.json('GET', '/api/auth/me')).status).toBe(200)
    await nora.json('DELETE', '/api/team/usr_pia')
    expect((await key.json('GET', '/api/auth/me')).status).toBe(401)
    expect(deps.db.select().from(apiKeys).all()).toHaveLength(0)
  })

  test('never makes one that lasts longer', async () => {
    const { nora, keyOf } = await testApp()
    const admin = await keyOf(nora, { scopes: ['admin'], expires_at: '2026-12-01T00:00:00Z' })

    const heir = await admin.json('POST', '/api/keys', WISH)
    const longer = await admin.json('POST', '/api/keys', { ...WISH, expires_at: '2027-12-01T00:00:00Z' })

    for (const { body } of [heir, longer]) expect(body.data.expires_at).toBe('2026-12-01T00:00:00.000Z')
  })

  test('for some accounts cannot reach for all of them', async () => {
    const { nora, keyOf, deps } = await testApp()
    const limited = await keyOf(nora, { scopes: ['admin'], account_ids: [STELLA.id] })

    const invited = await limited.json('POST', '/api/team/invites', { email: 'p@a.example', name: 'P', role: 'owner' })
    const wider = await limited.json('POST', '/api/keys', WISH)
    const settings = await limited.json('PATCH', '/api/settings', { organisation_name: 'Theirs' })

    for (const { status } of [invited, wider, settings]) expect(status).toBe(403)
    expect(deps.db.select().from(invites).all()).toEqual([])
    expect(deps.db.select().from(apiKeys).all()).toHaveLength(1)
    expect((await limited.json('GET', `/api/accounts/${STELLA.id}`)).status).toBe(200)
  })

  test('without the scope is told which one is missing', async () => {
    const { nora, keyOf } = await testApp()
    const key = await keyOf(nora, { scopes: ['proxy:read'] })

    const refused = await key.json('GET', `/api/proxy/account/${STELLA.id}/credentials`)
    const published = await key.json('GET', '/api/proxy/webshare/available')

    expect([refused.status, refused.body.error]).toEqual([403, 'The API key lacks the scope proxy:credentials'])
    expect([published.status, published.body.error]).toEqual([401, 'The API key lacks the scope pool:read'])
  })

  test('of a maker without the role is not told about scopes', async () => {
    const { nora, keyOf, addMember, app } = await testApp()
    await addMember({ id: 'usr_pia', email: 'pia@agency.example', role: 'owner', password: 'rope tide lantern' })
    const login = await nora.json('POST', '/api/auth/login', { email: 'pia@agency.example', password: 'rope tide lantern' })
    const pia = caller((request) => app.handle(request), { authorization: `Bearer ${login.body.data.token}` })
    const key = await keyOf(pia, { scopes: ['proxy:read'] })
    await nora.json('PATCH', '/api/team/usr_pia', { role: 'viewer' })

    const { body } = await key.json('GET', `/api/proxy/account/${STELLA.id}/credentials`)

    expect(body.error).toBe('You may not do this')
  })

  test('with a typing error is not looked up', () => {
    const key = newApiKey()

    expect(isWellFormedKey(key)).toBe(true)
    for (const wrong of [
      key.slice(0, -1),
      `${key}x`,
      key.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a')),
      'moor_live_',
      key.toLowerCase(),
    ]) {
      expect(isWellFormedKey(wrong)).toBe(false)
    }
  })
})

test('keys are for owners alone', async () => {
  const { mara, omar, vera, nobody, nora, keyOf } = await testApp()
  const key = await keyOf(nora, { scopes: ['proxy:read'] })

  for (const member of [mara, omar, vera]) {
    expect((await member.json('GET', '/api/keys')).status).toBe(403)
    expect((await member.json('POST', '/api/keys', WISH)).status).toBe(403)
    expect((await member.json('DELETE', `/api/keys/${key.id}`)).status).toBe(403)
    expect((await member.page('GET', '/keys')).status).toBe(403)
  }
  expect((await nobody.json('GET', '/api/keys')).status).toBe(401)
})
