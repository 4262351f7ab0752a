import { describe, expect, test } from 'bun:test'
import { signIns } from '#db/schema/team.ts'
import { createTokens } from '#src/team/tokens.ts'
import { caller, type TestApp, testApp } from '#tests/support/app.ts'

const PASSWORD = 'rope tide lantern'

async function cookieOf({ deps }: TestApp, name = 'mooring_session') {
  const expiresAt = Date.now() + 3_600_000
  const token = await createTokens(deps.secrets).sign({ signInId: 'sin_nora', userId: 'usr_nora', expiresAt })
  return { cookie: `${name}=${token}` }
}

const FROM_US: Record<string, string>[] = [
  { 'sec-fetch-site': 'same-origin' },
  { 'sec-fetch-site': 'none' },
  { 'sec-fetch-site': 'same-origin', origin: 'null' },
  { origin: 'http://127.0.0.1:3000' },
  { origin: 'http://localhost:3000', host: 'localhost:3000' },
]

const NOT_FROM_US: Record<string, string>[] = [
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site' },
  { 'sec-fetch-site': 'nonsense' },
  { 'sec-fetch-site': 'cross-site', origin: 'http://127.0.0.1:3000' },
  { origin: 'null' },
  { origin: 'https://evil.example' },
  { origin: 'http://127.0.0.1:3001' },
  { origin: 'https://127.0.0.1:3000' },
  { origin: 'http://127.0.0.1:3000.evil.example' },
]

const WRITES = [
  ['POST', '/api/keys', { name: 'k', scopes: ['admin'] }],
  ['DELETE', '/api/team/usr_vera', undefined],
  ['PATCH', '/api/team/usr_vera', { role: 'owner' }],
  ['POST', '/api/auth/refresh', undefined],
  ['POST', '/api/auth/logout', undefined],
  ['PATCH', '/api/settings', { rest_days: 1 }],
] as const

describe('a write with the cookie', () => {
  test.each(NOT_FROM_US)('that comes with %p has no effect', async (headers) => {
    const app = await testApp()
    const nora = caller((request) => app.app.handle(request), await cookieOf(app))

    for (const [method, path, body] of WRITES) {
      expect((await nora.json(method, path, body, headers)).status).toBe(403)
    }

    expect((await app.nora.json('GET', '/api/keys')).body.data).toEqual([])
    expect((await app.nora.json('GET', '/api/auth/me')).status).toBe(200)
  })

  test('that says nothing about its origin has no effect', async () => {
    const app = await testApp()
    const nora = caller((request) => app.app.handle(request), await cookieOf(app))

    expect((await nora.json('POST', '/api/keys', { name: 'k', scopes: ['admin'] })).status).toBe(403)
  })

  test.each(FROM_US)('that comes with %p is done', async (headers) => {
    const app = await testApp()
    const nora = caller((request) => app.app.handle(request), await cookieOf(app))

    expect((await nora.json('POST', '/api/keys', { name: 'k', scopes: ['admin'] }, headers)).status).toBe(201)
  })

  test('is not asked of a program with a token', async () => {
    const { nora } = await testApp()
    const headers = { 'sec-fetch-site': 'cross-site', origin: 'https://elsewhere.example' }

    expect((await nora.json('POST', '/api/auth/refresh', undefined, headers)).status).toBe(200)
  })
})

describe('signing in', () => {
  test.each(NOT_FROM_US)('from a page with %p is refused', async (headers) => {
    const app = await testApp()
    await app.addMember({ password: PASSWORD })
    const form = { email: 'pia@agency.example', password: PASSWORD }
    const browser = caller((request) => app.app.handle(request), {}, {})

    expect((await browser.page('POST', '/api/auth/login', form, headers)).status).toBe(403)
    expect((await browser.json('POST', '/api/auth/login', form, headers)).status).toBe(403)
    expect(app.deps.db.select().from(signIns).all()).toHaveLength(5)
  })
})

test('no other site may read our answers', async () => {
  const { nora } = await testApp()

  for (const origin of ['https://evil.example', 'null', 'chrome-extension://abc', 'http://localhost:3000']) {
    const preflight = await nora.raw('OPTIONS', '/api/auth/me', { origin, 'access-control-request-method': 'GET' })
    const answer = await nora.raw('GET', '/api/auth/me', { origin })
    for (const { headers } of [preflight, answer]) {
      expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
    }
  }
})
