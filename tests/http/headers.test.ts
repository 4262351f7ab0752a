import { describe, expect, test } from 'bun:test'
import { testApp } from '#tests/support/app.ts'
import { STYLES } from '#views/files.ts'

const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
  "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"

const REQUESTS = [
  ['a page', 'GET', '/login', 'text/html'],
  ['an answer', 'GET', '/api/team', '*/*'],
  ['a missing route', 'GET', '/nowhere', '*/*'],
  ['a missing page', 'GET', '/nowhere', 'text/html'],
  ['a refused input', 'POST', '/api/keys', '*/*'],
  ['a redirect', 'POST', '/api/auth/logout', 'text/html'],
  ['a health check', 'GET', '/healthz', '*/*'],
  ['a description', 'GET', '/openapi.json', '*/*'],
] as const

describe('security headers are on', () => {
  test.each(REQUESTS)('%s', async (_, method, path, accept) => {
    const { nora } = await testApp()

    const { headers } = await nora.raw(method, path, { accept })

    expect(headers.get('content-security-policy')).toBe(CSP)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('x-request-id')).toMatch(/^[\w.-]{8,128}$/)
    expect(headers.get('strict-transport-security')).toBeNull()
  })

  test('files, which browsers may keep', async () => {
    const { nobody } = await testApp()

    const { status, headers } = await nobody.raw('GET', STYLES.path, {})

    expect(status).toBe(200)
    expect(headers.get('content-security-policy')).toBe(CSP)
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(headers.get('content-type')).toBe('text/css; charset=utf-8')
  })

  test('answers over a connection', async () => {
    const { listening } = await testApp()

    const answers = await listening((url) =>
      Promise.all(['/healthz', '/login', '/api/team', '/nowhere', STYLES.path].map((path) => fetch(url + path))),
    )

    for (const { headers } of answers) expect(headers.get('content-security-policy')).toBe(CSP)
  })
})

test('https is asked for in future when the public address has it', async () => {
  const { nora } = await testApp({ env: { MOORING_PUBLIC_URL: 'https://localhost:3000' } })

  const { headers } = await nora.raw('GET', '/nowhere', {})

  expect(headers.get('strict-transport-security')).toBe('max-age=31536000')
})

test('forms on a plain http address say where they come from', async () => {
  const { nora } = await testApp({ env: { MOORING_PUBLIC_URL: 'http://10.0.0.5:3000' } })

  const { headers } = await nora.raw('GET', '/login', { host: '10.0.0.5:3000' })

  expect(headers.get('referrer-policy')).toBe('same-origin')
})

describe('the request id', () => {
  test('of the caller is kept when well formed', async () => {
    const { nora } = await testApp()

    const answer = await nora.json('GET', '/nowhere', undefined, { 'x-request-id': 'scraper-7.run_19' })

    expect(answer.headers.get('x-request-id')).toBe('scraper-7.run_19')
    expect(answer.body.requestId).toBe('scraper-7.run_19')
  })

  test.each(['short', 'x'.repeat(129), 'with space in it', '<script>alert(1)</script>'])('%p is replaced', async (sent) => {
    const { nora } = await testApp()

    const answer = await nora.json('GET', '/nowhere', undefined, { 'x-request-id': sent })

    expect(answer.headers.get('x-request-id')).not.toBe(sent)
    expect(answer.text).not.toContain(sent)
  })
})

describe('an address', () => {
  test('that is too long is 414', async () => {
    const { nora } = await testApp()

    expect((await nora.json('GET', `/api/team?x=${'y'.repeat(8 * 1024)}`)).status).toBe(414)
  })

  test('of a file that does not exist is 404', async () => {
    const { nobody } = await testApp()

    for (const path of ['/assets/app.css', '/assets/..%2f..%2fpackage.json', '/assets/app.0000000000000000.css']) {
      expect((await nobody.raw('GET', path, {})).status).toBe(404)
    }
  })
})
