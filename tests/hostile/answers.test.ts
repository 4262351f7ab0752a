import { beforeAll, describe, expect, test } from 'bun:test'
import { parse } from 'csv-parse/sync'
import { isFormula } from '#src/base/csv-line.ts'
import { foldCity } from '#src/geo/places.ts'
import { triggerOf } from '#src/http/triggers.ts'
import { createTokens } from '#src/team/tokens.ts'
import { openPage } from '#tests/live/reader.ts'
import { type TestApp, testApp } from '#tests/support/app.ts'
import { type Stored, storeAll, tagOf } from './stored.ts'
import { HOSTILE, INVISIBLE } from './strings.ts'

let app: TestApp
let stored: Stored[]

beforeAll(async () => {
  app = await testApp()
  stored = await storeAll(app)
}, 60_000)

/** The strings that a page holds as they are though they are markup. */
const rawIn = (html: string) => HOSTILE.filter((text) => /[<>]/.test(text) && html.includes(text))

describe('hostile strings in answers', () => {
  test('there are at least eighty, no two alike', () => {
    expect(new Set(HOSTILE).size).toBe(HOSTILE.length)
    expect(HOSTILE.length).toBeGreaterThanOrEqual(80)
  })

  test('are stored as they are', () => {
    for (const { text, name, username, note, tags, reference, city } of stored) {
      const kept = text.normalize('NFC').trim()
      expect({ name, username, note, tags, reference }).toEqual({
        name: kept,
        username: kept,
        note: `${kept}\n${kept}`,
        tags: tagOf(text),
        reference: kept,
      })
      expect(city).toBe(text)
    }
  })

  test.each(INVISIBLE)('a name that nobody could see is refused: %j', async (name) => {
    const { status, body } = await app.nora.json('POST', '/api/accounts', { name })

    expect([status, body.details]).toEqual([400, [{ path: 'name', message: 'must not be empty' }]])
  })

  test.each([
    '/',
    '/accounts?limit=200',
    '/pool',
    '/pool?country=DE',
    '/activity',
    '/team',
    '/keys',
    '/jobs',
    '/settings',
    '/security',
    '/accounts/new',
  ])('%s holds nothing raw, as a page and as a part', async (path) => {
    const page = await app.nora.page('GET', path)
    const part = await app.nora.fragment('GET', path)

    expect([page.status, part.status]).toEqual([200, 200])
    expect(rawIn(page.text)).toEqual([])
    expect(rawIn(part.text)).toEqual([])
  })

  test('the page, drawer, row and exit of every account hold nothing raw', async () => {
    for (const { id } of stored) {
      for (const path of [`/accounts/${id}`, `/accounts/${id}/row`, `/accounts/${id}/exit`]) {
        const { status, text } = await app.nora.fragment('GET', path)
        expect([status, rawIn(text)]).toEqual([200, []])
      }
      expect(rawIn((await app.nora.page('GET', `/accounts/${id}`)).text)).toEqual([])
    }
  })

  test('what is looked for stands on the page and in its address, escaped', async () => {
    for (const text of HOSTILE) {
      const q = encodeURIComponent(text)
      const { status, text: html, headers } = await app.nora.fragment('GET', `/accounts?q=${q}`)

      expect([status, rawIn(html)]).toEqual([200, []])
      expect(new URL(headers.get('hx-replace-url') ?? '', 'http://x').searchParams.get('q')).toBe(text.trim())
      for (const path of [`/accounts?tag=${q.slice(0, 40)}`, `/pool?q=${q}`, `/activity?q=${q}`]) {
        expect(rawIn((await app.nora.page('GET', path)).text)).toEqual([])
      }
    }
  })

  test('the name of the organisation and of whoever is signed in', async () => {
    for (const name of HOSTILE) {
      const saved = await app.nora.json('PATCH', '/api/settings', { organisation_name: name })
      const renamed = await app.nora.json('PATCH', '/api/team/usr_omar', { name })
      const [settings, omar, team] = await Promise.all([
        app.nora.page('GET', '/settings'),
        app.omar.page('GET', '/'),
        app.nora.page('GET', '/team'),
      ])

      expect([saved.status, renamed.status]).toEqual([200, 200])
      expect([settings, omar, team].map(({ text }) => rawIn(text))).toEqual([[], [], []])
    }
  })

  test('what is refused is not said again', async () => {
    for (const text of HOSTILE) {
      const form = { name: `${text}\u0007`, tags: `${text};${text}\u0007` }
      const { status, text: html } = await app.nora.fragment('POST', '/api/accounts', form)

      expect(status).toBe(400)
      expect(rawIn(html)).toEqual([])
      const told = await app.nora.json('POST', '/api/accounts', form)
      if (text.length > 12) expect(told.text).not.toContain(JSON.stringify(text).slice(1, -1))
    }
  })

  test('a plan for all of them, its job, and what failed as a file', async () => {
    const body = { filter: 'limit=200', action: 'tag', add_tags: 'autumn', dry_run: 'true' }
    const plan = await app.nora.fragment('POST', '/api/proxy/bulk', body)
    const started = await app.nora.json('POST', '/api/proxy/bulk', {
      account_ids: stored.map(({ id }) => id),
      action: 'assign',
    })
    await app.deps.jobs.settled()
    const job = started.body.data.job_id

    expect([plan.status, rawIn(plan.text)]).toEqual([200, []])
    for (const path of [`/jobs/${job}`, '/jobs', '/']) expect(rawIn((await app.nora.page('GET', path)).text)).toEqual([])
    expect((await app.nora.raw('GET', `/api/jobs/${job}/failed.csv`, {})).status).toBe(200)
  })

  test('a file of them is shown before it is imported, and so are its rejected rows', async () => {
    const cell = (text: string) => `"${text.replaceAll('"', '""')}"`
    const csv = ['name,note,city,country', ...HOSTILE.map((text) => [text, text, text, 'DE'].map(cell).join(','))].join('\n')
    const preview = await app.nora.fragment('POST', '/api/accounts/import', { csv, dry_run: 'true' })
    const columns = await app.nora.fragment('POST', '/api/accounts/import', {
      csv: `${HOSTILE.slice(0, 12).map(cell).join(',')}\n${HOSTILE.slice(12, 24).map(cell).join(',')}`,
      dry_run: 'true',
    })

    expect([preview.status, columns.status]).toEqual([200, 200])
    expect(rawIn(preview.text)).toEqual([])
    expect(rawIn(columns.text)).toEqual([])
  })
})

