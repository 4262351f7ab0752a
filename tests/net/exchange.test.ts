import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Net } from '#src/net/net.ts'
import type { ProxyServer } from '#src/net/proxy.ts'
import { type Origin, startOrigin } from '#tests/fakes/origin.ts'
import { type FakeProxy, startProxy } from '#tests/fakes/proxy.ts'
import { netFor, serverOf } from '#tests/support/net.ts'

const PROTOCOLS = ['http', 'https', 'socks5'] as const

let origin: Origin
let net: Net
let proxies: FakeProxy[]

beforeAll(async () => {
  origin = await startOrigin({ address: '127.0.81.1' })
  net = netFor(origin)
  proxies = await Promise.all(
    PROTOCOLS.map((protocol, index) => {
      const address = `127.0.81.${index + 2}`
      return startProxy({ address, protocol, username: 'u', password: 'p', certificate: origin.authority.issue([address]) })
    }),
  )
})
afterAll(async () => {
  for (const proxy of proxies) await proxy.stop()
  origin.stop()
})

const ask = (proxy: ProxyServer, { lane = 'stella', signal }: { lane?: string; signal?: AbortSignal } = {}) =>
  net.exchange(proxy, new URL(origin.url), { method: 'GET', path: '/', headers: {}, body: null, lane, signal })

async function ipSeen(proxy: ProxyServer, lane?: string) {
  const { body } = await ask(proxy, lane === undefined ? {} : { lane })
  let text = ''
  for await (const chunk of body) text += chunk
  return text.trim()
}

describe('an exchange', () => {
  test('leaves by the proxy it was given, of every kind', async () => {
    for (const proxy of proxies) expect(await ipSeen(serverOf(proxy))).toBe(proxy.host)
  })

  test('never leaves by another one, however they are mixed', async () => {
    const servers = proxies.map((proxy) => serverOf(proxy))

    const seen = await Promise.all(
      Array.from({ length: 90 }, (_, index) => servers[index % servers.length]).map(async (server) => {
        const { host } = server ?? { host: '' }
        return [host, server ? await ipSeen(server, `user ${host}`) : '']
      }),
    )

    for (const [host, ip] of seen) expect(ip).toBe(host ?? '')
  })

  test('does not go on by a connection that other credentials opened', async () => {
    const [proxy] = proxies
    if (!proxy) throw new Error('No proxy')
    await ipSeen(serverOf(proxy))

    await expect(ipSeen(serverOf(proxy, { password: 'wrong' }))).rejects.toMatchObject({ failure: 'auth_failed' })
  })

  test('has no way without a proxy', async () => {
    const before = origin.connections.length

    for (const none of [null, undefined, {}, { host: '127.0.81.2' }]) {
      await expect(ask(none as unknown as ProxyServer)).rejects.toThrow()
    }
    await Promise.all(proxies.map((proxy) => proxy.behave('reset')))
    for (const proxy of proxies) await expect(ipSeen(serverOf(proxy), 'new')).rejects.toMatchObject({ name: 'NetFailure' })
    await Promise.all(proxies.map((proxy) => proxy.behave('ok')))

    expect(origin.connections.slice(before)).toEqual([])
  })

  test('ends with its caller, while it waits for the proxy too', async () => {
    const [proxy] = proxies
    if (!proxy) throw new Error('No proxy')
    await proxy.behave('hang')
    const caller = new AbortController()

    const waiting = ask(serverOf(proxy), { lane: 'luna', signal: caller.signal })
    caller.abort(new Error('left'))

    await expect(waiting).rejects.toThrow('left')
    await proxy.behave('ok')
  })

  test('checks the certificate of the other side', async () => {
    const stranger = await startOrigin({ address: '127.0.81.9' })
    const [proxy] = proxies
    if (!proxy) throw new Error('No proxy')

    const asked = net.exchange(serverOf(proxy), new URL(stranger.url), {
      method: 'GET',
      path: '/',
      headers: {},
      body: null,
      lane: '1',
    })

    await expect(asked).rejects.toMatchObject({ failure: 'tls_failed' })
    expect(stranger.seen).toEqual([])
    stranger.stop()
  })
})
