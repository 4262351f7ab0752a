import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test'
import net from 'node:net'
import { createDial } from '#src/net/dial.ts'
import { createGuard } from '#src/net/guard.ts'
import { createAuthorities } from '#src/net/secure.ts'
import { type Origin, startOrigin } from '#tests/fakes/origin.ts'
import { type FakeProxy, PROXY_MODES, startProxy } from '#tests/fakes/proxy.ts'
import { netFor, serverOf } from '#tests/support/net.ts'

const PROTOCOLS = ['http', 'https', 'socks5'] as const
const NAME = 'proxy.example'

let origin: Origin
let proxies: FakeProxy[]
beforeAll(async () => {
  origin = await startOrigin({ address: '127.0.80.1' })
  const certificate = origin.authority.issue([NAME, '127.0.80.2', '127.0.80.3', '127.0.80.4'])
  proxies = await Promise.all(
    PROTOCOLS.map((protocol, index) => startProxy({ address: `127.0.80.${index + 2}`, protocol, certificate })),
  )
})
afterEach(async () => {
  for (const proxy of proxies) await proxy.behave('ok')
})
afterAll(async () => {
  for (const proxy of proxies) await proxy.stop()
  origin.stop()
})

const target = () => ({ host: origin.address, port: origin.httpPort })

/** Dials with a resolver of its own that knows one name. */
function dialKnowing(addresses: string[][]) {
  let asked = 0
  const resolve = async (name: string) => (name === NAME ? (addresses[asked++ % addresses.length] ?? []) : [])
  const guard = createGuard({ allowPrivate: ['127.0.80.0/24'], own: { host: '127.0.0.1', port: 1 }, resolve })
  return createDial(guard, createAuthorities(origin.caFile))
}

describe('a proxy that has a name', () => {
  test('is reached by the address that was checked', async () => {
    for (const proxy of proxies) {
      const dial = dialKnowing([[proxy.host]])

      const socket = await dial(serverOf(proxy, { host: NAME }), target(), { timeoutMs: 5_000 })

      expect(socket.destroyed).toBe(false)
      socket.destroy()
    }
  })

  test('is refused as soon as the name points elsewhere', async () => {
    const [proxy] = proxies
    if (!proxy) throw new Error('not started')
    const dial = dialKnowing([[proxy.host], ['127.0.0.1'], [proxy.host, '169.254.169.254']])
    const before = origin.connections.length

    const outcomes: string[] = []
    for (let times = 0; times < 30; times++) {
      await dial(serverOf(proxy, { host: NAME }), target(), { timeoutMs: 5_000 }).then(
        (socket) => outcomes.push(socket.destroy().destroyed ? 'connected' : ''),
        (error) => outcomes.push(error.failure),
      )
    }

    expect(outcomes).toEqual(Array(10).fill(['connected', 'not_allowed', 'not_allowed']).flat())
    expect(origin.connections.length - before).toBe(10)
  })

  test('is tried at its next address when the first refuses', async () => {
    const [proxy] = proxies
    if (!proxy) throw new Error('not started')

    const socket = await dialKnowing([['127.0.80.99', proxy.host]])(serverOf(proxy, { host: NAME }), target(), {
      timeoutMs: 5_000,
    })

    expect(socket.remoteAddress).toBe(proxy.host)
    socket.destroy()
  })
})

describe('what is written to a proxy', () => {
  test('cannot be given lines by the target', async () => {
    const dial = dialKnowing([['127.0.80.2']])
    const [proxy] = proxies
    if (!proxy) throw new Error('not started')
    const before = proxy.connections.length

    const hosts = ['a\r\nX-Evil: 1', 'a b', '', 'é.example', `${'a'.repeat(256)}`]
    const names = await Promise.all(
      hosts.map((host) => dial(serverOf(proxy), { host, port: 443 }, { timeoutMs: 1_000 }).catch((error) => error.name)),
    )

    expect(names).toEqual(Array(hosts.length).fill('TypeError'))
    expect(proxy.connections.length).toBe(before)
  })
})

describe('a failed connection', () => {
  test('leaves no socket behind', async () => {
    const door = netFor(origin, { testTimeoutMs: 300 })
    for (const mode of PROXY_MODES) {
      for (const proxy of proxies) await proxy.behave(mode)
      await Promise.all(proxies.map((proxy) => door.test(serverOf(proxy))))
    }
    for (const proxy of proxies) await proxy.behave('ok')

    expect(await settledAt(0, () => proxies.reduce((sum, proxy) => sum + proxy.open(), 0))).toBe(0)
  })

  test('leaves none when its caller gives up', async () => {
    for (const proxy of proxies) await proxy.behave('hang')
    const door = netFor(origin)

    const outcomes = await Promise.allSettled(
      proxies.map((proxy) =>
        door.request(serverOf(proxy), new URL(origin.url), { timeoutMs: 1_000, maxBytes: 100, signal: AbortSignal.timeout(100) }),
      ),
    )

    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    expect(await settledAt(0, () => proxies.reduce((sum, proxy) => sum + proxy.open(), 0))).toBe(0)
  })
})

/** Waits, within bounds, until a count has come down. */
async function settledAt(wanted: number, count: () => number) {
  for (let tries = 0; tries < 200 && count() !== wanted; tries++) await Bun.sleep(20)
  return count()
}

const hasIpv6 = await new Promise<boolean>((resolve) => {
  const server = net.createServer()
  server.on('error', () => resolve(false)).listen(0, '::1', () => server.close(() => resolve(true)))
})

describe.skipIf(!hasIpv6)('an IPv6 proxy', () => {
  test.each(PROTOCOLS)('speaks %s', async (protocol) => {
    const own = await startOrigin({ address: '127.0.80.9' })
    const proxy = await startProxy({
      address: '::1',
      protocol,
      certificate: own.authority.issue(['::1']),
      username: 'u',
      password: 'p',
    })
    const door = netFor(own, { env: { MOORING_ALLOW_PRIVATE_PROXIES: '::1/128' } })

    const plain = await door.test(serverOf(proxy))
    const bracketed = await door.test(serverOf(proxy, { host: '[::1]' }))
    await proxy.stop()
    own.stop()

    expect(plain).toMatchObject({ ok: true })
    expect(bracketed).toMatchObject({ ok: true })
  })
})