describe('hostile strings beside pages', () => {
  test.each(['/api/accounts/export', '/api/events/export'])('%s holds no cell that a spreadsheet would run', async (path) => {
    const text = await (await app.nora.raw('GET', path, {})).text()
    const rows: string[][] = parse(text, { bom: true, relax_column_count: false })

    expect(rows.length).toBeGreaterThan(HOSTILE.length)
    expect(rows.flat().filter(isFormula)).toEqual([])
  })

  test('an exported file is read back as it was', async () => {
    const csv = await (await app.nora.raw('GET', '/api/accounts/export', {})).text()
    const other = await testApp()
    const { status, body } = await other.nora.json('POST', '/api/accounts/import?dry_run=true', { csv })

    expect(status).toBe(200)
    const names = new Set(body.data.rows.map(({ name }: any) => name))
    // A file is refused a city without a letter.
    const lost = stored.filter(({ name, text }) => !names.has(name) && foldCity(text) !== '')
    expect(lost.map(({ name }) => name)).toEqual([])
    expect(names.size).toBeGreaterThan(80)
  })

  test('the stream of a page tells of changes without a word of them', async () => {
    const other = await testApp()
    await other.listening(async (url) => {
      const expiresAt = Date.now() + 3_600_000
      const token = await createTokens(other.deps.secrets).sign({ signInId: 'sin_nora', userId: 'usr_nora', expiresAt })
      const stream = await openPage(url, { authorization: `Bearer ${token}` })
      await stream.next('ready')
      for (const name of HOSTILE) await other.nora.json('PATCH', `/api/accounts/${other.stella}`, { name })

      expect(await stream.next('account')).toBe(other.stella)
      expect(stream.text()).not.toContain('canary')
      expect(stream.events().map(({ event }) => event)).not.toContain('resync')
      await stream.close()
    })
  })

  test('a toast is one header of plain letters that says the same', () => {
    for (const text of HOSTILE) {
      const header = triggerOf(undefined, text) ?? ''
      const sent = new Headers({ 'hx-trigger': header }).get('hx-trigger') ?? ''

      expect(sent).toMatch(/^[ -~]+$/)
      expect(JSON.parse(sent)).toEqual({ toast: { text } })
    }
  })
})
