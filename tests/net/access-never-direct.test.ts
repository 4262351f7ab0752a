import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import { bodyOf } from '#tests/connections/setup.ts'
import { createAuthority } from '#tests/fakes/certificates.ts'
import { type FakeOnlyFans, startOnlyFans } from '#tests/fakes/onlyfans.ts'
import { type Origin, startOrigin } from '#tests/fakes/origin.ts'
import { type FakeProxy, PROXY_MODES, startProxy } from '#tests/fakes/proxy.ts'
import { ownFolder } from '#tests/support/folder.ts'
import { canWatch, leaksIn } from '#tests/support/leak-detector.ts'
import { startWatched, type WatchedProgram } from '#tests/support/watched-program.ts'

const NAME = 'onlyfans-known-to-the-proxy-alone.test'
const CHECK = 'check-known-to-the-proxy-alone.test'
const ADDRESSES = ['127.0.71.1', '127.0.71.2', '127.0.71.3']
const PROTOCOLS = ['http', 'https', 'socks5'] as const

describe.skipIf(!canWatch)('calls as an account', () => {
  let onlyfans: FakeOnlyFans
  let origin: Origin
  let program: WatchedProgram
  const proxies: FakeProxy[] = []

  beforeAll(async () => {
    const authority = createAuthority()
    onlyfans = await startOnlyFans({ address: '127.0.71.9', names: [NAME], authority })
    origin = await startOrigin({ address: '127.0.71.8', names: [CHECK], authority })
    const names = { [NAME]: onlyfans.address, [CHECK]: origin.address }
    for (const [index, protocol] of PROTOCOLS.entries()) {
      const address = ADDRESSES[index] ?? ''
      const certificate = authority.issue([address])
      proxies.push(await startProxy({ address, protocol, certificate, names, username: 'u', password: 'p' }))
    }
    const rules = join(ownFolder('rules'), 'rules.json')
    await Bun.write(rules, JSON.stringify(onlyfans.rules()))
    program = await startWatched({
      MOORING_ALLOW_PRIVATE_PROXIES: '127.0.0.0/8',
      MOORING_CHECK_URL: `https://${CHECK}:${origin.port}/`,
      ONLYFANS_API_URL: `https://${NAME}:${onlyfans.port}`,
      MOORING_RULES_URL: `file://${rules}`,
      MOORING_CA_FILE: onlyfans.caFile,
      NO_PROXY: '*',
      no_proxy: `${NAME},127.0.0.0/8`,
      HTTPS_PROXY: 'http://127.0.71.99:1',
      ALL_PROXY: 'socks5://127.0.71.99:1',
    })
  }, 60_000)
  afterAll(async () => {
    for (const proxy of proxies) await proxy.stop()
    origin.stop()
    await onlyfans.stop()
  })

  test('leave through its proxy or not at all', async () => {
    const { nora } = program
    const made: { account: string; connection: string }[] = []
    for (const { host, port, protocol } of proxies) {
      const account = (await nora.json('POST', '/api/accounts', { name: `Creator ${protocol}` })).body.data.id
      const fields = { proxy_address: host, proxy_port: port, proxy_protocol: protocol, proxy_username: 'u', proxy_password: 'p' }
      await nora.json('POST', `/api/proxy/account/${account}/set-manual`, fields)
      const session = onlyfans.signIn(onlyfans.addUser())
      const permissions = ['messages:read', 'posts:write']
      const body = { ...bodyOf(session), accountId: account, permissions }
      const { status, text, body: connected } = await nora.json('POST', '/v2/account/connections/import', body)
      expect([status, text]).toEqual([201, expect.any(String)])
      made.push({ account, connection: connected.id })
    }
    const call = ({ connection }: { connection: string }, method = 'GET', path = '/chats') =>
      nora.json(method, `/v2/access/proxy${path}`, method === 'GET' ? undefined : { text: 'x' }, {
        'x-connection-id': connection,
      })

    const good = await Promise.all(made.map((one) => call(one)))
    for (const mode of PROXY_MODES.filter((one) => !one.startsWith('hang') && one !== 'ok')) {
      for (const proxy of proxies) {
        proxy.cut()
        await proxy.behave(mode)
      }
      await Promise.all(made.flatMap((one) => [call(one), call(one, 'POST', '/posts')]))
    }
    for (const proxy of proxies) await proxy.behave('ok')
    // Switched off, taken away and cut while a call is on its way.
    const onTheWay = made.map((one) => call(one, 'GET', '/chats?as=hang'))
    const [first, second] = made
    await nora.json('PUT', `/api/proxy/account/${first?.account}/preference`, { proxy_is_active: false })
    await nora.json('POST', `/api/proxy/account/${second?.account}/disable`)
    for (const proxy of proxies) proxy.cut()
    const cut = await Promise.all(onTheWay)
    const after = await Promise.all(made.slice(0, 2).map((one) => call(one)))

    expect(good.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(cut.every(({ status }) => status >= 400)).toBe(true)
    expect(after.map(({ body }) => body.type)).toEqual(['PROXY_INACTIVE', 'PROXY_INACTIVE'])
    const traffic = await program.end()
    expect(leaksIn(traffic, ADDRESSES)).toEqual([])
    expect([...new Set(onlyfans.seen.map(({ ip }) => ip))].sort()).toEqual(ADDRESSES)
    expect(onlyfans.killed).toEqual([])
  }, 120_000)
})
