import { describe, expect, test } from 'bun:test'
import { eq } from 'drizzle-orm'
import { accounts, assignments } from '#db/schema/accounts.ts'
import { events } from '#db/schema/events.ts'
import { jobs } from '#db/schema/jobs.ts'
import { type TestApp, testApp } from '#tests/support/app.ts'

const PATH = '/api/accounts/import'

const look = async ({ mara }: TestApp, csv: string) => (await mara.json('POST', PATH, { csv, dry_run: true })).body.data
const storedNames = ({ deps }: TestApp) =>
  deps.db
    .select()
    .from(accounts)
    .all()
    .map(({ name }) => name)
    .filter((name) => name !== 'Stella Moon')
    .sort()

/** `[line, name, errors as "path message"]` of every row. */
const rowsOf = (data: { rows: { line: number; name: string | null; errors: { path: string; message: string }[] }[] }) =>
  data.rows.map(({ line, name, errors }) => [line, name, errors.map(({ path, message }) => `${path} ${message}`)])

describe('a file of accounts', () => {
  test.each([
    ['commas', 'name,username,tags\nMila,mila,"vip, night"'],
    ['semicolons', 'name;username;tags\nMila;mila;vip, night'],
    ['tabs', 'name\tusername\ttags\nMila\tmila\tvip, night'],
    ['a byte order mark', '\uFEFFname,username,tags\nMila,mila,"vip, night"'],
    ['Windows line ends', 'name,username,tags\r\nMila,mila,"vip, night"\r\n'],
    ['old Mac line ends', 'name,username,tags\rMila,mila,"vip, night"'],
    ['quotes everywhere', '"name","username","tags"\n"Mila","mila","vip;night"'],
    ['spaces around cells', ' name , username , tags \n  Mila , mila , vip;night '],
    ['other words for columns', 'Display Name;Handle;Labels\nMila;@mila;vip,night'],
    ['columns in another order and unknown ones', 'tags,earnings,USERNAME,Name\n"vip,night",100,mila,Mila'],
    ['empty lines', 'name,username,tags\n\n\nMila,mila,"vip,night"\n\n'],
    ["Excel's line about the separator", 'sep=;\r\nname;username;tags\r\nMila;mila;vip,night'],
    ['short rows', 'name,username,tags,country,city\nMila,mila,"vip,night"'],
  ])('with %s is read', async (_kind, csv) => {
    const app = await testApp()

    const data = await look(app, csv)

    expect(data).toMatchObject({ dry_run: true, total: 1, valid: 1, invalid: 0 })
    expect(data.rows[0]).toMatchObject({ name: 'Mila', username: 'mila', tags: ['night', 'vip'], errors: [] })
  })

  test('keeps quotes and line breaks of a cell', async () => {
    const app = await testApp()

    await app.mara.json('POST', PATH, { csv: 'name,note\n"Mila ""M"" Frost","first\nsecond"' })

    const { body } = await app.mara.json('GET', '/api/accounts?q=Frost')
    expect(body.data[0]).toMatchObject({ name: 'Mila "M" Frost', note: 'first\nsecond' })
  })

  test('may be a plain list of names', async () => {
    const app = await testApp()

    const data = await look(app, 'Mila Frost\nRuby Lane\n')

    expect(rowsOf(data)).toEqual([
      [1, 'Mila Frost', []],
      [2, 'Ruby Lane', []],
    ])
  })

  test('says what is wrong, line by line', async () => {
    const app = await testApp()

    const data = await look(
      app,
      [
        'name,username,country,city,proxy',
        'Good,good,DE,Berlin,192.0.2.1:8080:user:pass',
        ',nameless,,,',
        'Land,,Atlantis,,',
        'Town,,,Berlin,',
        'Line,,,,not a proxy at all',
        'Good,good,,,',
        'Stella Moon,,,,',
        'uk,,uk,,',
      ].join('\n'),
    )

    expect(data).toMatchObject({ total: 8, valid: 2, invalid: 6 })
    expect(rowsOf(data)).toEqual([
      [2, 'Good', []],
      [3, null, ['name must not be empty']],
      [4, null, ['country is not a country code']],
      [5, null, ['city needs a country']],
      [6, null, [expect.stringMatching(/^proxy /)]],
      [7, null, ['username is there already']],
      [8, null, ['name is there already']],
      [9, 'uk', []],
    ])
    expect(data.rows[7].country).toBe('GB')
  })

  test.each([
    ['', 'csv'],
    ['name,username\n', 'csv'],
    ['colour,size\nred,big', 'csv'],
    ['name,note\nMila,"never closed', 'csv'],
  ])('that is none is refused: %j', async (csv, path) => {
    const { mara } = await testApp()

    const { status, body } = await mara.json('POST', PATH, { csv, dry_run: true })

    expect([status, body.code, body.details[0].path]).toEqual([400, 'VALIDATION_ERROR', path])
  })

  test('with more than 10,000 rows is refused', async () => {
    const { mara } = await testApp()

    const { status } = await mara.json('POST', PATH, { csv: `name\n${'x,\n'.repeat(10_001)}`, dry_run: true })

    expect(status).toBe(400)
  })

  test('comes as text, as a form with a file, and as JSON', async () => {
    const { mara } = await testApp()
    const form = new FormData()
    form.set('file', new File(['name\nMila'], 'accounts.csv', { type: 'text/csv' }))
    form.set('csv', '')
    form.set('dry_run', 'true')
    const upload = new Request('http://localhost:3000/', { method: 'POST', body: form })

    const asText = await mara.raw('POST', `${PATH}?dry_run=true`, { 'content-type': 'text/csv' }, 'name\nMila')
    const asForm = await mara.raw('POST', PATH, { 'content-type': upload.headers.get('content-type') ?? '' }, await upload.text())

    for (const answer of [asText, asForm]) {
      expect(answer.status).toBe(200)
      expect((await answer.json()) as any).toMatchObject({ data: { valid: 1 } })
    }
  })
})

