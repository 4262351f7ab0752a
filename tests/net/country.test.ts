import { expect, test } from 'bun:test'
import { countryOfIp } from '#src/net/ip-country.ts'

test.each([
  ['8.8.8.8', 'US'],
  ['193.0.6.139', 'NL'],
  ['85.10.200.1', 'DE'],
  ['200.160.2.3', 'BR'],
  ['1.1.1.1', expect.stringMatching(/^[A-Z]{2}$/)],
])('%s is registered in %s', (ip, country) => {
  expect(countryOfIp(ip)).toEqual(country)
})

test.each(['127.0.0.1', '10.0.0.1', '255.255.255.255', '2001:db8::1', 'example.com', ''])('%p has no country', (text) => {
  expect(countryOfIp(text)).toBe(null)
})
