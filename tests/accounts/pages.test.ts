import { describe, expect, test } from 'bun:test'
import { gzipSync } from 'node:zlib'
import { eq } from 'drizzle-orm'
import { assignments, checks } from '#db/schema/accounts.ts'
import { type TestApp, testApp } from '#tests/support/app.ts'
import { exitsIn, fillPool } from '#tests/support/pool.ts'

const assign = ({ deps }: TestApp, id: string, values: Partial<typeof assignments.$inferInsert>) =>
  deps.db.update(assignments).set(values).where(eq(assignments.accountId, id)).run()

const exitAt = (host: string) => ({ mode: 'auto' as const, isActive: true, exitKey: host, host, port: 80, lastCheckOk: true })

function check({ deps }: TestApp, accountId: string, values: Partial<typeof checks.$inferInsert>) {
  const base = { accountId, exitKey: 'x', at: deps.now(), cause: 'periodic' as const, ok: true, latencyMs: 80 }
  deps.db
    .insert(checks)
    .values({ ...base, ...values })
    .run()
}

const HX_GET = { accept: 'text/html' }

describe('the row of an account', () => {
  test.each([
    ['no exit', { mode: 'none' as const }, 'Assign'],
    ['a proven failure', { failedAt: 5, failedReason: 'timeout' }, 'Replace IP'],
    ['one bad check', { lastCheckOk: false, lastCheckReason: 'timeout' }, 'Test'],
    ['the plan at fault', { lastCheckOk: false, lastCheckReason: 'payment_required' }, 'See pool'],
    [
      'a refused password of its own',
      { mode: 'manual' as const, lastCheckOk: false, lastCheckReason: 'auth_failed' },
      'Change proxy',
    ],
    ['a switched-off exit', { isActive: false }, 'Switch on'],
    ['an exit that left the pool', { removedUpstreamAt: 5 }, 'Replace IP'],
    ['a slow exit', { lastCheckLatencyMs: 4_000 }, 'Test'],
  ])('with %s has the one right button', async (_, values, label) => {
    const app = await testApp()
    assign(app, app.stella, { ...exitAt('192.0.2.1'), ...values })

    const { status, text } = await app.nora.fragment('GET', `/accounts/${app.stella}/row`)

    expect(status).toBe(200)
    expect(text).toStartWith(`<tr id="a-${app.stella}"`)
    expect(text.slice(0, text.indexOf('popovertarget'))).toContain(label)
  })

  test('without a fault has none, and nothing for those who only look', async () => {
    const app = await testApp()
    assign(app, app.stella, exitAt('192.0.2.1'))

    const forNora = (await app.nora.fragment('GET', `/accounts/${app.stella}/row`)).text
    const forVera = (await app.vera.fragment('GET', `/accounts/${app.stella}/row`)).text

    expect(forNora.slice(0, forNora.indexOf('popovertarget'))).not.toContain('<form')
    expect(forVera).not.toContain('<form')
    expect(forVera).not.toContain('type="checkbox"')
  })

  test('is nothing to an outsider', async () => {
    const app = await testApp()

    for (const part of ['row', 'exit']) {
      expect((await app.zed.fragment('GET', `/accounts/${app.stella}/${part}`)).status).toBe(404)
      expect((await app.nora.fragment('GET', `/accounts/nobody/${part}`)).status).toBe(404)
    }
  })
})

describe('/accounts', () => {
  test('asked by its own search answers the list alone, and the address it has now', async () => {
    const app = await testApp()

    const { text, headers } = await app.nora.fragment('GET', '/accounts?q=Stel&mode=&tag=&sort=attention')

    expect(text).toStartWith('<div id="accounts-list"')
    expect(text).not.toContain('<h1')
    expect(headers.get('hx-replace-url')).toBe('/accounts?q=Stel')
  })

  test('has pages with numbers', async () => {
    const app = await testApp()
    for (let i = 0; i < 11; i++) app.addAccount(`Account ${String(i).padStart(2, '0')}`)

    const second = (await app.nora.page('GET', '/accounts?limit=5&page=2&sort=name')).text
    const last = (await app.nora.page('GET', '/accounts?limit=5&page=99&sort=name')).text

    expect(second).toContain('6 to 10 of 12 accounts')
    expect(second).toMatch(/aria-label="Page 2" aria-current="page"/)
    expect(second).toContain('>Account 05<')
    expect(last).toContain('11 to 12 of 12 accounts')
    expect((await app.nora.page('GET', '/accounts?page=0')).status).toBe(400)
  })

  test('names countries beside their flags and keeps what was searched for', async () => {
    const app = await testApp()
    assign(app, app.stella, { ...exitAt('192.0.2.1'), countryCode: 'PT' })

    const { text } = await app.nora.page('GET', '/accounts?q=Stella')

    expect(text).toContain('>Portugal<')
    expect(text).toMatch(/id="search"[^>]*value="Stella"/)
  })

  test('fifty rows are small', async () => {
    const app = await testApp()
    for (let i = 0; i < 49; i++) {
      const id = app.addAccount(`Account ${i}`, { tags: ['night'] })
      assign(app, id, {
        ...exitAt(`192.0.2.${i}`),
        countryCode: 'DE',
        cityName: 'Berlin',
        lastCheckAt: 5,
        lastCheckLatencyMs: 80 + i,
      })
      for (let n = 0; n < 30; n++) check(app, id, { ok: (n * i) % 17 !== 1, latencyMs: 60 + ((n * 37 + i * 11) % 90) })
    }

    const { text } = await app.nora.fragment('GET', '/accounts')

    expect(text.match(/<tr id=/g)).toHaveLength(50)
    expect(gzipSync(text).length).toBeLessThan(20 * 1024)
  })
})

