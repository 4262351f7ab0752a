import { describe, expect, test } from 'bun:test'
import { randomBytes } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { credentials } from '#db/schema/accounts.ts'
import { createSecrets } from '#src/base/secrets.ts'
import { testApp } from '#tests/support/app.ts'
import { fillPool } from '#tests/support/pool.ts'

const secrets = createSecrets(Buffer.alloc(32, 7))
const PLACE = { table: 'credentials', column: 'sealed', row: 'crd_1' }

describe('a sealed value', () => {
  test('opens where it was sealed, and is another text each time', () => {
    const [first, second] = [secrets.seal('pässword', PLACE), secrets.seal('pässword', PLACE)]

    expect([secrets.open(first, PLACE), secrets.open(second, PLACE)]).toEqual(['pässword', 'pässword'])
    expect(first).not.toBe(second)
    expect(first).toMatch(/^v1\.[\w-]{16}\.[\w-]+$/)
  })

  test.each([
    ['another row', { ...PLACE, row: 'crd_2' }],
    ['another column', { ...PLACE, column: 'username' }],
    ['another table', { ...PLACE, table: 'pool_sources' }],
    ['a place whose parts only join to the same text', { ...PLACE, table: 'credentialssealed', column: '' }],
  ])('does not open in %s', (_, place) => {
    expect(() => secrets.open(secrets.seal('password', PLACE), place)).toThrow('does not open')
  })

  test('does not open under another key', () => {
    const others = createSecrets(randomBytes(32))

    expect(() => others.open(secrets.seal('password', PLACE), PLACE)).toThrow('does not open')
    expect([secrets.recognises(secrets.proof()), others.recognises(secrets.proof())]).toEqual([true, false])
  })

  test('does not open when any of its bytes was changed or cut off', () => {
    const [version, nonce = '', body = ''] = secrets.seal('password', PLACE).split('.')
    const bytes = Buffer.from(body, 'base64url')
    const changed = [...bytes.keys()].map((at) => Buffer.from(bytes.map((byte, index) => (index === at ? byte ^ 1 : byte))))
    const cut = [...bytes.keys()].map((length) => bytes.subarray(0, length))

    for (const wrong of [...changed, ...cut]) {
      expect(() => secrets.open(`${version}.${nonce}.${wrong.toString('base64url')}`, PLACE)).toThrow()
    }
    for (const wrong of ['', 'password', `v2.${nonce}.${body}`, `${version}.${nonce.slice(0, 6)}.${body}`]) {
      expect(() => secrets.open(wrong, PLACE)).toThrow('Not a sealed value')
    }
  })
})

test('credentials that were moved between rows are refused, and all others still work', async () => {
  const app = await testApp()
  const { db } = app.deps
  const path = (account: string) => `/api/proxy/account/${account}`
  const accounts = new Map<string, string>()
  for (const country of ['DE', 'FR', 'IT']) {
    fillPool(app, [{ host: `198.51.100.${accounts.size + 1}`, country }], `src_${country}`)
    const account = app.addAccount(country)
    accounts.set(country, account)
    await app.nora.json('POST', `${path(account)}/assign-auto`, { preferredCountry: country })
  }
  const sealedOf = (id: string) => db.select().from(credentials).where(eq(credentials.id, id)).get()?.sealed ?? ''
  const [german, french] = [sealedOf('crd_src_DE'), sealedOf('crd_src_FR')]

  db.update(credentials).set({ sealed: french }).where(eq(credentials.id, 'crd_src_DE')).run()
  db.update(credentials).set({ sealed: german }).where(eq(credentials.id, 'crd_src_FR')).run()
  const answers = await Promise.all([...accounts.values()].map((account) => app.nora.json('GET', `${path(account)}/credentials`)))

  expect(answers.map(({ status }) => status)).toEqual([500, 500, 200])
  expect(
    answers
      .slice(0, 2)
      .map(({ text }) => text)
      .join(),
  ).not.toContain('pool-pass')
  expect(app.logLines.join()).toContain('credentials.sealed does not open')
})
