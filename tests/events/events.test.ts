import { describe, expect, test } from 'bun:test'
import { events } from '#db/schema/events.ts'
import { type TestApp, testApp } from '#tests/support/app.ts'

const PATH = '/api/events'
const HOSTILE = '<img src=x onerror=alert(1)>'

function happen({ deps, clock }: TestApp, values: Partial<typeof events.$inferInsert>) {
  deps.db
    .insert(events)
    .values({
      at: clock.now,
      type: 'account.updated',
      actorKind: 'user',
      actorId: 'usr_nora',
      actorName: 'Nora Vale',
      data: {},
      ...values,
    })
    .run()
}

const typesIn = (body: { data: { type: string }[] }) => body.data.map(({ type }) => type)

async function past() {
  const app = await testApp()
  const other = app.addAccount('Other')
  happen(app, { type: 'account.created', accountId: app.stella, at: app.clock.now - 3000 })
  happen(app, {
    type: 'proxy.assigned',
    accountId: app.stella,
    at: app.clock.now - 2000,
    data: { from: null, to: { address: '192.0.2.1' } },
  })
  happen(app, { type: 'proxy.reassigned', accountId: other, actorId: 'usr_omar', ip: '198.51.100.4' })
  happen(app, { type: 'settings.changed' })
  return { ...app, other }
}

describe('GET /api/events', () => {
  test('tells what happened, newest first', async () => {
    const { nora, other } = await past()

    const { status, body } = await nora.json('GET', PATH)

    expect(status).toBe(200)
    expect(typesIn(body)).toEqual(['settings.changed', 'proxy.reassigned', 'proxy.assigned', 'account.created'])
    expect(body.page).toEqual({ nextCursor: null, hasMore: false, total: 4 })
    expect(body.data[1]).toEqual({
      id: expect.any(Number),
      type: 'proxy.reassigned',
      timestamp: '2026-11-22T12:00:00.000Z',
      actor: { kind: 'user', id: 'usr_omar', name: 'Nora Vale' },
      account_id: other,
      data: {},
      ip: '198.51.100.4',
      request_id: null,
    })
  })

  test.each([
    ['type=proxy', ['proxy.reassigned', 'proxy.assigned']],
    ['type=proxy.assigned', ['proxy.assigned']],
    ['type=prox', []],
    ['account=11111111-1111-4111-8111-111111111111', ['proxy.assigned', 'account.created']],
    ['account=acc_11111111-1111-4111-8111-111111111111&type=account', ['account.created']],
    ['account=nonsense', []],
    ['actor=usr_omar', ['proxy.reassigned']],
    ['since=2026-11-22T11:59:59Z', ['settings.changed', 'proxy.reassigned']],
    ['since=2026-11-22T12:59:58%2B01:00', ['settings.changed', 'proxy.reassigned', 'proxy.assigned']],
  ])('%s finds %j', async (query, found) => {
    const { nora } = await past()

    const { status, body } = await nora.json('GET', `${PATH}?${query}`)

    expect(status).toBe(200)
    expect(typesIn(body)).toEqual(found)
    expect(body.page.total).toBe(found.length)
  })

  test('goes through every page', async () => {
    const app = await testApp()
    for (let i = 0; i < 7; i++) happen(app, { accountId: app.stella, data: { i } })

    const first = await app.nora.json('GET', `${PATH}?limit=4`)
    const second = await app.nora.json('GET', `${PATH}?limit=4&cursor=${first.body.page.nextCursor}`)

    const numbers = [...first.body.data, ...second.body.data].map(({ data }) => data.i)
    expect(numbers).toEqual([6, 5, 4, 3, 2, 1, 0])
    expect(second.body.page.hasMore).toBe(false)
  })

  test.each(['since=yesterday', 'type=a b', 'limit=0', 'cursor=zzz'])('refuses %s', async (query) => {
    const { nora } = await testApp()

    const { status, body } = await nora.json('GET', `${PATH}?${query}`)

    expect([status, body.code]).toEqual([400, 'VALIDATION_ERROR'])
  })

  test('is limited to the accounts a caller sees', async () => {
    const { omar, vera, mara, zed, nobody } = await past()

    expect(typesIn((await omar.json('GET', PATH)).body)).toEqual(['proxy.assigned', 'account.created'])
    expect(typesIn((await vera.json('GET', PATH)).body)).toEqual(['proxy.reassigned', 'proxy.assigned', 'account.created'])
    expect(typesIn((await mara.json('GET', PATH)).body)).toContain('settings.changed')
    expect((await zed.json('GET', PATH)).body).toMatchObject({ data: [], page: { total: 0 } })
    expect((await nobody.json('GET', PATH)).status).toBe(401)
  })

  test('tells addresses only to those who look after the team', async () => {
    const { vera, mara } = await past()

    expect((await vera.json('GET', PATH)).text).not.toContain('198.51.100.4')
    expect((await mara.json('GET', PATH)).text).toContain('198.51.100.4')
  })
})

describe('/activity', () => {
  test('reads like a log', async () => {
    const { nora } = await past()

    const { status, text } = await nora.page('GET', '/activity')

    expect(status).toBe(200)
    for (const part of ['Nora Vale', '<span>gave</span>', '<span>an exit</span>', '192.0.2.1', 'Stella Moon', 'changed settings'])
      expect(text).toContain(part)
  })

  test('keeps its filter from page to page', async () => {
    const app = await past()

    const { text } = await app.nora.page('GET', '/activity?type=proxy&limit=1')

    expect(text).toMatch(/href="\/activity\?[^"]*type=proxy[^"]*cursor=/)
    expect(text).not.toContain('changed settings')
  })

  test('escapes whatever it shows', async () => {
    const app = await testApp()
    happen(app, {
      accountId: app.addAccount(HOSTILE),
      actorName: HOSTILE,
      type: 'proxy.assigned',
      data: { [HOSTILE]: [HOSTILE, { to: HOSTILE }] },
    })

    const { text } = await app.nora.fragment('GET', '/activity')

    expect(text).not.toContain('<img')
    expect(text).toContain('&lt;img')
  })
})

describe('the sentences of /activity', () => {
  test('tell who moved which account from where to where, and why', async () => {
    const app = await testApp()
    happen(app, {
      accountId: app.stella,
      type: 'proxy.reassigned',
      data: {
        from: { mode: 'auto', address: '192.0.2.45', country: 'DE', city: 'Berlin' },
        to: { mode: 'auto', address: '192.0.2.61', country: 'DE', city: 'Berlin' },
        why: 'timeout',
      },
    })

    const { text } = await app.nora.page('GET', '/activity')

    expect(text.replace(/<[^>]*>/g, '')).toContain('Berlin DE 192.0.2.45 → Berlin DE 192.0.2.61 · no answer in time')
  })

  test('lead to all that one member did', async () => {
    const app = await past()

    const { text } = await app.nora.page('GET', '/activity?type=proxy')

    expect(text).toMatch(/href="\/activity\?type=proxy&actor=[^"]+"/)
  })

  test('say what is filtered and how to leave it', async () => {
    const app = await past()

    const { text } = await app.nora.page('GET', `/activity?account=${app.stella}`)

    expect(text).toContain('About Stella Moon')
    expect(text).toContain('href="/activity"')
  })
})
