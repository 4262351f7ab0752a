import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { OPERATIONS } from '#src/reference/operations.ts'
import { bodyOf, startSessions } from '#tests/connections/setup.ts'
import { madeUpRules } from '#tests/fakes/onlyfans.ts'
import { startReceiver } from '#tests/fakes/webhook-receiver.ts'
import { poolApp } from '#tests/pool/setup.ts'
import type { Caller } from '#tests/support/app.ts'
import { until } from '#tests/support/client.ts'
import { bearing, codeOf, PIA } from '#tests/support/two-factor.ts'
import { startWorld, type World } from '#tests/support/world.ts'

/** Calls that need an outside of their own; their shapes are those of calls that are made here. */
const NOT_CALLED = [
  'POST /api/pool/sources/:id/accept',
  'GET /api/whatsmyip',
  'POST /api/proxy/account/:accountId/restore',
  'POST /api/jobs/:id/pause',
  'POST /api/jobs/:id/resume',
  'POST /api/jobs/:id/retry',
  // What OnlyFans answers, whatever it is.
  ...['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'].map((method) => `${method} /v2/access/proxy/*`),
]

const NEW_KEY = 'wsk_new_0123456789abcdefghijklmnop'

let world: World
const called = new Set<string>()

beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

/** Makes a call and holds the answer to its description: what is described is there, and nothing else. */
async function call(who: Caller, route: string, { params = {}, query = '', body, headers }: Call = {}) {
  const [method = '', path = ''] = route.split(' ')
  const filled = path.replace(/:(\w+)/g, (_, name) => params[name] ?? 'missing')
  const answer = await who.json(method, filled + query, body, headers)
  const { answer: schema, status = 200 } = OPERATIONS[route] ?? {}
  expect([route, answer.status, answer.text]).toEqual([route, status, expect.any(String)])
  const read = schema?.safeParse(answer.body)
  expect([route, read?.error?.issues ?? []]).toEqual([route, []])
  expect({ route, ...(read?.data as object) }).toEqual({ route, ...answer.body })
  called.add(route)
  return answer.body
}

interface Call {
  params?: Record<string, string>
  query?: string
  body?: object
  headers?: Record<string, string>
}

