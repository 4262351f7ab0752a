import { describe, expect, test } from 'bun:test'
import { eq } from 'drizzle-orm'
import { accounts, assignments, checks, credentials, exitHistory } from '#db/schema/accounts.ts'
import { events } from '#db/schema/events.ts'
import { jobItems, jobs } from '#db/schema/jobs.ts'
import { exits } from '#db/schema/pool.ts'
import { caller, type TestApp, testApp } from '#tests/support/app.ts'

const PATH = '/api/accounts'
const KEYS = [
  'id',
  'name',
  'username',
  'tags',
  'client_reference_id',
  'note',
  'move_policy',
  'created_at',
  'updated_at',
  'archived_at',
]
const HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>'

const typesOf = ({ deps }: TestApp) =>
  deps.db
    .select()
    .from(events)
    .all()
    .map(({ type }) => type)

/** A key of Nora's, perhaps limited to some accounts. */
async function keyOf({ app, nora }: TestApp, scopes: string[], accountIds?: string[]) {
  const { body } = await nora.json('POST', '/api/keys', { name: 'Scraper', scopes, account_ids: accountIds })
  return caller((request) => app.handle(request), { authorization: `Bearer ${body.data.key}` })
}

/** Gives an account an exit, a history, a check and a password of its own, straight in the database. */
function giveExit({ deps }: TestApp, accountId: string, exitKey = '203.0.113.7') {
  const credentialId = `cred_${exitKey}`
  const sealed = deps.secrets.seal('{"username":"u","password":"p"}', {
    table: 'credentials',
    column: 'sealed',
    row: credentialId,
  })
  deps.db.insert(credentials).values({ id: credentialId, sealed }).run()
  const exit = {
    exitKey,
    mode: 'manual' as const,
    protocol: 'http' as const,
    host: exitKey,
    port: 8080,
    credentialId,
    assignedAt: 1,
  }
  deps.db
    .update(assignments)
    .set({ ...exit, isActive: true })
    .where(eq(assignments.accountId, accountId))
    .run()
  deps.db
    .insert(exitHistory)
    .values({ ...exit, accountId })
    .run()
  deps.db.insert(checks).values({ accountId, exitKey, at: 1, cause: 'periodic', ok: true, latencyMs: 12 }).run()
  deps.db.insert(exits).values({ exitKey, lastAccountId: accountId }).run()
  return credentialId
}

