import { describe, expect, test } from 'bun:test'
import { exitKeyOf } from '#src/net/proxy.ts'
import { assertRealUndici } from '#src/net/undici.ts'

describe('the HTTP client', () => {
  test('is the real undici', () => {
    expect(() => assertRealUndici()).not.toThrow()
  })

  test("refuses to be Bun's stub", async () => {
    const bare = 'undici'
    const stub = await import(bare)

    expect(() => assertRealUndici(stub.Client, stub.ProxyAgent)).toThrow('refusing to start')
  })
})

describe('an exit', () => {
  test.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['[2001:DB8:0::1]', '2001:db8::1'],
    ['P.Webshare.IO', 'p.webshare.io'],
    ['p.webshare.io.', 'p.webshare.io'],
  ])('%p is known as %p, whatever the port', (host, key) => {
    expect(exitKeyOf({ host })).toBe(key)
  })
})
