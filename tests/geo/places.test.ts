import { describe, expect, test } from 'bun:test'
import { countryField, countryName, foldCity, isCountry, normaliseCountry, regionName } from '#src/geo/places.ts'

describe('countries', () => {
  test('the 249 assigned codes are countries', () => {
    const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
    const codes = letters.flatMap((first) => letters.map((second) => first + second)).filter(isCountry)

    expect(codes).toHaveLength(249)
    expect(codes).toContain('DE')
  })

  test.each(['XK', 'AC', 'TA', 'EU', 'UK', 'ZZ', 'de', '', 'DEU', '__proto__', 'constructor'])(
    '%p is not an assigned code',
    (code) => {
      expect(isCountry(code)).toBe(false)
    },
  )

  test.each([
    ['de', 'DE'],
    [' us ', 'US'],
    ['UK', 'GB'],
    ['uk', 'GB'],
    ['GB', 'GB'],
    ['XX', null],
    ['Germany', null],
    ['', null],
    ['D\u0130', null],
  ])('%p is read as %p', (text, code) => {
    expect(normaliseCountry(text)).toBe(code)
  })

  test('names and regions are in English', () => {
    expect(countryName('DE')).toBe('Germany')
    expect(countryName('US')).toBe('United States')
    expect(regionName('US')).toBe('North America')
    expect(regionName('DE')).toBe('Europe')
    expect(regionName('BR')).toBe('South America')
    expect(regionName('AU')).toBe('Oceania')
  })

  test('an unknown code has itself for a name and no region', () => {
    expect(countryName('ZZ')).toBe('ZZ')
    expect(regionName('ZZ')).toBe('')
  })

  test('a country field normalises or refuses without echo', () => {
    expect(countryField.parse('uk')).toBe('GB')

    const refused = countryField.safeParse('<script>')

    expect(refused.success).toBe(false)
    expect(JSON.stringify(refused.error?.issues)).not.toContain('script')
    expect(countryField.safeParse(49).success).toBe(false)
  })
})

describe('cities', () => {
  test.each([
    ['São Paulo', 'sao paulo'],
    ['  NEW   YORK ', 'New York'],
    ['Zürich', 'zurich'],
    ['Łódź', 'Lodz'],
    ['Val-d’Or', "val d'or"],
    ['St. Louis', 'ST LOUIS'],
    ['Sao_Paulo', 'São Paulo'],
    ['Ko\u0308ln', 'K\u00f6ln'],
  ])('%p equals %p', (one, other) => {
    expect(foldCity(one)).toBe(foldCity(other))
    expect(foldCity(one)).not.toBe('')
  })

  test.each([
    ['Paris', 'Parma'],
    ['東京', '大阪'],
  ])('%p differs from %p', (one, other) => {
    expect(foldCity(one)).not.toBe(foldCity(other))
  })
})
