import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { testApp } from '#tests/support/app.ts'
import { hasChromium, startBrowser } from '#tests/support/browser.ts'
import pinned from '#views/assets/vendor/api-reference.json'

const addressesIn = (text: string) => [...text.matchAll(/src="([^"]+)"/g)].map(([, address = '']) => address)

describe('the page of the API', () => {
  test('has no script of its own in it, and styles from nowhere else', async () => {
    const { nobody } = await testApp()

    const page = await nobody.page('GET', '/docs')

    expect(page.status).toBe(200)
    expect(page.text).not.toMatch(/<script(?![^>]*\ssrc=)/)
    expect(addressesIn(page.text)).toHaveLength(2)
    const policy = page.headers.get('content-security-policy') ?? ''
    const elsewhere = (await nobody.page('GET', '/login')).headers.get('content-security-policy') ?? ''
    expect(policy.replace(" 'unsafe-inline'", '')).toBe(elsewhere)
    expect(policy).toContain("style-src 'self' 'unsafe-inline';")
  })

  test('gets its scripts as the browser takes them, to keep', async () => {
    const { nobody } = await testApp()
    const [reader = '', start = ''] = addressesIn((await nobody.page('GET', '/docs')).text)
    const get = (encoding: string) => nobody.raw('GET', reader, { 'accept-encoding': encoding })

    const [br, gzip, plain, refused] = await Promise.all(['br, gzip', 'gzip', 'identity', 'br;q=0, gzip;q=0'].map(get))

    expect([br, gzip, plain, refused].map((one) => one?.headers.get('content-encoding'))).toEqual(['br', 'gzip', null, null])
    const text = await plain?.text()
    expect(gunzipSync((await gzip?.bytes()) ?? '').toString()).toBe(text ?? '')
    expect(await refused?.text()).toBe(text ?? '')
    expect(br?.headers.get('cache-control')).toContain('immutable')
    expect(br?.headers.get('vary')).toBe('accept-encoding')
    expect((await nobody.raw('GET', start, {})).headers.get('content-type')).toStartWith('text/javascript')
    expect((await nobody.raw('GET', '/docs/other.js', {})).status).toBe(404)
  })
})

test('the reader is the published file that is pinned', () => {
  const script = brotliDecompressSync(readFileSync('views/assets/vendor/api-reference.js.br'))

  expect(new Bun.CryptoHasher('sha256').update(script).digest('hex')).toBe(pinned.sha256)
})

describe.skipIf(!hasChromium)('the page of the API in a browser', () => {
  let browser: Awaited<ReturnType<typeof startBrowser>>
  beforeAll(async () => {
    browser = await startBrowser()
  })
  afterAll(() => browser?.close())

  test('shows every group, tries a call, and asks nobody else', async () => {
    const app = await testApp()
    const { tags } = (await app.nobody.json('GET', '/openapi.json')).body

    await app.listening(async (url) => {
      const { page, complaints } = await browser.visit({ url })
      const requests: string[] = []
      page.on('request', (request) => void requests.push(request.url()))
      await page.goto('/docs')
      await page.getByRole('heading', { name: 'Mooring' }).first().waitFor()
      for (const { name } of tags)
        await page.getByRole('button', { name, exact: true }).or(page.getByText(name)).first().waitFor()

      await page.goto('/docs#tag/pool/GET/api/whatsmyip')
      await page.getByRole('button', { name: /Test Request.*whatsmyip/ }).click()
      const answered = page.waitForResponse((response) => response.url().endsWith('/api/whatsmyip'))
      await page.getByRole('button', { name: /^Send/ }).first().click()
      await answered
      await page.waitForLoadState('networkidle')

      expect(requests.map((address) => new URL(address).pathname)).toContain('/api/whatsmyip')
      expect(requests.filter((address) => !address.startsWith(`${url}/`) && !/^(data|blob):/.test(address))).toEqual([])
      expect(complaints).toEqual([])
    })
  }, 60_000)
})
