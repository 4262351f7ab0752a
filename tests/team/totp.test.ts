import { describe, expect, test } from 'bun:test'
import { codeAt, newSecret, otpauthUrl, stepAt, stepOf } from '#src/team/totp.ts'

/** "12345678901234567890", the secret of RFC 6238, appendix B. */
const RFC_SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
const NOW = Date.UTC(2026, 10, 22, 12)

describe('a code', () => {
  test.each([
    [59, '94287082'],
    [1111111109, '07081804'],
    [1111111111, '14050471'],
    [1234567890, '89005924'],
    [2000000000, '69279037'],
    [20000000000, '65353130'],
  ])('at %p s is that of RFC 6238', (seconds, eightDigits) => {
    expect(codeAt(RFC_SECRET, stepAt(seconds * 1000))).toBe(eightDigits.slice(-6))
  })

  test.each([-1, 0, 1])('of %p steps from now is taken', (steps) => {
    const step = stepAt(NOW) + steps

    expect(stepOf(codeAt(RFC_SECRET, step), RFC_SECRET, null, NOW)).toBe(step)
  })

  test.each([-3, -2, 2, 3])('of %p steps from now is refused', (steps) => {
    expect(stepOf(codeAt(RFC_SECRET, stepAt(NOW) + steps), RFC_SECRET, null, NOW)).toBeNull()
  })

  test('is used up with all before it', () => {
    const step = stepAt(NOW)

    expect(stepOf(codeAt(RFC_SECRET, step), RFC_SECRET, step, NOW)).toBeNull()
    expect(stepOf(codeAt(RFC_SECRET, step - 1), RFC_SECRET, step, NOW)).toBeNull()
    expect(stepOf(codeAt(RFC_SECRET, step + 1), RFC_SECRET, step, NOW)).toBe(step + 1)
  })

  test.each(['', '12345', '1234567', 'abcdef', '１２３４５６', '      '])('written %p is refused', (text) => {
    expect(stepOf(text, RFC_SECRET, null, NOW)).toBeNull()
  })
})

describe('a secret', () => {
  test('has 160 bits and is never the same', () => {
    const secrets = Array.from({ length: 50 }, newSecret)

    for (const secret of secrets) expect(secret).toMatch(/^[A-Z2-7]{32}$/)
    expect(new Set(secrets).size).toBe(50)
  })

  test('reaches the app by an address it knows', () => {
    const url = new URL(otpauthUrl(RFC_SECRET, 'pia+x@agency.example'))

    expect([url.protocol, url.host, decodeURIComponent(url.pathname)]).toEqual([
      'otpauth:',
      'totp',
      '/Mooring:pia+x@agency.example',
    ])
    expect(Object.fromEntries(url.searchParams)).toEqual({
      secret: RFC_SECRET,
      issuer: 'Mooring',
      algorithm: 'SHA1',
      digits: '6',
      period: '30',
    })
  })
})
