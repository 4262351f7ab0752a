import { describe, expect, test } from 'bun:test'
import { eq } from 'drizzle-orm'
import { assignments } from '#db/schema/accounts.ts'
import { events } from '#db/schema/events.ts'
import { testApp } from '#tests/support/app.ts'

const PATH = '/api/accounts/export'

describe('GET /api/accounts/export', () => {
  test('is a file of every account', async () => {
    const app = await testApp()
    app.deps.db
      .update(assignments)
      .set({ mode: 'auto', host: '192.0.2.7', port: 8080, exitKey: '192.0.2.7', countryCode: 'DE', cityName: 'Berlin' })
      .where(eq(assignments.accountId, app.stella))
      .run()

    const answer = await app.mara.raw('GET', PATH, {})

    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="accounts.csv"')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(await answer.text()).toBe(
      'id,name,username,tags,country,city,exit,mode,client_reference_id,note,move_policy,created_at,archived_at\r\n' +
        `${app.stella},Stella Moon,,night,DE,Berlin,192.0.2.7:8080,auto,,,country,2026-11-22T12:00:00.000Z,\r\n`,
    )
    expect(app.deps.db.select().from(events).all().at(-1)).toMatchObject({ type: 'account.exported', data: { accounts: 1 } })
  })

  test.each([
    ['=1+1', "'=1+1"],
    ['+49 170', "'+49 170"],
    ['-2', "'-2"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['=HYPERLINK("http://x","y")', '"\'=HYPERLINK(""http://x"",""y"")"'],
  ])('guards a cell like %s', async (name, cell) => {
    const { mara } = await testApp()
    await mara.json('POST', '/api/accounts', { name })

    const text = await (await mara.raw('GET', PATH, {})).text()

    expect(text).toContain(`,${cell},`)
  })

  test('comes back the same through an import', async () => {
    const app = await testApp()
    const cells = {
      name: '=Mila',
      username: 'mila',
      tags: ['night', 'vip'],
      client_reference_id: '-7',
      note: '@one\n"two", three',
    }
    const { body } = await app.mara.json('POST', '/api/accounts', cells)
    const csv = await (await app.mara.raw('GET', PATH, {})).text()
    await app.mara.json('DELETE', `/api/accounts/${body.data.id}`)

    await app.mara.json('POST', '/api/accounts/import', { csv })

    const [again] = (await app.mara.json('GET', '/api/accounts?q=mila')).body.data
    expect(again).toMatchObject(cells)
  })

  test('holds more than one step of accounts, filtered', async () => {
    const app = await testApp()
    const csv = ['name,tags', ...Array.from({ length: 2_100 }, (_, i) => `N${i},bulk`)].join('\n')
    await app.mara.json('POST', '/api/accounts/import', { csv })

    const text = await (await app.mara.raw('GET', `${PATH}?tag=bulk`, {})).text()

    expect(text.split('\r\n')).toHaveLength(2_102)
    expect(text).not.toContain('Stella Moon')
  })

  test('is for managers and owners', async () => {
    const { omar, vera, nobody } = await testApp()

    for (const caller of [omar, vera]) expect((await caller.raw('GET', PATH, {})).status).toBe(403)
    expect((await nobody.raw('GET', PATH, {})).status).toBe(401)
  })
})
