import { expect, test } from 'bun:test'
import { clientHintsOf } from '#src/onlyfans/client-hints.ts'

const CHROME = (version: string, more = '') =>
  `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version}.0.0.0 Safari/537.36${more}`

// What these browsers were seen to send.
test.each([
  [CHROME('119'), '"Google Chrome";v="119", "Chromium";v="119", "Not?A_Brand";v="24"'],
  [CHROME('120'), '"Not_A Brand";v="8", "Chromium";v="120", "Google Chrome";v="120"'],
  [CHROME('124'), '"Chromium";v="124", "Google Chrome";v="124", "Not-A.Brand";v="99"'],
  [CHROME('131'), '"Google Chrome";v="131", "Chromium";v="131", "Not_A Brand";v="24"'],
  [CHROME('156'), '"Not:A-Brand";v="8", "Chromium";v="156", "Google Chrome";v="156"'],
  [CHROME('131', ' Edg/131.0.0.0'), '"Microsoft Edge";v="131", "Chromium";v="131", "Not_A Brand";v="24"'],
])('%s sends its brands', (userAgent, brands) => {
  expect(clientHintsOf(userAgent)).toEqual({ brands, mobile: '?0', platform: '"Windows"' })
})

test('a phone says that it is one', () => {
  const phone = 'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36'

  expect(clientHintsOf(phone)).toMatchObject({ mobile: '?1', platform: '"Android"' })
})

test.each([
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:132.0) Gecko/20100101 Firefox/132.0',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15',
  CHROME('131', ' OPR/115.0.0.0'),
  CHROME('156').replace('Chrome/', 'HeadlessChrome/'),
  CHROME('89'),
  'curl/8.9.1',
  '',
])('%j sends none', (userAgent) => {
  expect(clientHintsOf(userAgent)).toBeNull()
})