describe('POST /api/accounts/import', () => {
  test('looking changes nothing', async () => {
    const app = await testApp()

    await look(app, 'name\nMila')

    expect(storedNames(app)).toEqual([])
    expect(app.deps.db.select().from(events).all()).toEqual([])
  })

  test('adds every good row at once', async () => {
    const app = await testApp()

    const { status, body } = await app.mara.json('POST', PATH, {
      csv: 'name,tags,country,city,client_reference_id,note\nMila,vip,de,Berlin,crm-1,Jane Roe\n,,,,,\nRuby,,,,,\n,x,,,,',
    })

    expect(status).toBe(201)
    expect(body.data).toEqual({
      created: 2,
      rejected: 1,
      account_ids: [expect.any(String), expect.any(String)],
      errors: [{ line: 5, errors: [{ path: 'name', message: 'must not be empty' }] }],
      job_id: null,
    })
    const [mila] = (await app.mara.json('GET', '/api/accounts?q=mila')).body.data
    expect(mila).toMatchObject({ name: 'Mila', tags: ['vip'], client_reference_id: 'crm-1', note: 'Jane Roe' })
    const stored = app.deps.db.select().from(assignments).where(eq(assignments.accountId, mila.id)).get()
    expect(stored).toMatchObject({ mode: 'none', regionPreference: 'DE', cityPreference: 'Berlin' })
    const written = app.deps.db.select().from(events).all()
    expect(written.map(({ type }) => type)).toEqual(['account.created', 'account.created'])
  })

  test('adds only the chosen lines', async () => {
    const app = await testApp()

    const { body } = await app.mara.json('POST', PATH, { csv: 'name\nA\nB\nC', lines: [2, 4] })

    expect(body.data.created).toBe(2)
    expect(storedNames(app)).toEqual(['A', 'C'])
  })

  test('twice adds nothing the second time', async () => {
    const app = await testApp()
    const csv = 'name,client_reference_id\nMila,1\nMila,2'

    const first = await app.mara.json('POST', PATH, { csv })
    const second = await app.mara.json('POST', PATH, { csv })

    expect(first.body.data.created).toBe(2)
    expect([second.status, second.body.code]).toEqual([400, 'VALIDATION_ERROR'])
    expect(storedNames(app)).toEqual(['Mila', 'Mila'])
  })

  test('takes 5,000 lines', async () => {
    const app = await testApp()
    const csv = ['name,username,tags', ...Array.from({ length: 5_000 }, (_, i) => `Creator ${i},user${i},"vip,t${i % 9}"`)].join(
      '\n',
    )

    const { status, body } = await app.mara.json('POST', PATH, { csv })

    expect([status, body.data.created, body.data.rejected]).toEqual([201, 5_000, 0])
    expect((await app.mara.json('GET', '/api/accounts')).body.page.total).toBe(5_001)
  })

  test('with proxies is refused to a key that may not give any', async () => {
    const app = await testApp()
    const key = await app.keyOf(app.nora, { scopes: ['accounts:write'] })

    const refused = await key.json('POST', '/api/accounts/import', { csv: 'name,proxy\nMila,127.0.9.9:9' })
    const plain = await key.json('POST', '/api/accounts/import', { csv: 'name\nMila' })

    expect([refused.status, refused.body.code]).toEqual([403, 'FORBIDDEN'])
    expect(plain.status).toBeLessThan(300)
    expect((await app.nora.json('GET', '/api/accounts?q=Mila')).body.page.total).toBe(1)
  })

  test('keeps proxy passwords out of answers, events and the database in the open', async () => {
    const app = await testApp()
    const csv = 'name,proxy\nMila,127.0.9.9:9:user:s3cretPassw0rd\nBad,127.0.9.9:99999:user:s3cretPassw0rd'

    const preview = await app.mara.json('POST', PATH, { csv, dry_run: true })
    const previewPage = await app.mara.page('POST', PATH, { csv, dry_run: 'true' })
    const imported = await app.mara.json('POST', PATH, { csv })
    const stored = JSON.stringify(app.deps.db.select().from(jobs).all())
    await app.deps.jobs.settled()

    expect(preview.body.data.rows[0].proxy).toBe('127.0.9.9:9')
    expect(imported.body.data.job_id).toEqual(expect.any(String))
    const everything = [
      preview.text,
      previewPage.text,
      imported.text,
      stored,
      JSON.stringify(app.deps.db.select().from(events).all()),
      ...app.logLines,
    ]
    expect(everything.join()).not.toContain('s3cretPassw0rd')
    const [job] = app.deps.db.select().from(jobs).all()
    expect(job).toMatchObject({ state: 'done', total: 1, done: 1, failed: 1 })
    expect(JSON.stringify(job?.input)).not.toContain('sealed')
  })

  test('is for managers and owners', async () => {
    const app = await testApp()

    for (const caller of [app.omar, app.vera, app.zed]) {
      expect((await caller.json('POST', PATH, { csv: 'name\nA' })).status).toBe(403)
      expect((await caller.page('GET', '/accounts/import')).status).toBe(403)
    }
    expect((await app.nobody.json('POST', PATH, { csv: 'name\nA' })).status).toBe(401)
    expect(storedNames(app)).toEqual([])
  })
})