const ENTITIES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#34;': '"', '&#39;': "'" }
const decoded = (attribute: string) => attribute.replace(/&(amp|lt|gt|quot|#34|#39);/g, (entity) => ENTITIES[entity] ?? entity)

describe('POST /api/accounts', () => {
  test('adds an account without a proxy', async () => {
    const app = await testApp()

    const { status, headers, body } = await app.mara.json('POST', PATH, {
      name: '  Mila Frost ',
      username: 'milafrost',
      tags: ['vip', 'night', 'vip'],
      client_reference_id: 'crm-17',
      note: 'Speaks German',
      move_policy: 'city',
    })

    expect(status).toBe(201)
    expect(Object.keys(body.data)).toEqual(KEYS)
    expect(body.data).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      name: 'Mila Frost',
      username: 'milafrost',
      tags: ['night', 'vip'],
      client_reference_id: 'crm-17',
      note: 'Speaks German',
      move_policy: 'city',
      created_at: '2026-11-22T12:00:00.000Z',
      updated_at: '2026-11-22T12:00:00.000Z',
      archived_at: null,
    })
    expect(headers.get('location')).toBe(`/accounts/${body.data.id}`)
    expect(app.deps.db.select().from(assignments).where(eq(assignments.accountId, body.data.id)).get()?.mode).toBe('none')
    const [event] = app.deps.db.select().from(events).all()
    expect(event).toMatchObject({ type: 'account.created', accountId: body.data.id, actorName: 'Mara Lind' })
  })

  test('needs no more than a name', async () => {
    const { mara } = await testApp()

    const { body } = await mara.json('POST', PATH, { name: 'Mila' })

    expect(body.data).toMatchObject({ username: null, tags: [], client_reference_id: null, note: null, move_policy: 'country' })
  })

  test('keeps notes sealed and out of events', async () => {
    const { mara, deps } = await testApp()

    const { body } = await mara.json('POST', PATH, { name: 'Mila', note: 'real name Jane Roe' })

    const row = deps.db.select().from(accounts).where(eq(accounts.id, body.data.id)).get()
    expect(row?.note).toStartWith('v1.')
    expect(JSON.stringify(deps.db.select().from(events).all())).not.toContain('Jane Roe')
  })

  test('from a form leads to the account', async () => {
    const { mara } = await testApp()

    const { status, headers } = await mara.page('POST', PATH, { name: 'Mila', username: '', tags: 'vip, night', note: '' })
    const shown = await mara.page('GET', headers.get('location') ?? '')

    expect(status).toBe(303)
    expect(shown.text).toContain('Mila')
    expect(shown.text).toContain('vip')
  })

  test('as a fragment answers the account', async () => {
    const { mara } = await testApp()

    const { status, text } = await mara.fragment('POST', PATH, { name: 'Mila' })

    expect(status).toBe(201)
    expect(text).toContain('Mila')
    expect(text).not.toContain('<html')
  })

  test('repeated with the same Idempotency-Key adds one', async () => {
    const { mara, deps } = await testApp()
    const twice = () => mara.json('POST', PATH, { name: 'Mila' }, { 'idempotency-key': 'once-1' })

    const first = await twice()
    const second = await twice()

    expect(second.body).toEqual(first.body)
    expect(second.headers.get('idempotency-replayed')).toBe('true')
    expect(deps.db.select().from(accounts).all()).toHaveLength(2)
  })

  test.each([
    [{}, 'name'],
    [{ name: '' }, 'name'],
    [{ name: 'x'.repeat(101) }, 'name'],
    [{ name: 'a\u0000b' }, 'name'],
    [{ name: 'A', tags: ['a,b'] }, 'tags.0'],
    [{ name: 'A', tags: Array.from({ length: 21 }, (_, i) => `t${i}`) }, 'tags'],
    [{ name: 'A', tags: 7 }, 'tags'],
    [{ name: 'A', note: 'x'.repeat(5001) }, 'note'],
    [{ name: 'A', move_policy: 'sideways' }, 'move_policy'],
    [{ name: 'A', client_reference_id: 'x'.repeat(201) }, 'client_reference_id'],
  ])('refuses %j', async (input, path) => {
    const app = await testApp()

    const { status, body } = await app.mara.json('POST', PATH, input)

    expect([status, body.code]).toEqual([400, 'VALIDATION_ERROR'])
    expect(body.details.map((detail: { path: string }) => detail.path)).toContain(path)
    expect(app.deps.db.select().from(accounts).all()).toHaveLength(1)
  })

  test('takes nothing but its own fields', async () => {
    const { mara, deps } = await testApp()
    const id = '99999999-9999-4999-8999-999999999999'

    const { body } = await mara.json('POST', PATH, { name: 'A', id, archived_at: 'x', mode: 'auto', created_at: 1 })

    expect(body.data.id).not.toBe(id)
    expect(body.data.archived_at).toBeNull()
    expect(deps.db.select().from(assignments).where(eq(assignments.accountId, body.data.id)).get()?.mode).toBe('none')
  })

  test('is for managers and owners', async () => {
    const app = await testApp()

    for (const caller of [app.omar, app.vera, app.zed]) expect((await caller.json('POST', PATH, { name: 'A' })).status).toBe(403)
    expect((await app.nobody.json('POST', PATH, { name: 'A' })).status).toBe(401)
    expect((await (await keyOf(app, ['accounts:read'])).json('POST', PATH, { name: 'A' })).status).toBe(403)
    expect((await (await keyOf(app, ['accounts:write'])).json('POST', PATH, { name: 'A' })).status).toBe(201)
  })

  test('is refused to a key of named accounts', async () => {
    const app = await testApp()

    const { status } = await (await keyOf(app, ['accounts:write'], [app.stella])).json('POST', PATH, { name: 'A' })

    expect(status).toBe(403)
    expect(app.deps.db.select().from(accounts).all()).toHaveLength(1)
  })
})

