import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { desc } from 'drizzle-orm'
import { events } from '#db/schema/events.ts'
import { current, FRESH_MS, renewed } from '#src/onlyfans/rules.ts'
import { madeUpRules } from '#tests/fakes/onlyfans.ts'
import { type FakeRulesHost, startRulesHost } from '#tests/fakes/rules-host.ts'
import { type TestApp, testApp } from '#tests/support/app.ts'
import { until } from '#tests/support/client.ts'
import { ownFolder } from '#tests/support/folder.ts'

let host: FakeRulesHost

beforeAll(async () => {
  host = await startRulesHost()
})
beforeEach(() => {
  for (const path of ['/a.json', '/b.json', '/c.json'] as const) host.remove(path)
  host.seen.length = 0
})
afterAll(() => host.stop())

const appWith = (...sources: string[]) => testApp({ env: { MOORING_CA_FILE: host.caFile, MOORING_RULES_URL: sources.join(',') } })
const at = (path: string) => host.url + path

const revisionOf = async (app: TestApp) => (await current(app.deps))?.rules.revision
const lastEvent = ({ deps }: TestApp) => deps.db.select().from(events).orderBy(desc(events.id)).get()

describe('rules', () => {
  test('come from the first source that has any', async () => {
    host.put('/b.json', '<h1>Not found</h1>')
    host.put('/c.json', madeUpRules(3))
    const app = await appWith(at('/a.json'), at('/b.json'), at('/c.json'))

    expect(await revisionOf(app)).toBe('2026110100-3')
    expect(host.seen).toEqual(['/a.json', '/b.json', '/c.json'])
  })

  test('come from a file too', async () => {
    const file = join(ownFolder('rules'), 'rules.json')
    writeFileSync(file, JSON.stringify(madeUpRules(4)))
    const app = await appWith(`file://${file}`)

    expect(await revisionOf(app)).toBe('2026110100-4')
  })

  test('are asked for again after a quarter of an hour, and meanwhile the known ones serve', async () => {
    host.put('/a.json', madeUpRules(1))
    const app = await appWith(at('/a.json'))
    await current(app.deps)
    host.put('/a.json', madeUpRules(2))

    app.clock.now += FRESH_MS - 1
    expect(await revisionOf(app)).toBe('2026110100-1')
    expect(host.seen).toHaveLength(1)
    app.clock.now += 1
    expect(await revisionOf(app)).toBe('2026110100-1')
    await until('the new ones are there', async () => (await revisionOf(app)) === '2026110100-2')
    expect(host.seen).toHaveLength(2)
  })

  test('are asked for once when fifty want them', async () => {
    host.put('/a.json', madeUpRules(1))
    const app = await appWith(at('/a.json'))

    const all = await Promise.all(Array.from({ length: 50 }, () => current(app.deps)))

    expect(new Set(all.map((rules) => rules?.digest)).size).toBe(1)
    expect(host.seen).toHaveLength(1)
  })

  test('stay the last good ones when no source answers any more', async () => {
    host.put('/a.json', madeUpRules(1))
    const app = await appWith(at('/a.json'))
    await current(app.deps)
    host.put('/a.json', () => new Response('busy', { status: 503 }))

    app.clock.now += 3 * 86_400_000
    expect(await revisionOf(app)).toBe('2026110100-1')
    await revisionOf(app)
    expect(host.seen).toHaveLength(2)
  })

  test('are none when there never were any, and the sources are not asked every time', async () => {
    const app = await appWith(at('/a.json'))

    expect([await current(app.deps), await current(app.deps)]).toEqual([null, null])
    expect(host.seen).toHaveLength(1)
  })

  test('that changed are told, without what a source keeps secret', async () => {
    host.put('/a.json', madeUpRules(1))
    const app = await appWith(`${at('/a.json')}?token=canary-0f1e2d`)
    await current(app.deps)

    expect(lastEvent(app)).toMatchObject({ type: 'rules.updated', data: { source: at('/a.json'), changed: expect.any(Array) } })
    expect(JSON.stringify(app.deps.db.$client.query('select * from signing_rules').all())).not.toContain('canary-0f1e2d')
    expect(app.logLines.join('')).not.toContain('canary-0f1e2d')
  })
})

describe('a hostile source', () => {
  test.each([
    ['is a gigabyte', () => new Response(new ReadableStream({ pull: (c) => c.enqueue(new Uint8Array(65_536)) }))],
    ['redirects', () => Response.redirect('http://169.254.169.254/latest', 302)],
    ['answers 200 with nothing', () => new Response('')],
    ['names a length it does not have', () => new Response('{', { headers: { 'content-length': '1' } })],
    ['is a packed bomb', () => new Response(Bun.gzipSync(Buffer.alloc(20_000_000)), { headers: { 'content-encoding': 'gzip' } })],
  ])('that %s is passed over', async (_name, answer) => {
    host.put('/a.json', answer)
    host.put('/b.json', madeUpRules(2))
    const app = await appWith(at('/a.json'), at('/b.json'))

    expect(await revisionOf(app)).toBe('2026110100-2')
  })
})