describe('/accounts/import', () => {
  const draftIn = (text: string) => /name="draft" value="([^"]+)"/.exec(text)?.[1] ?? ''

  test('shows every line, then imports the ticked ones', async () => {
    const app = await testApp()

    const start = await app.mara.page('GET', '/accounts/import')
    const preview = await app.mara.page('POST', PATH, { csv: 'name\nA\nB\n""\nC', dry_run: 'true' })
    const imported = await app.mara.page('POST', PATH, [
      ['draft', draftIn(preview.text)],
      ['lines', ''],
      ['lines', '2'],
      ['lines', '5'],
    ])

    expect(start.text).toContain('name="csv"')
    expect(preview.status).toBe(200)
    expect(preview.text).toContain('3 of 3 rows can be imported.')
    expect(imported.text).toContain('2 accounts were added.')
    expect(storedNames(app)).toEqual(['A', 'C'])
  })

  test('escapes what a file holds', async () => {
    const { mara } = await testApp()

    const { text } = await mara.page('POST', PATH, {
      csv: 'name,username,tags,city,country\n<img src=x>,"""><script>alert(1)</script>",<b>,<i>,XX',
      dry_run: 'true',
    })

    for (const raw of ['<img', '<script>alert', '<b>', '<i>']) expect(text).not.toContain(raw)
  })

  test('hands out the rejected rows as a file', async () => {
    const app = await testApp()
    const preview = await app.mara.page('POST', PATH, {
      csv: 'name,country,proxy,note\nA,Nowhere,192.0.2.1:80:u:s3cret,"=cmd|x"\nB,,,',
      dry_run: 'true',
    })
    const path = `/accounts/import/${draftIn(preview.text)}/rejected.csv`

    const { status, text, headers } = await app.mara.page('GET', path)

    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(text).toBe(
      "name,username,tags,country,city,proxy,client_reference_id,note,line,error\r\nA,,,Nowhere,,192.0.2.1:80,,'=cmd|x,2,country is not a country code\r\n",
    )
    expect((await app.nora.page('GET', path)).status).toBe(404)
    app.clock.now += 31 * 60_000
    expect((await app.mara.page('GET', path)).status).toBe(404)
  })
})