describe('GET /api/accounts/{id}', () => {
  test('shows one, also behind acc_', async () => {
    const { vera, stella } = await testApp()

    const { status, body } = await vera.json('GET', `${PATH}/acc_${stella.toUpperCase()}`)

    expect(status).toBe(200)
    expect(Object.keys(body)).toEqual(['success', 'data'])
    expect(body.data).toMatchObject({ id: stella, name: 'Stella Moon', tags: ['night'] })
  })

  test('as a page has facts, proxy, history and checks', async () => {
    const app = await testApp()
    giveExit(app, app.stella)

    const { status, text } = await app.mara.page('GET', `/accounts/${app.stella}`)

    expect(status).toBe(200)
    for (const part of ['Stella Moon', 'id="proxy-panel"', '203.0.113.7', '12 ms', 'Delete for good'])
      expect(text).toContain(part)
  })

  test('as a page has no form for those who only look', async () => {
    const { vera, stella } = await testApp()

    const { text } = await vera.page('GET', `/accounts/${stella}`)

    expect(text).toContain('Stella Moon')
    expect(text).not.toContain('Delete for good')
    expect(text).not.toContain('name="move_policy"')
  })

  test('escapes whatever it shows', async () => {
    const app = await testApp()
    const { body } = await app.mara.json('POST', PATH, {
      name: HOSTILE.slice(0, 100),
      username: HOSTILE,
      tags: ['<img src=x>'],
      client_reference_id: HOSTILE,
      note: `</textarea>${HOSTILE}`,
    })

    for (const reader of [app.mara, app.vera]) {
      for (const path of [`/accounts/${body.data.id}`, '/accounts?archived=all', '/activity', '/']) {
        const { status, text } = await reader.page('GET', path)
        expect(status).toBe(200)
        expect(text).not.toContain('<script>alert')
        expect(text).not.toContain('<img')
        expect(text).not.toContain('</textarea>"')
      }
    }
  })

  test('keeps what was typed when its form is sent back', async () => {
    const { mara } = await testApp()
    const name = 'A &lt;b&gt; & "c" <d>'
    const { body } = await mara.json('POST', PATH, { name })

    const { text } = await mara.page('GET', `/accounts/${body.data.id}`)

    const value = /name="name"[^>]* value="([^"]*)"/.exec(text)?.[1] ?? ''
    expect(decoded(value)).toBe(name)
  })

  test.each(['not-an-id', '99999999-9999-4999-8999-999999999999', "1' or '1'='1"])('%s is 404', async (id) => {
    const { nora } = await testApp()

    const { status, body } = await nora.json('GET', `${PATH}/${encodeURIComponent(id)}`)

    expect([status, body.code]).toEqual([404, 'ACCOUNT_NOT_FOUND'])
  })

  test('is 404 for an outsider in every way', async () => {
    const app = await testApp()
    const path = `${PATH}/${app.stella}`

    expect((await app.zed.json('GET', path)).body.code).toBe('ACCOUNT_NOT_FOUND')
    expect((await app.zed.page('GET', `/accounts/${app.stella}`)).status).toBe(404)
    const other = await keyOf(app, ['accounts:read', 'accounts:write'], [app.addAccount('Other')])
    expect((await other.json('GET', path)).status).toBe(404)
    expect((await other.json('PATCH', path, { name: 'Mine' })).status).toBe(404)
    expect((await other.json('DELETE', path)).status).toBe(404)
  })
})

describe('PATCH /api/accounts/{id}', () => {
  test('changes only what it names', async () => {
    const app = await testApp()
    const path = `${PATH}/${app.stella}`
    await app.mara.json('PATCH', path, { username: 'stella', note: 'first' })
    app.clock.now += 1000

    const { status, body } = await app.mara.json('PATCH', path, { name: 'Stella M', tags: [], note: null })

    expect(status).toBe(200)
    expect(body.data).toMatchObject({ name: 'Stella M', username: 'stella', tags: [], note: null })
    expect(body.data.updated_at).toBe('2026-11-22T12:00:01.000Z')
    const event = app.deps.db.select().from(events).all().at(-1)
    expect(event).toMatchObject({
      type: 'account.updated',
      data: { changes: { name: { from: 'Stella Moon', to: 'Stella M' }, tags: { from: ['night'], to: [] }, note: 'changed' } },
    })
  })

  test('that changes nothing leaves no event', async () => {
    const app = await testApp()

    await app.mara.json('PATCH', `${PATH}/${app.stella}`, { name: 'Stella Moon', tags: ['night'] })

    expect(typesOf(app)).toEqual([])
  })

  test('from a form comes back to the account', async () => {
    const { mara, stella } = await testApp()

    const { status, headers } = await mara.page('POST', `/accounts/${stella}`, { name: 'New', tags: '', note: '' })

    expect([status, headers.get('location')]).toEqual([303, `/accounts/${stella}`])
    expect((await mara.json('GET', `${PATH}/${stella}`)).body.data).toMatchObject({ name: 'New', tags: [] })
  })

  test.each([{}, { nickname: 'x' }, { name: '' }, { archived: 'perhaps' }])('refuses %j', async (patch) => {
    const { mara, stella } = await testApp()

    const { status, body } = await mara.json('PATCH', `${PATH}/${stella}`, patch)

    expect([status, body.code]).toEqual([400, 'VALIDATION_ERROR'])
  })

  test('is for managers and owners', async () => {
    const { omar, vera, stella, nobody } = await testApp()

    for (const caller of [omar, vera]) expect((await caller.json('PATCH', `${PATH}/${stella}`, { name: 'A' })).status).toBe(403)
    expect((await nobody.json('PATCH', `${PATH}/${stella}`, { name: 'A' })).status).toBe(401)
  })
})

