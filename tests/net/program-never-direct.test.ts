import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type Origin, startOrigin } from '#tests/fakes/origin.ts'
import { type FakeProxy, PROXY_MODES, startProxy } from '#tests/fakes/proxy.ts'
import { canWatch, leaksIn } from '#tests/support/leak-detector.ts'
import { startWatched, type WatchedProgram } from '#tests/support/watched-program.ts'

const NAME = 'known-to-the-proxy-alone.test'
const ADDRESSES = ['127.0.70.1', '127.0.70.2', '127.0.70.3']
const WEBSHARE = '127.0.70.98'
const PROTOCOLS = ['http', 'https', 'socks5'] as const

describe.skipIf(!canWatch)('the whole program', () => {
  let origin: Origin
  let program: WatchedProgram
  const proxies: FakeProxy[] = []

  beforeAll(async () => {
    origin = await startOrigin({ address: '127.0.70.9', names: [NAME] })
    for (const [index, protocol] of PROTOCOLS.entries()) {
      const address = ADDRESSES[index] ?? ''
      const certificate = origin.authority.issue([address])
      proxies.push(
        await startProxy({ address, protocol, certificate, names: { [NAME]: origin.address }, username: 'u', password: 'p' }),
      )
    }
    program = await startWatched({
      MOORING_ALLOW_PRIVATE_PROXIES: '127.0.0.0/8',
      MOORING_CHECK_URL: `https://${NAME}:${origin.port}/`,
      ONLYFANS_API_URL: `https://${NAME}:${origin.port}`,
      MOORING_CA_FILE: origin.caFile,
      MOORING_CHECK_EVERY: '5s',
      // The one host it may ask by itself.
      WEBSHARE_API_URL: `http://${WEBSHARE}:1`,
      NO_PROXY: '*',
      no_proxy: `${NAME},127.0.0.0/8`,
      HTTP_PROXY: 'http://127.0.70.99:1',
      https_proxy: 'http://127.0.70.99:1',
      ALL_PROXY: 'socks5://127.0.70.99:1',
    })
  }, 60_000)
  afterAll(async () => {
    for (const proxy of proxies) await proxy.stop()
    origin.stop()
  })

  test('keeps to the proxies of its accounts, whatever happens to them', async () => {
    const { nora } = program
    const accounts: string[] = []
    for (const [index, { host, port, protocol }] of proxies.entries()) {
      const { body } = await nora.json('POST', '/api/accounts', { name: `Creator ${index}` })
      accounts.push(body.data.id)
      const fields = { proxy_address: host, proxy_port: port, proxy_protocol: protocol, proxy_username: 'u', proxy_password: 'p' }
      const manual = await nora.json('POST', `/api/proxy/account/${body.data.id}/set-manual`, fields)
      expect(manual.status).toBe(200)
    }
    const call = (id: string, verb: string, body?: unknown, method = 'POST') =>
      nora.json(method, `/api/proxy/account/${id}/${verb}`, body)

    for (const mode of PROXY_MODES.filter((one) => !one.startsWith('hang'))) {
      for (const proxy of proxies) await proxy.behave(mode)
      await Promise.all(accounts.map((id) => call(id, 'test')))
    }
    // Switched off, taken away and cut while a test is on its way.
    for (const proxy of proxies) await proxy.behave('hang-after-connect')
    const onTheWay = accounts.map((id) => call(id, 'test'))
    const [first = '', second = '', third = ''] = accounts
    await call(first, 'preference', { proxy_is_active: false }, 'PUT')
    await call(second, 'disable')
    await call(third, 'handle-failure', { error: 'tunnel failed' })
    for (const proxy of proxies) proxy.cut()
    await Promise.all(onTheWay)
    const inactive = await call(first, 'test')
    const without = await call(second, 'test')

    expect(inactive.body.success).toBe(false)
    expect(without.body.success).toBe(false)
    const traffic = await program.end()
    const reached = traffic.destinations.map(({ ip }) => ip)
    expect(ADDRESSES.every((address) => reached.includes(address))).toBe(true)
    expect(leaksIn(traffic, [...ADDRESSES, `${WEBSHARE}:1`])).toEqual([])
    expect([...new Set(origin.connections)].sort()).toEqual(ADDRESSES)
  }, 120_000)
})
