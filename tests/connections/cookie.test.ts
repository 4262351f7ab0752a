import { describe, expect, test } from 'bun:test'
import { readCookieJar, readCookieText } from '#src/connections/cookie.ts'

const GOOD = 'auth_id=123456; sess=s3ss10n; fp=f1ng3r'
const problems = (text: string) => readCookieText(text).problems.map(({ name, message }) => `${name} ${message}`)

describe('a cookie', () => {
  test('is read with its user, session and browser', () => {
    expect(readCookieText(GOOD)).toEqual({ header: GOOD, userId: '123456', sess: 's3ss10n', fp: 'f1ng3r', problems: [] })
  })

  test('may have the name of the header, spaces, and values with an equals sign', () => {
    const { header, problems } = readCookieText(`  Cookie: st=a=b==;  ${GOOD};; lang=en ; `)

    expect(header).toBe(`st=a=b==; ${GOOD}; lang=en`)
    expect(problems).toEqual([])
  })

  test('loses what only counts visitors', () => {
    const noise = '__cf_bm=1; _cfuvid=2; cloudfront-viewer=3; _ga=4; _ga_X1=5'

    expect(readCookieText(`${noise}; ${GOOD}`).header).toBe(GOOD)
  })

  test('may be the JSON of an export, of OnlyFans alone', () => {
    const jar = [
      { name: 'auth_id', value: '123456', domain: '.onlyfans.com' },
      { name: 'sess', value: 's3ss10n', domain: 'onlyfans.com' },
      { name: 'sess', value: 'foreign', domain: 'onlyfans.com.evil.example' },
      { name: 'fp', value: 'f1ng3r' },
    ]

    expect(readCookieText(JSON.stringify(jar)).header).toBe(GOOD)
    expect(readCookieJar({ auth_id: 123456, sess: 's3ss10n', fp: 'f1ng3r' }).header).toBe(GOOD)
  })

  test('without what a session needs says what is missing', () => {
    expect(problems('lang=en')).toEqual(['auth_id is missing', 'sess is missing', 'fp is missing'])
    expect(problems('auth_id=; sess=; fp=')).toEqual(['auth_id is missing', 'sess is missing', 'fp is missing'])
    expect(problems('auth_id=12a; sess=deleted; fp=x')).toEqual([
      'auth_id must be the number of a user',
      'sess is deleted: this browser is signed out',
    ])
    expect(problems(`${GOOD}; sess=other`)).toEqual(['sess comes twice with different values'])
  })

  test('never brings a header of its own', () => {
    for (const evil of ['x=a\r\nx-bc: 1', 'x=\u0000', 'x=é', 'x y=1', 'x\u0001=1']) {
      expect([evil, problems(`${GOOD}; ${evil}`)]).toEqual([evil, ['cookie has characters that no cookie may have']])
    }
    expect(problems(`${GOOD}; long=${'x'.repeat(17_000)}`)).toEqual(['cookie is too long'])
    expect(problems('x'.repeat(70_000))).toEqual(['cookie is too long'])
    expect(problems('{"auth_id":')).toEqual(['cookie is neither a Cookie header nor JSON'])
  })

  test('of nothing but spaces or signs is no cookie', () => {
    for (const text of [' '.repeat(60_000), `a=${' '.repeat(60_000)}b`, ';'.repeat(60_000), '='.repeat(60_000)]) {
      expect(readCookieText(text).userId).toBeNull()
    }
  })
})