describe('archiving', () => {
  test('gives the exit back and leaves lists', async () => {
    const app = await testApp()
    giveExit(app, app.stella)

    const { status, body } = await app.mara.json('PATCH', `${PATH}/${app.stella}`, { archived: true })

    expect(status).toBe(200)
    expect(body.data.archived_at).toBe('2026-11-22T12:00:00.000Z')
    const assignment = app.deps.db.select().from(assignments).where(eq(assignments.accountId, app.stella)).get()
    expect(assignment).toMatchObject({ mode: 'none', isActive: false, exitKey: null })
    expect(typesOf(app)).toEqual(['account.archived', 'proxy.disabled'])
    expect((await app.mara.json('GET', PATH)).body.page.total).toBe(0)
    expect((await app.mara.json('GET', `${PATH}?archived=true`)).body.page.total).toBe(1)
  })

  test('twice happens once, and can be undone', async () => {
    const app = await testApp()
    const path = `${PATH}/${app.stella}`

    await app.mara.json('PATCH', path, { archived: true })
    await app.mara.json('PATCH', path, { archived: true })
    const { body } = await app.mara.json('PATCH', path, { archived: false })

    expect(body.data.archived_at).toBeNull()
    expect(typesOf(app)).toEqual(['account.archived', 'account.restored'])
  })
})

describe('DELETE /api/accounts/{id}', () => {
  test('means gone', async () => {
    const app = await testApp()
    const { db } = app.deps
    const credentialId = giveExit(app, app.stella)
    await app.mara.json('PATCH', `${PATH}/${app.stella}`, { username: 'stellamoon', note: 'Jane Roe' })
    db.insert(jobs).values({ id: 'j', type: 'proxy.bulk', state: 'done', input: {}, createdAt: 1 }).run()
    db.insert(jobItems)
      .values({ jobId: 'j', item: app.stella, ok: true, result: { name: 'Stella Moon' } })
      .run()

    const { status, body } = await app.mara.json('DELETE', `${PATH}/${app.stella}`)

    expect([status, body.success]).toEqual([200, true])
    expect((await app.nora.json('GET', `${PATH}/${app.stella}`)).status).toBe(404)
    for (const table of [accounts, assignments, exitHistory, checks]) expect(db.select().from(table).all()).toEqual([])
    expect(db.select().from(credentials).where(eq(credentials.id, credentialId)).all()).toEqual([])
    const left = JSON.stringify([db.select().from(events).all(), db.select().from(jobItems).all()])
    for (const word of ['Stella Moon', 'stellamoon', 'Jane Roe', '203.0.113.7']) expect(left).not.toContain(word)
    expect(typesOf(app).at(-1)).toBe('account.deleted')
    expect(db.select().from(exits).get()?.lastAccountId).toBeNull()
  })

  test('leaves credentials that others use', async () => {
    const app = await testApp()
    const other = app.addAccount('Other')
    const credentialId = giveExit(app, app.stella)
    app.deps.db.update(assignments).set({ credentialId }).where(eq(assignments.accountId, other)).run()

    await app.mara.json('DELETE', `${PATH}/${app.stella}`)

    expect(app.deps.db.select().from(credentials).all()).toHaveLength(1)
  })

  test('from a form leads to the list', async () => {
    const { mara, stella } = await testApp()

    const { status, headers } = await mara.page('POST', `/accounts/${stella}/delete`, {})

    expect([status, headers.get('location')]).toEqual([303, '/accounts'])
  })

  test('is for managers and owners', async () => {
    const { omar, vera, zed, nobody, stella, nora } = await testApp()

    for (const caller of [omar, vera, zed]) expect((await caller.json('DELETE', `${PATH}/${stella}`)).status).toBe(403)
    expect((await nobody.json('DELETE', `${PATH}/${stella}`)).status).toBe(401)
    expect((await nora.json('GET', `${PATH}/${stella}`)).status).toBe(200)
  })
})

describe('the same user name twice', () => {
  test('is taken, and told with the other account', async () => {
    const { nora, omar, stella } = await testApp()
    await nora.json('PATCH', `${PATH}/${stella}`, { username: 'StellaMoon' })

    const { status, body } = await nora.json('POST', PATH, { name: HOSTILE, username: 'stellamoon' })
    const page = await nora.page('GET', `/accounts/${body.data.id}`)
    const other = await nora.page('GET', `/accounts/${stella}`)
    const limited = await omar.page('GET', `/accounts/${stella}`)

    expect([status, body.message]).toEqual([201, 'Account added. Another account has the same user name.'])
    expect(page.text).toContain(`<a href="/accounts/${stella}">Stella Moon</a>`)
    expect(other.text).toContain('The same user name stands in')
    expect(other.text).not.toContain(HOSTILE)
    expect(limited.text).not.toContain('The same user name')
  })

  test('is no matter when the other one is archived', async () => {
    const { nora, stella } = await testApp()
    await nora.json('PATCH', `${PATH}/${stella}`, { username: 'stellamoon', archived: true })

    const { body } = await nora.json('POST', PATH, { name: 'Stella again', username: 'stellamoon' })

    expect(body.message).toBe('Account added')
  })
})
