import { describe, expect, test } from 'bun:test'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { testApp } from '#tests/support/app.ts'
import { FONT, STYLES } from '#views/files.ts'
import { flagPath } from '#views/flags.ts'

const GERMANY = flagPath('DE') ?? ''

describe('a file of the look', () => {
  test('comes compressed, for ever', async () => {
    const { nobody } = await testApp()

    const answer = await nobody.raw('GET', STYLES.path, { 'accept-encoding': 'gzip, deflate, br' })

    expect(answer.headers.get('content-encoding')).toBe('br')
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(answer.headers.get('vary')).toBe('accept-encoding')
    expect(new Uint8Array(brotliDecompressSync(await answer.bytes()))).toEqual(new Uint8Array(STYLES.content()))
  })

  test('comes as it is to who takes no encoding', async () => {
    const { nobody } = await testApp()

    const answer = await nobody.raw('GET', STYLES.path, { 'accept-encoding': 'br;q=0' })

    expect(answer.headers.get('content-encoding')).toBeNull()
    expect(await answer.bytes()).toEqual(new Uint8Array(STYLES.content()))
  })

  test('that is packed is not packed again', async () => {
    const { nobody } = await testApp()

    const answer = await nobody.raw('GET', FONT.path, { 'accept-encoding': 'br' })

    expect(answer.headers.get('content-encoding')).toBeNull()
    expect(answer.headers.get('content-type')).toBe('font/woff2')
    expect((await answer.bytes()).subarray(0, 4)).toEqual(new TextEncoder().encode('wOF2'))
  })
})

describe('a flag', () => {
  test('comes in whatever encoding is asked for', async () => {
    const { nobody } = await testApp()
    const get = (encoding: string) => nobody.raw('GET', GERMANY, { 'accept-encoding': encoding })

    const [brotli, gzip, plain] = await Promise.all([get('br'), get('gzip'), get('identity')])

    const drawing = await plain.text()
    expect(plain.headers.get('content-type')).toBe('image/svg+xml')
    expect(drawing).toStartWith('<svg')
    expect(brotliDecompressSync(await brotli.bytes()).toString()).toBe(drawing)
    expect(gunzipSync(await gzip.bytes()).toString()).toBe(drawing)
  })

  test('of another version or country answers 404', async () => {
    const { nobody } = await testApp()

    for (const name of ['de.1.0.0.svg', 'zq.7.5.0.svg', 'de.svg', '..%2f..%2fpackage.json']) {
      expect((await nobody.raw('GET', `/assets/flags/${name}`, {})).status).toBe(404)
    }
  })
})