describe('an account', () => {
  test('asked by a link of the list comes as a drawer', async () => {
    const app = await testApp()

    const drawer = await app.nora.fragment('GET', `/accounts/${app.stella}`)
    const page = await app.nora.page('GET', `/accounts/${app.stella}`)

    expect(drawer.headers.get('hx-trigger')).toBe('drawer-open')
    expect(drawer.text).toContain('id="drawer-title"')
    expect(page.headers.get('hx-trigger')).toBeNull()
    expect(page.text).not.toContain('id="drawer-title"')
  })

  test('says what is wrong in words, since when, and how many exits are free', async () => {
    const app = await testApp()
    fillPool(app, exitsIn('DE', 3))
    assign(app, app.stella, {
      ...exitAt('192.0.2.1'),
      countryCode: 'DE',
      failedAt: app.clock.now - 60_000,
      failedReason: 'timeout',
      lastCheckOk: false,
      lastCheckReason: 'timeout',
    })
    check(app, app.stella, { ok: false, reason: 'timeout' })

    const { text } = await app.nora.page('GET', `/accounts/${app.stella}`)

    expect(text).toContain('This exit is down')
    expect(text).toContain('The proxy did not answer in time. Since 11:59 UTC.')
    expect(text).toContain('3 IPs are free in Germany.')
    expect(text).toContain('Replace with another IP in Germany')
    expect(text).not.toContain('>timeout<')
  })

  test('without an exit has no list of dead buttons', async () => {
    const app = await testApp()

    const { text } = await app.nora.page('GET', `/accounts/${app.stella}`)

    expect(text).toContain('No proxy yet')
    expect(text).not.toContain('Take the exit away')
    expect(text).not.toContain('/test"')
  })

  test('saved from its drawer comes back as its card', async () => {
    const app = await testApp()
    const path = `/accounts/${app.stella}`

    const saved = await app.mara.fragment('POST', path, { name: 'Stella M', note: 'first' })
    const refused = await app.mara.fragment('POST', path, { name: '', note: 'kept as typed' })

    expect(saved.text).toStartWith('<section id="about"')
    expect(JSON.parse(saved.headers.get('hx-trigger') ?? '')).toEqual({
      account: { data: app.stella },
      toast: { text: 'Saved' },
    })
    expect(refused.status).toBe(400)
    expect(refused.text).toStartWith('<section id="about"')
    expect(refused.text).toContain('Must not be empty')
    expect(refused.text).toContain('kept as typed')
  })

  test('that is refused when added keeps what was typed', async () => {
    const { mara } = await testApp()

    const { status, text } = await mara.page('POST', '/api/accounts', { name: '', username: 'mila', tags: 'a,b' })

    expect(status).toBe(400)
    expect(text).toContain('value="mila"')
    expect(text).toContain('f-name-error')
  })
})

describe('a pasted proxy', () => {
  const PATH = '/ui/proxy/parse'

  test('is read back without its password', async () => {
    const { omar } = await testApp()

    const { status, text } = await omar.fragment('POST', PATH, { proxy_line: 'socks5://mila:s3cr3t-pw@198.51.100.7:1080' })

    expect(status).toBe(200)
    expect(text).toStartWith('<div id="reading"')
    for (const part of ['SOCKS5', '198.51.100.7', '1080', 'user mila, password set']) expect(text).toContain(part)
    expect(text).not.toContain('s3cr3t-pw')
  })

  test('that can be read in two ways shows both', async () => {
    const { omar } = await testApp()

    const { text } = await omar.fragment('POST', PATH, { proxy_line: 'one.example:8080:two.example:9090' })

    expect(text).toContain('one.example')
    expect(text).toContain('Both are tested.')
  })

  test.each([
    ['', ''],
    ['nonsense', 'bad-text'],
  ])('%j says what it is', async (line, mark) => {
    const { omar } = await testApp()

    const { status, text } = await omar.fragment('POST', PATH, { proxy_line: line })

    expect(status).toBe(200)
    expect(text).toContain(mark)
    expect(text.includes('<dl')).toBe(false)
  })

  test('is read for those who may use it', async () => {
    const { vera, nobody } = await testApp()

    expect((await vera.fragment('POST', PATH, { proxy_line: 'x' })).status).toBe(403)
    expect((await nobody.fragment('POST', PATH, { proxy_line: 'x' })).status).toBe(401)
  })
})

describe('the cities of a country', () => {
  test('come with what is free, those without a free exit only to be preferred', async () => {
    const app = await testApp()
    fillPool(app, [...exitsIn('DE', 2, 'Berlin'), { country: 'DE', city: 'Munich', host: '198.51.100.1', valid: false }])

    const wished = (await app.omar.fragment('GET', '/ui/cities?preferredCountry=DE')).text
    const preferred = (await app.omar.fragment('GET', '/ui/cities?proxy_region_preference=de')).text

    expect(wished).toContain('Berlin (2 free)')
    expect(wished).toMatch(/value="Munich"[^>]*disabled/)
    expect(preferred).not.toContain('disabled')
    expect((await app.omar.fragment('GET', '/ui/cities?preferredCountry=XX')).text).toBe('<option value="">Any city</option>')
  })
})

describe('a place that is full', () => {
  test('offers what comes nearest as buttons, also without a script', async () => {
    const app = await testApp()
    fillPool(app, exitsIn('PT', 2))
    const path = `/api/proxy/account/${app.stella}/assign-auto`

    for (const answer of [
      await app.nora.fragment('POST', path, { preferredCountry: 'ES' }),
      await app.nora.page('POST', path, { preferredCountry: 'ES' }, HX_GET),
    ]) {
      expect(answer.status).toBe(503)
      expect(answer.text).toContain('Use Portugal (2 free)')
      expect(answer.text).toContain(`action="${path}"`)
    }
  })
})
