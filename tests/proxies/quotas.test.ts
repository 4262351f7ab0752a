import { expect, test } from 'bun:test'
import { type Caller, testApp } from '#tests/support/app.ts'

const FORBIDDEN_ADDRESS = { proxy_address: '169.254.169.254', proxy_port: 80 }

async function testTwenty(caller: Caller, path: string) {
  const statuses = []
  for (let index = 0; index < 20; index++) statuses.push((await caller.json('POST', path, FORBIDDEN_ADDRESS)).status)
  return statuses
}

test('tests of given proxies have one limit for everybody together', async () => {
  const app = await testApp()
  const test = '/api/proxy/test-connectivity'
  const manual = `/api/proxy/account/${app.stella}/set-manual`

  const used = [
    ...(await testTwenty(app.nora, test)),
    ...(await testTwenty(app.nora, manual)),
    ...(await testTwenty(app.mara, test)),
  ]
  const refused = await app.omar.json('POST', test, FORBIDDEN_ADDRESS)
  app.clock.now += 60_000
  const later = await app.omar.json('POST', test, FORBIDDEN_ADDRESS)

  expect(new Set(used)).toEqual(new Set([400]))
  expect([refused.status, refused.body.code]).toEqual([429, 'RATE_LIMITED'])
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(later.body.code).toBe('PROXY_TEST_FAILED')
})
