import { describe, expect, test } from 'bun:test'
import { testApp } from '#tests/support/app.ts'

const PATH = '/api/accounts/import'
const GERMAN = 'Modell;Wohin;Zugang\nMila;DE;192.0.2.1:80:u:hunter-7\nRuby;XX;\n'
const HOSTILE = '<b>Modell</b>'

describe('a file with other words in its header', () => {
  test('is read as somebody says', async () => {
    const { mara } = await testApp()

    const looked = await mara.json('POST', PATH, { csv: GERMAN, columns: ['name', 'country', ''], dry_run: true })
    const imported = await mara.json('POST', PATH, { csv: GERMAN, columns: ['name', 'country', ''] })

    expect(looked.body.data).toMatchObject({ valid: 1, invalid: 1 })
    expect(looked.body.data.columns).toEqual([
      { header: 'Modell', column: 'name' },
      { header: 'Wohin', column: 'country' },
      { header: 'Zugang', column: null },
    ])
    expect(imported.body.data).toMatchObject({ created: 1, rejected: 1 })
  })

  test('is asked about, when a person sends it, and nothing of it is stored', async () => {
    const { mara } = await testApp()

    const asked = await mara.page('POST', PATH, { csv: GERMAN, dry_run: 'true' })
    const [, draft = ''] = /name="draft" value="([^"]+)"/.exec(asked.text) ?? []
    const choices: [string, string][] = [
      ['draft', draft],
      ['columns', 'name'],
      ['columns', 'country'],
      ['columns', 'proxy'],
      ['dry_run', 'true'],
    ]
    const looked = await mara.page('POST', PATH, choices)

    expect(asked.status).toBe(200)
    expect(asked.text).toContain('Which column is which?')
    expect(asked.text).toContain('Wohin')
    expect(asked.text).not.toContain('hunter-7')
    expect(looked.text).toContain('1 of 2 rows can be imported.')
    expect(looked.text).toContain('name="columns" value="name,country,proxy"')
    expect(looked.text).not.toContain('hunter-7')

    const [, next = ''] = /name="draft" value="([^"]+)"/.exec(looked.text) ?? []
    const rejected = await mara.raw('GET', `/accounts/import/${next}/rejected.csv?columns=name,country,proxy`, {})
    expect(await rejected.text()).toContain('Ruby')
    const imported = await mara.page('POST', PATH, { draft: next, columns: 'name,country,proxy', lines: '2' })
    expect(imported.text).toContain('1 account was added.')
  })

  test('is refused to a program that does not say', async () => {
    const { mara } = await testApp()

    expect((await mara.json('POST', PATH, { csv: GERMAN, dry_run: true })).status).toBe(400)
  })

  test('shows no cell of a first line that is no header', async () => {
    const { mara } = await testApp()

    const { text } = await mara.page('POST', PATH, { csv: 'Mila;192.0.2.1:80:u:hunter-7;hunterseven\nRuby;;', dry_run: 'true' })

    expect(text).toContain('Column 3')
    expect(text).not.toContain('hunter')
  })

  test('is escaped where it is shown', async () => {
    const { mara } = await testApp()

    const { text } = await mara.page('POST', PATH, { csv: `name;${HOSTILE}\nMila;x`, dry_run: 'true' })

    expect(text).not.toContain('<b>')
  })

  test.each([[['country', '']], [['name', 'name']], [['name', 'odd']], [[]]])('refuses the columns %j', async (columns) => {
    const { mara } = await testApp()

    expect((await mara.json('POST', PATH, { csv: GERMAN, columns, dry_run: true })).status).toBe(400)
  })
})
