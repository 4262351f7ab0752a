import { describe, expect, test } from 'bun:test'
import { testApp } from '#tests/support/app.ts'

const MIB = 1024 * 1024
const login = (password: string) => JSON.stringify({ email: 'nora@agency.example', password })
const json = { 'content-type': 'application/json' }
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)

describe('a body', () => {
  test('over a mebibyte is refused in words', async () => {
    const { nobody } = await testApp()

    const answer = await nobody.raw('POST', '/api/auth/login', json, login('x'.repeat(MIB)))

    expect(answer.status).toBe(413)
    const body = await answer.json()
    expect(body).toMatchObject({ success: false, code: 'PAYLOAD_TOO_LARGE' })
    expect(Object.keys(body)).toEqual(['success', 'error', 'code', 'requestId'])
  })

  test('of exactly a mebibyte is read', async () => {
    const { nobody } = await testApp()
    const body = login('x'.repeat(MIB - login('').length))

    const answer = await nobody.raw('POST', '/api/auth/login', json, body)

    expect(body).toHaveLength(MIB)
    expect((await answer.json()).details).toEqual([{ path: 'password', message: 'must have at most 1024 characters' }])
  })

  test.each(['null', '[]', '"text"', '7', ''])('of %p in place of an object is named as the body', async (body) => {
    const { nobody } = await testApp()

    const answer = await nobody.raw('POST', '/api/auth/login', json, body)

    expect(answer.status).toBe(400)
    expect((await answer.json()).details.map(({ path }: { path: string }) => path)).toEqual(['body'])
  })

  test('over the limit is refused with and without a length', async () => {
    const { listening } = await testApp()

    const [announced, streamed] = await listening(async (url) => [
      await fetch(`${url}/api/auth/login`, { method: 'POST', headers: json, body: login('x'.repeat(2 * MIB)) }),
      await fetch(`${url}/api/auth/login`, { method: 'POST', headers: json, body: streamOf(login('x'.repeat(2 * MIB))) }),
    ])

    expect([announced?.status, streamed?.status]).toEqual([413, 413])
    expect(await streamed?.json()).toMatchObject({ success: false, code: 'PAYLOAD_TOO_LARGE' })
    expect(streamed?.headers.get('content-security-policy')).toContain("default-src 'none'")
  })

  test.each([
    ['broken JSON', '{"email":"nora@secret.example",'],
    ['no UTF-8', new Uint8Array([0x22, 0xff, 0x22])],
    ['deeper than 32', nested(33)],
    ['very deep', nested(400_000)],
    ['with too many names', JSON.stringify(Object.fromEntries(Array.from({ length: 2_001 }, (_, at) => [`k${at}`, 1])))],
  ])('that is %s is 400 and not repeated', async (_, body) => {
    const { nobody } = await testApp()

    const answer = await nobody.raw('POST', '/api/auth/login', json, body)

    expect(answer.status).toBe(400)
    const text = await answer.text()
    expect(JSON.parse(text)).toMatchObject({ code: 'VALIDATION_ERROR', details: [{ path: 'body' }] })
    expect(text).not.toContain('secret.example')
  })

  test.each(['application/json', 'application/x-www-form-urlencoded', 'text/plain', ''])(
    'that is empty counts as none (%p)',
    async (type) => {
      const { nora } = await testApp()

      const answer = await nora.raw('POST', '/api/auth/refresh', type ? { 'content-type': type } : {}, '')

      expect(answer.status).toBe(200)
    },
  )

  test.each(['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain', 'application/xml'])(
    'of a program as %s is 400',
    async (type) => {
      const { nora } = await testApp()

      const answer = await nora.raw('POST', '/api/keys', { 'content-type': type }, 'name=k&scopes=proxy%3Aread')

      expect(answer.status).toBe(400)
      expect((await answer.json()).code).toBe('VALIDATION_ERROR')
    },
  )

  test('of a program as JSON with a charset is read', async () => {
    const { nora } = await testApp()
    const headers = { 'content-type': 'Application/JSON; charset=UTF-8' }

    const answer = await nora.raw('POST', '/api/keys', headers, '{"name":"k","scopes":["proxy:read"]}')

    expect(answer.status).toBe(201)
  })

  test('as a form is read from people', async () => {
    const { nora } = await testApp()

    const answer = await nora.page('POST', '/keys', { name: 'Scraper', scopes: 'proxy:read' })

    expect(answer.status).toBe(201)
    expect(answer.text).toContain('The key of Scraper')
  })

  test('cannot name what objects inherit', async () => {
    const { nora } = await testApp()
    const body = '{"name":"k","scopes":["proxy:read"],"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'

    const answer = await nora.raw('POST', '/api/keys', json, body)

    expect(answer.status).toBe(201)
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })
})

function streamOf(text: string) {
  const bytes = new TextEncoder().encode(text)
  return new ReadableStream({
    start(controller) {
      for (let at = 0; at < bytes.length; at += 65_536) controller.enqueue(bytes.subarray(at, at + 65_536))
      controller.close()
    },
  })
}
