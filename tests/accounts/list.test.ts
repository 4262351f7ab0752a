import { describe, expect, test } from 'bun:test'
import { eq } from 'drizzle-orm'
import { accounts, assignments } from '#db/schema/accounts.ts'
import { type TestApp, testApp } from '#tests/support/app.ts'

const PATH = '/api/accounts'

function assign({ deps }: TestApp, accountId: string, values: Partial<typeof assignments.$inferInsert>) {
  deps.db.update(assignments).set(values).where(eq(assignments.accountId, accountId)).run()
}

const working = (host: string) => ({ mode: 'auto' as const, isActive: true, exitKey: host, host, port: 80, lastCheckOk: true })
const names = (body: { data: { name: string }[] }) => body.data.map(({ name }) => name)

async function agency() {
  const app = await testApp()
  const ids = {
    anna: app.addAccount('anna', { tags: ['vip'] }),
    Bella: app.addAccount('Bella', { tags: ['vip', 'night'] }),
    cleo: app.addAccount('cleo 100%_x'),
    old: app.addAccount('Old one'),
  }
  assign(app, ids.anna, { ...working('192.0.2.1'), countryCode: 'DE', cityName: 'Berlin', exitIp: '198.51.100.9' })
  assign(app, ids.Bella, { ...working('192.0.2.2'), mode: 'manual', countryCode: 'US', failedAt: 5 })
  app.deps.db.update(accounts).set({ archivedAt: 1 }).where(eq(accounts.id, ids.old)).run()
  return { ...app, ids }
}

test('an exit that was never checked needs nobody', async () => {
  const app = await agency()
  const { nora, ids } = app
  assign(app, ids.anna, { lastCheckOk: null })

  expect(names((await nora.json('GET', `${PATH}?state=none`)).body)).toEqual(['anna'])
  expect(names((await nora.json('GET', `${PATH}?sort=attention`)).body).at(-1)).toBe('anna')
})

describe('GET /api/accounts', () => {
  test('lists by name, without archived ones', async () => {
    const { nora } = await agency()

    const { status, body } = await nora.json('GET', PATH)

    expect(status).toBe(200)
    expect(Object.keys(body)).toEqual(['success', 'data', 'page'])
    expect(names(body)).toEqual(['anna', 'Bella', 'cleo 100%_x', 'Stella Moon'])
    expect(body.page).toEqual({ nextCursor: null, hasMore: false, total: 4 })
    expect(body.data[1].tags).toEqual(['night', 'vip'])
  })

  test.each([
    ['q=BELL', ['Bella']],
    ['q=198.51.100', ['anna']],
    ['q=berlin', ['anna']],
    ['q=vip', ['anna', 'Bella']],
    ['q=100%25_', ['cleo 100%_x']],
    ['q=%25', ['cleo 100%_x']],
    ['q=_', ['cleo 100%_x']],
    ['q=%27%20or%201%3D1--', []],
    ['tag=vip', ['anna', 'Bella']],
    ['tag=vi', []],
    ['mode=manual', ['Bella']],
    ['mode=none', ['cleo 100%_x', 'Stella Moon']],
    ['country=de', ['anna']],
    ['state=attention', ['Bella', 'cleo 100%_x', 'Stella Moon']],
    ['state=none', ['anna']],
    ['archived=true', ['Old one']],
    ['archived=all&q=o', ['cleo 100%_x', 'Old one', 'Stella Moon']],
    ['sort=-name', ['Stella Moon', 'cleo 100%_x', 'Bella', 'anna']],
    ['sort=attention', ['Bella', 'cleo 100%_x', 'Stella Moon', 'anna']],
    ['tag=vip&mode=auto&q=', ['anna']],
  ])('%s finds %j', async (query, found) => {
    const { nora } = await agency()

    const { status, body } = await nora.json('GET', `${PATH}?${query}`)

    expect(status).toBe(200)
    expect(names(body)).toEqual(found)
    expect(body.page.total).toBe(found.length)
  })

  test.each(['name', '-name', 'created_at', '-created_at', 'attention'])('goes through every page by %s', async (sort) => {
    const app = await testApp()
    for (let i = 0; i < 23; i++) app.addAccount(i % 2 ? `Same` : `N${i}`)
    const whole = (await app.nora.json('GET', `${PATH}?sort=${sort}&limit=200`)).body.data.map(({ id }: { id: string }) => id)

    const seen: string[] = []
    let cursor = ''
    for (let page = 0; page < 10; page++) {
      const { body } = await app.nora.json('GET', `${PATH}?sort=${sort}&limit=5&cursor=${cursor}`)
      seen.push(...body.data.map(({ id }: { id: string }) => id))
      if (!body.page.hasMore) break
      cursor = body.page.nextCursor
    }

    expect(seen).toHaveLength(24)
    expect(seen).toEqual(whole)
  })

  test.each([
    'limit=0',
    'limit=201',
    'mode=odd',
    'country=XX',
    'state=odd',
    'archived=maybe',
    'sort=password',
    'cursor=abc',
    'cursor=WzFd',
  ])('refuses %s', async (query) => {
    const { nora } = await testApp()

    const { status, body } = await nora.json('GET', `${PATH}?${query}`)

    expect([status, body.code]).toEqual([400, 'VALIDATION_ERROR'])
  })

  test('holds only what the caller may see', async () => {
    const { omar, zed, vera, nobody } = await agency()

    expect(names((await omar.json('GET', PATH)).body)).toEqual(['Bella', 'Stella Moon'])
    expect((await omar.json('GET', PATH)).body.page.total).toBe(2)
    expect((await zed.json('GET', PATH)).body).toMatchObject({ data: [], page: { total: 0 } })
    expect((await vera.json('GET', PATH)).body.page.total).toBe(4)
    expect((await nobody.json('GET', PATH)).status).toBe(401)
  })
})

describe('/accounts', () => {
  test('shows what needs attention first, with counts', async () => {
    const { nora, ids } = await agency()

    const { status, text } = await nora.page('GET', '/accounts')

    expect(status).toBe(200)
    expect(text.indexOf('>Bella<')).toBeLessThan(text.indexOf('>anna<'))
    expect(text).toContain('4 accounts. 3 need a look.')
    expect(text).toContain(`value="${ids.anna}"`)
    expect(text).toContain('alt="Germany"')
    expect(text).toContain('>Berlin<')
    expect(text).toContain('Assign missing')
  })

  test('as a fragment holds the list that a search replaces', async () => {
    const { nora } = await agency()

    const { text } = await nora.fragment('GET', '/accounts?q=ann')

    expect(text).not.toContain('<html')
    expect(text).toContain('id="accounts-list"')
    expect(text).toContain('>anna<')
    expect(text).not.toContain('>Bella<')
  })

  test('keeps the filter in the addresses of its pages', async () => {
    const { nora } = await agency()

    const { text } = await nora.page('GET', '/accounts?tag=vip&limit=1')

    expect(text).toMatch(/href="\/accounts\?[^"]*tag=vip[^"]*page=2/)
  })

  test('says what to do when there is nothing', async () => {
    const { zed, nora } = await testApp()

    expect((await zed.page('GET', '/accounts')).text).toContain('No accounts to see')
    expect((await nora.page('GET', '/accounts?q=nothing')).text).toContain('No account matches')
  })

  test('has no buttons for those who only look', async () => {
    const { vera } = await agency()

    const { text } = await vera.page('GET', '/accounts')

    expect(text).toContain('>anna<')
    for (const button of ['Assign missing', 'Add account', 'Import CSV', 'id="bulk"']) expect(text).not.toContain(button)
  })
})