describe('answers are as described', () => {
  test('for signing in and the second factor', async () => {
    await world.addMember(PIA)
    const signedIn = await call(world.nobody, 'POST /api/auth/login', { body: { email: PIA.email, password: PIA.password } })
    const pia = bearing(world, signedIn.data.token)
    await call(pia, 'POST /api/auth/refresh')
    await call(pia, 'GET /api/auth/me')
    const { secret } = (await call(pia, 'POST /api/auth/totp', { body: { password: PIA.password } })).data
    await call(pia, 'POST /api/auth/totp/confirm', { body: { code: codeOf(world, secret) } })
    await call(pia, 'GET /api/auth/totp')
    const proof = () => ({ body: { password: PIA.password, code: codeOf(world, secret) } })
    world.clock.now += 60_000
    await call(pia, 'POST /api/auth/totp/recovery-codes', proof())
    world.clock.now += 60_000
    await call(pia, 'POST /api/auth/totp/remove', proof())
    const other = await call(world.nobody, 'POST /api/auth/login', { body: { email: PIA.email, password: PIA.password } })
    const [newest] = (await call(pia, 'GET /api/auth/sign-ins')).data
    await call(pia, 'DELETE /api/auth/sign-ins/:id', { params: { id: newest.id } })
    expect((await bearing(world, other.data.token).json('GET', '/api/auth/me')).status).toBe(401)
    const change = { current_password: PIA.password, new_password: 'granite otter balcony' }
    await call(pia, 'POST /api/auth/password', { body: change })
    await call(pia, 'POST /api/auth/logout')
  })

  test('for team, keys and settings', async () => {
    const { nora } = world
    const quinn = { email: 'quinn@agency.example', name: 'Quinn', role: 'viewer' }
    const invite = await call(nora, 'POST /api/team/invites', { body: quinn })
    await call(nora, 'GET /api/team/invites')
    await call(nora, 'DELETE /api/team/invites/:id', { params: { id: invite.data.id } })
    await call(nora, 'GET /api/team')
    await call(nora, 'PATCH /api/team/:id', { params: { id: 'usr_zed' }, body: { name: 'Zed S.' } })
    await call(nora, 'POST /api/team/:id/password-link', { params: { id: 'usr_zed' } })
    const zed = bearing(world, (await setPasswordOfZed()).data.token)
    const { secret } = (await call(zed, 'POST /api/auth/totp', { body: { password: 'granite otter balcony' } })).data
    await call(zed, 'POST /api/auth/totp/confirm', { body: { code: codeOf(world, secret) } })
    await call(nora, 'POST /api/team/:id/reset-totp', { params: { id: 'usr_zed' } })
    await call(nora, 'DELETE /api/team/:id', { params: { id: 'usr_zed' } })
    const key = await call(nora, 'POST /api/keys', { body: { name: 'K', scopes: ['proxy:read'], account_ids: [world.stella] } })
    await call(bearing(world, key.data.key), 'GET /api/auth/me')
    await call(nora, 'GET /api/keys')
    await call(nora, 'DELETE /api/keys/:id', { params: { id: key.data.id } })
    await call(nora, 'GET /api/settings')
    await call(nora, 'PATCH /api/settings', { body: { rest_days: 7 } })
  })

  async function setPasswordOfZed() {
    const link = await world.nora.json('POST', '/api/team/usr_zed/password-link')
    return (await world.nobody.json('POST', new URL(link.body.data.url).pathname, { password: 'granite otter balcony' })).body
  }

  test('for accounts, activity and jobs', async () => {
    const { nora } = world
    const added = await call(nora, 'POST /api/accounts', { body: { name: 'Luna', tags: ['night'], note: 'Calls on Monday' } })
    const params = { id: added.data.id as string }
    await call(nora, 'GET /api/accounts')
    await call(nora, 'GET /api/accounts/:id', { params })
    await call(nora, 'PATCH /api/accounts/:id', { params, body: { archived: true } })
    await call(nora, 'DELETE /api/accounts/:id', { params })
    await call(nora, 'POST /api/accounts/import', { body: { csv: 'name,tags\nMira,day\n,night\n' } })
    const dry = await nora.json('POST', '/api/accounts/import?dry_run=true', { csv: 'name\nMira\n' })
    expect(OPERATIONS['POST /api/accounts/import']?.also?.answer.parse(dry.body)).toEqual(dry.body)
    await call(nora, 'GET /api/events')
    await call(nora, 'GET /api/overview')
  })

  test('for proxies and the pool', async () => {
    const { nora, stella, origin } = world
    await world.pool([{ country: 'DE', city: 'Berlin' }, { country: 'DE' }, { country: 'FR', city: 'Paris', asn: null }])
    const own = await world.proxy()
    const params = { accountId: stella }
    const given = { proxy_address: own.host, proxy_port: own.port }
    await call(nora, 'GET /api/proxy/account/:accountId', { params })
    await call(nora, 'POST /api/proxy/account/:accountId/assign-auto', { params })
    await call(nora, 'GET /api/proxy/account/:accountId', { params })
    await call(nora, 'POST /api/proxy/account/:accountId/test', { params })
    await call(nora, 'POST /api/proxy/account/:accountId/handle-failure', { params, body: { error: 'slow' } })
    await call(nora, 'GET /api/proxy/account/:accountId/credentials', { params })
    await call(nora, 'PUT /api/proxy/account/:accountId/preference', { params, body: { proxy_region_preference: 'DE' } })
    await call(nora, 'POST /api/proxy/account/:accountId/preference', { params, body: { proxy_region_preference: 'FR' } })
    await call(nora, 'POST /api/proxy/account/:accountId/set-manual', { params, body: given })
    await call(nora, 'POST /api/proxy/account/:accountId/disable', { params })
    await call(nora, 'GET /api/proxy/account/:accountId/history', { params })
    await call(nora, 'GET /api/proxy/account/:accountId/checks', { params })
    await call(nora, 'POST /api/proxy/test-connectivity', { body: given })
    await call(nora, 'POST /api/proxy/parse', { body: { text: 'http://user:pass@203.0.113.9:8080\na:1:b:2\nnonsense' } })
    const plan = (await nora.json('POST', '/api/proxy/assign-missing', { dry_run: true })).body
    expect(OPERATIONS['POST /api/proxy/assign-missing']?.answer?.parse(plan)).toEqual(plan)
    const missing = await call(nora, 'POST /api/proxy/assign-missing', { body: {} })
    const bulk = await call(nora, 'POST /api/proxy/bulk', { body: { action: 'test', account_ids: [stella] } })
    for (const { data } of [missing, bulk]) {
      await until('the job is done', async () => {
        const job = await nora.json('GET', `/api/jobs/${data.job_id}`)
        return job.body.data.finished_at
      })
      await call(nora, 'GET /api/jobs/:id', { params: { id: data.job_id } })
    }
    await call(nora, 'GET /api/jobs')
    expect(origin.seen.length).toBeGreaterThan(0)

    await call(nora, 'GET /api/pool')
    const listed = await call(nora, 'GET /api/pool/proxies')
    const row = { id: String(listed.data[0].id) }
    await call(nora, 'POST /api/pool/proxies/:id/burn', { params: row })
    await call(nora, 'POST /api/pool/proxies/:id/unburn', { params: row })
    await call(nora, 'GET /api/pool/sources')
    await call(nora, 'GET /api/proxy/webshare/available-countries')
    await call(nora, 'GET /api/proxy/webshare/available-cities', { query: '?countryCode=FR' })
  })

  test('for what feeds the pool', async () => {
    const app = await poolApp()
    const { nora } = app
    const sync = await call(nora, 'POST /api/pool/sync')
    await app.deps.jobs.settled()
    await call(nora, 'GET /api/jobs/:id', { params: { id: sync.data.id } })
    await call(nora, 'GET /api/proxy/webshare/available')
    const list = { kind: 'list', name: 'Mine', proxies: '203.0.113.5:8080:user:pass' }
    const added = await call(nora, 'POST /api/pool/sources', { body: list })
    const params = { id: added.data.id as string }
    await call(nora, 'PATCH /api/pool/sources/:id', { params, body: { name: 'Ours' } })
    await call(nora, 'GET /api/pool/sources')
    await call(nora, 'DELETE /api/pool/sources/:id', { params })
    const other = await poolApp({ env: { WEBSHARE_API_KEY: '' } })
    const owned = await call(other.nora, 'POST /api/pool/sources', { body: { api_key: other.webshare.apiKey } })
    await other.deps.jobs.settled()
    other.webshare.accept(NEW_KEY)
    const withKey = (body: object) => call(other.nora, 'POST /api/pool/sources/:id/key', { params: { id: owned.data.id }, body })
    await withKey({ api_key: NEW_KEY, dry_run: true })
    await withKey({ api_key: NEW_KEY })
    await other.deps.jobs.settled()
    await other.webshare.stop()
    const again = await call(nora, 'POST /api/pool/sync')
    await call(nora, 'POST /api/jobs/:id/cancel', { params: { id: again.data.id } })
    await app.deps.jobs.settled()
    await app.webshare.stop()
  })

  test('for captures', async () => {
    const outside = await startSessions()
    try {
      const { nora, nobody } = await outside.app()
      const { session } = outside.creator()
      const sess = /sess=(\w+)/.exec(session.cookie)?.[1] ?? ''
      const capture = { cookies: { auth_id: session.userId, sess, fp: /fp=(\w+)/.exec(session.cookie)?.[1] ?? '' } }
      const headers = { sess, bctokensha: session.xBc ?? '', useragent: session.userAgent }
      await call(nora, 'POST /api/v2/account-connect', { body: capture, headers })
      const { code } = (await call(nora, 'POST /api/extension/pairings', { body: {} })).data
      const browser = { code, extension_id: 'abcdefghijklmnopabcdefghijklmnop', name: 'Chrome' }
      await call(nobody, 'POST /api/extension/pair', { body: browser })
    } finally {
      await outside.stop()
    }
  })

  test('for connections', async () => {
    const outside = await startSessions()
    try {
      const { nora } = await outside.app()
      const { user, session } = outside.creator({}, { secondFactor: {} })
      await call(nora, 'GET /v2/account/whoami')
      const made = await call(nora, 'POST /v2/account/connections/import', { body: bodyOf(session) })
      const params = { id: made.id as string }
      await call(nora, 'POST /v2/account/connections/:id/code', { params, body: { code: '482913' } })
      await call(nora, 'GET /v2/account/connections')
      await call(nora, 'GET /v2/account/connections/:id', { params })
      await call(nora, 'PATCH /v2/account/connections/:id', { params, body: { clientReferenceId: 'ref' } })
      await call(nora, 'POST /v2/account/connections/:id/check', { params })
      const next = bodyOf(outside.onlyfans.signIn(user))
      await call(nora, 'PATCH /v2/account/connections/import/:id', { params, body: next })
      await call(nora, 'POST /v2/account/connections/:id/invalidate', { params })
      await call(nora, 'DELETE /v2/account/connections/:id', { params })
    } finally {
      await outside.stop()
    }
  })

  test('for signing rules', async () => {
    const { nora } = world
    await call(nora, 'PUT /api/rules', { body: { rules: madeUpRules() } })
    await call(nora, 'GET /api/rules')
    await call(nora, 'POST /api/rules/refresh')
    await call(nora, 'GET /v2/dynamic-rules')
    await call(nora, 'GET /v2/dynamic-rules/status')
    await call(nora, 'POST /v2/dynamic-rules/sign', { body: { endpoint: '/api2/v2/users/me', time: 1_700_000_000_000 } })
    await call(nora, 'DELETE /api/rules')
  })

  test('for webhooks', async () => {
    const { nora } = world
    const receiver = await startReceiver({ address: '127.0.64.1' })
    const added = await call(nora, 'POST /api/webhooks', { body: { url: receiver.url, events: ['pool.low'] } })
    const params = { id: added.data.id as string }
    await call(nora, 'GET /api/webhooks')
    await call(nora, 'GET /api/webhooks/:id', { params })
    await call(nora, 'PATCH /api/webhooks/:id', { params, body: { enabled: false } })
    await call(nora, 'POST /api/webhooks/:id/rotate', { params })
    const sent = await call(nora, 'POST /api/webhooks/:id/test', { params })
    await call(nora, 'POST /api/webhooks/deliveries/:id/resend', { params: { id: sent.data.id } })
    await call(nora, 'GET /api/webhooks/:id/deliveries', { params })
    await call(nora, 'DELETE /api/webhooks/:id', { params })
    await receiver.stop()
  })

  test('for what is held about a creator', async () => {
    const { data } = await call(world.nora, 'POST /api/accounts', { body: { name: 'Erased' } })
    const params = { id: data.id }
    await call(world.nora, 'GET /api/accounts/:id/export', { params })
    await call(world.nora, 'POST /api/accounts/:id/erase', { params, body: { confirm: 'Erased' } })
  })

  test('for every call but a few', () => {
    const described = Object.entries(OPERATIONS).filter(([, { answer }]) => answer)

    const left = described.map(([route]) => route).filter((route) => !called.has(route))

    expect(left.sort()).toEqual([...NOT_CALLED].sort())
  })
})
