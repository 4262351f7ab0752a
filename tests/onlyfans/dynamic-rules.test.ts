import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { madeUpRules } from '#tests/fakes/onlyfans.ts'
import { expectedSign } from '#tests/fakes/onlyfans-sign.ts'
import { type FakeRulesHost, startRulesHost } from '#tests/fakes/rules-host.ts'
import { caller, testApp } from '#tests/support/app.ts'

const RULES = madeUpRules(6)
let host: FakeRulesHost

beforeAll(async () => {
  host = await startRulesHost()
  host.put('/rules.json', RULES)
})
afterAll(() => host.stop())

async function programHere(env: Record<string, string> = {}) {
  const app = await testApp({ env: { MOORING_CA_FILE: host.caFile, MOORING_RULES_URL: `${host.url}/rules.json`, ...env } })
  const { text } = await app.keyOf(app.nora, { scopes: ['access'] })
  return { ...app, program: caller((request) => app.app.handle(request), { apiKey: text }) }
}

describe('GET /v2/dynamic-rules', () => {
  test('answers the rules in use and their age', async () => {
    const { program } = await programHere()

    const { status, body } = await program.json('GET', '/v2/dynamic-rules')

    expect(status).toBe(200)
    expect(body).toEqual({
      rules: {
        ...RULES,
        format: `${RULES.prefix}:{}:{:x}:${RULES.suffix}`,
        start: RULES.prefix,
        end: RULES.suffix,
        remove_headers: [],
      },
      is_current: true,
      is_public: true,
      is_early_access: false,
      source: `${host.url}/rules.json`,
      revision: RULES.revision,
      fetched_at: '2026-11-22T12:00:00.000Z',
      confirmed_at: '2026-11-22T12:00:00.000Z',
      outdated_at: null,
      built_at: '2026-11-01T06:00:00.000Z',
      age_seconds: 21 * 86_400 + 6 * 3_600,
    })
  })

  test('says so where there are none', async () => {
    const { program } = await programHere({ MOORING_RULES_URL: `${host.url}/none.json` })

    const { status, body } = await program.json('GET', '/v2/dynamic-rules')

    expect([status, body.type, typeof body.requestId]).toEqual([503, 'RULES_OUTDATED', 'string'])
  })

  test('has its age alone at /status', async () => {
    const { program } = await programHere()

    const { body } = await program.json('GET', '/v2/dynamic-rules/status')

    expect(body).toMatchObject({ is_current: true, age_seconds: 1_836_000 })
    expect(body.rules).toBeUndefined()
  })
})

describe('POST /v2/dynamic-rules/sign', () => {
  test('signs a request as OnlyFans checks it', async () => {
    const { program } = await programHere()
    const endpoint = '/api2/v2/chats?limit=10&offset=0'

    const { body } = await program.json('POST', '/v2/dynamic-rules/sign', { endpoint, time: 1_700_000_000_000, 'user-id': '42' })

    expect(body).toEqual({
      signed: {
        sign: expectedSign(RULES, endpoint, '1700000000000', '42'),
        time: '1700000000000',
        'user-id': '42',
        'app-token': RULES.app_token,
      },
    })
  })

  test('takes a whole address, and signs for nobody now when nothing is said', async () => {
    const { program, clock } = await programHere()

    const { body } = await program.json('POST', '/v2/dynamic-rules/sign', { endpoint: 'https://onlyfans.com/api2/v2/init' })

    expect(body.signed).toMatchObject({
      sign: expectedSign(RULES, '/api2/v2/init', String(clock.now), '0'),
      time: String(clock.now),
      'user-id': '0',
    })
  })

  test.each([
    [{}],
    [{ endpoint: 'users/me' }],
    [{ endpoint: '/a b' }],
    [{ endpoint: '/a', time: 'soon' }],
    [{ endpoint: '/a', time: -1 }],
    [{ endpoint: '/a', 'user-id': 'stella' }],
  ])('refuses %j', async (wrong) => {
    const { program } = await programHere()

    const { status, body } = await program.json('POST', '/v2/dynamic-rules/sign', wrong)

    expect(status).toBe(400)
    expect(typeof body.type).toBe('string')
  })
})

test('a key without the scope gets neither', async () => {
  const app = await programHere()
  const other = await app.keyOf(app.nora, { scopes: ['proxy:read'] })

  expect((await other.json('GET', '/v2/dynamic-rules')).status).toBe(403)
  expect((await app.nobody.json('GET', '/v2/dynamic-rules')).status).toBe(401)
})