describe('rules that OnlyFans refused', () => {
  test('are not used while another source has others', async () => {
    host.put('/a.json', madeUpRules(1))
    host.put('/b.json', madeUpRules(2))
    const app = await appWith(at('/a.json'), at('/b.json'))
    const old = await current(app.deps)

    const next = old && (await renewed(app.deps, old))

    expect(next?.rules.revision).toBe('2026110100-2')
    app.clock.now += 7 * 86_400_000
    expect(await revisionOf(app)).toBe('2026110100-2')
    await until('the sources were asked again', async () => host.seen.length === 5)
    expect(await revisionOf(app)).toBe('2026110100-2')
  })

  test('are asked for anew at once, once for many who were refused', async () => {
    host.put('/a.json', madeUpRules(1))
    const app = await appWith(at('/a.json'))
    const old = await current(app.deps)
    host.put('/a.json', madeUpRules(2))

    const next = await Promise.all(Array.from({ length: 50 }, () => old && renewed(app.deps, old)))

    expect(new Set(next.map((rules) => rules?.rules.revision))).toEqual(new Set(['2026110100-2']))
    expect(host.seen.length).toBeLessThanOrEqual(3)
    expect(
      app.deps.db
        .select()
        .from(events)
        .all()
        .filter(({ type }) => type === 'rules.outdated'),
    ).toHaveLength(1)
  })
})

describe('rules entered by hand', () => {
  test('go before those of the sources, until they are withdrawn', async () => {
    host.put('/a.json', madeUpRules(1))
    const app = await appWith(at('/a.json'))
    await current(app.deps)

    const entered = await app.nora.json('PUT', '/api/rules', { rules: madeUpRules(9) })
    const inUse = await revisionOf(app)
    await app.nora.json('DELETE', '/api/rules')

    expect(entered.body.data.in_use).toMatchObject({ source: 'manual', is_public: false, revision: '2026110100-9' })
    expect([inUse, await revisionOf(app)]).toEqual(['2026110100-9', '2026110100-1'])
    expect(lastEvent(app)).toMatchObject({ type: 'rules.withdrawn', actorName: 'Nora Vale' })
  })

  test('serve where no source has any', async () => {
    const app = await appWith(at('/a.json'))
    await app.nora.json('PUT', '/api/rules', { rules: JSON.stringify(madeUpRules(9)) })

    expect(await revisionOf(app)).toBe('2026110100-9')
  })

  test('give way when OnlyFans refuses them', async () => {
    host.put('/a.json', madeUpRules(2))
    const app = await appWith(at('/a.json'))
    await app.nora.json('PUT', '/api/rules', { rules: madeUpRules(1) })
    const entered = await current(app.deps)

    expect((entered && (await renewed(app.deps, entered)))?.rules.revision).toBe('2026110100-2')
    expect(await revisionOf(app)).toBe('2026110100-2')
  })

  test('that make no sense are refused, and the field is named', async () => {
    const app = await appWith(at('/a.json'))

    const { status, body } = await app.nora.json('PUT', '/api/rules', { rules: '{"static_param":"canary"}' })

    expect([status, body.code, body.details[0].path]).toEqual([400, 'VALIDATION_ERROR', 'rules'])
    expect(JSON.stringify(body)).not.toContain('canary')
    expect((await app.nora.json('DELETE', '/api/rules')).body.code).toBe('NO_ENTERED_RULES')
  })
})

describe('the card of the rules', () => {
  test('tells where they come from and how old they are', async () => {
    host.put('/a.json', madeUpRules(1))
    const app = await appWith(at('/a.json'))
    await current(app.deps)

    const { text } = await app.nora.page('GET', '/settings')

    expect(text).toContain('id="signing-rules"')
    expect(text).toContain(at('/a.json'))
    expect(text).toContain('2026110100-1')
    expect(text).toContain('21 d ago')
  })

  test('takes rules by hand, and keeps refused ones where they were typed', async () => {
    const app = await appWith(at('/a.json'))

    const refused = await app.nora.page('POST', '/settings/rules', { rules: '<script>alert(1)</script>' })
    const taken = await app.nora.fragment('POST', '/settings/rules', { rules: JSON.stringify(madeUpRules(7)) })
    const withdrawn = await app.nora.page('POST', '/settings/rules/withdraw', {})

    expect(refused.status).toBe(400)
    expect(refused.text).toContain('&lt;script&gt;alert(1)')
    expect(taken.text).toContain('entered by hand')
    expect([withdrawn.status, withdrawn.headers.get('location')]).toEqual([303, '/settings#signing-rules'])
  })

  test('asks the sources when told to', async () => {
    host.put('/a.json', madeUpRules(5))
    const app = await appWith(at('/a.json'))

    const { text } = await app.nora.fragment('POST', '/settings/rules/refresh', {})

    expect(text).toContain('2026110100-5')
  })
})
