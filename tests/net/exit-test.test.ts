import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test'
import net from 'node:net'
import type { FailureName } from '#src/net/failure.ts'
import type { ProxyServer } from '#src/net/proxy.ts'
import { createAuthority } from '#tests/fakes/certificates.ts'
import { type Origin, type OriginAnswer, startOrigin } from '#tests/fakes/origin.ts'
import { type FakeProxy, type ProxyMode, startProxy } from '#tests/fakes/proxy.ts'
import { netFor, serverOf } from '#tests/support/net.ts'

const LOGIN = { username: 'u:ser@', password: 'p%40 ä/#?' }
const ADDRESSES = { http: '127.0.21.1', https: '127.0.21.2', socks5: '127.0.21.3' }
const PROTOCOLS = ['http', 'https', 'socks5'] as const

let origin: Origin
const proxies: Partial<Record<(typeof PROTOCOLS)[number], FakeProxy>> = {}

beforeAll(async () => {
  origin = await startOrigin({ address: '127.0.20.1' })
  for (const protocol of PROTOCOLS) {
    const address = ADDRESSES[protocol]
    const certificate = origin.authority.issue([address])
    proxies[protocol] = await startProxy({ address, protocol, certificate, names: { 'origin.test': origin.address }, ...LOGIN })
  }
})
afterAll(async () => {
  for (const proxy of Object.values(proxies)) await proxy.stop()
  origin.stop()
})
afterEach(async () => {
  origin.answerWith('ip')
  for (const proxy of Object.values(proxies)) await proxy.behave('ok')
})

function proxyOf(protocol: (typeof PROTOCOLS)[number]) {
  const proxy = proxies[protocol]
  if (!proxy) throw new Error('not started')
  return proxy
}

/** The exit IP, or the name of the failure. */
async function verdict(proxy: ProxyServer, options: Parameters<typeof netFor>[1] = {}, expectedIp?: string) {
  const result = await netFor(origin, { testTimeoutMs: 5_000, ...options }).test(proxy, { expectedIp })
  return result.ok ? result.exitIp : result.reason
}

// A machine under load is slow, so only those wait briefly who are to wait in vain.
const patienceFor = (name: FailureName) => (name === 'timeout' ? { testTimeoutMs: 300 } : {})

describe.each(PROTOCOLS)('through an %s proxy', (protocol) => {
  test('a test reports exit IP, latency and country', async () => {
    const result = await netFor(origin).test(serverOf(proxyOf(protocol)))

    expect(result).toEqual({ ok: true, exitIp: ADDRESSES[protocol], country: null, latencyMs: expect.any(Number) })
  })

  test('JSON is read as well as text', async () => {
    expect(await verdict(serverOf(proxyOf(protocol)), { checkUrl: `${origin.url}?format=json` })).toBe(ADDRESSES[protocol])
  })

  test('a plain http address is reached too', async () => {
    expect(await verdict(serverOf(proxyOf(protocol)), { checkUrl: origin.httpUrl })).toBe(ADDRESSES[protocol])
  })

  test('the proxy is given the name of the target', async () => {
    const proxy = proxyOf(protocol)
    proxy.seen.length = 0

    const exit = await verdict(serverOf(proxy), { checkUrl: `https://origin.test:${origin.port}/` })

    expect(exit).toBe(ADDRESSES[protocol])
    expect(proxy.seen).toEqual([{ target: `origin.test:${origin.port}` }])
  })

  const modes: [ProxyMode, FailureName][] = [
    ['refuse', 'refused'],
    ['reset', 'reset'],
    ['hang', 'timeout'],
    ['hang-after-connect', 'timeout'],
    ['407', 'auth_failed'],
    ['402', protocol === 'socks5' ? 'upstream_error' : 'payment_required'],
    ['403', 'forbidden'],
    ['502', 'upstream_error'],
    ['302', protocol === 'socks5' ? 'upstream_error' : 'protocol'],
    ['garbage', 'protocol'],
    ['cut-body', 'reset'],
  ]
  test.each(modes)('%s is named %s', async (mode, name) => {
    const proxy = proxyOf(protocol)
    await proxy.behave(mode)

    expect(await verdict(serverOf(proxy), patienceFor(name))).toBe(name)
    expect(await verdict(serverOf(proxy), { checkUrl: origin.httpUrl, ...patienceFor(name) })).toBe(name)
  })

  test('a slow proxy passes', async () => {
    await proxyOf(protocol).behave('slow')

    expect(await verdict(serverOf(proxyOf(protocol)))).toBe(ADDRESSES[protocol])
  })

  test('wrong and missing credentials are auth_failed', async () => {
    const proxy = proxyOf(protocol)

    expect(await verdict(serverOf(proxy, { password: 'wrong' }))).toBe('auth_failed')
    expect(await verdict(serverOf(proxy, { username: null, password: null }))).toBe('auth_failed')
  })

  const answers: [OriginAnswer, FailureName][] = [
    ['not-an-ip', 'protocol'],
    ['huge', 'protocol'],
    ['redirect', 'protocol'],
    ['drip', 'timeout'],
    ['silent', 'timeout'],
    ['unavailable', 'upstream_error'],
  ]
  test.each(answers)('an origin that answers %s is %s', async (answer, name) => {
    origin.answerWith(answer)

    expect(await verdict(serverOf(proxyOf(protocol)), patienceFor(name))).toBe(name)
  })

  test('a target it cannot reach is upstream_error', async () => {
    const nobody = `https://127.0.20.99:${origin.port}/`

    expect(await verdict(serverOf(proxyOf(protocol)), { checkUrl: nobody })).toBe('upstream_error')
  })

  test('a certificate for another name is tls_failed', async () => {
    const elsewhere = await startProxy({
      address: ADDRESSES[protocol],
      protocol,
      certificate: origin.authority.issue([ADDRESSES[protocol]]),
      names: { 'other.test': origin.address },
    })

    const name = await verdict(serverOf(elsewhere), { checkUrl: `https://other.test:${origin.port}/` })
    await elsewhere.stop()

    expect(name).toBe('tls_failed')
  })

  test('another exit than expected is wrong_exit', async () => {
    const proxy = serverOf(proxyOf(protocol))

    expect(await verdict(proxy, {}, '127.0.99.99')).toBe('wrong_exit')
    expect(await verdict(proxy, {}, ADDRESSES[protocol])).toBe(ADDRESSES[protocol])
  })

  test('each test has a connection of its own', async () => {
    const proxy = proxyOf(protocol)
    const before = proxy.connections.length
    const net = netFor(origin)

    await net.test(serverOf(proxy))
    await net.test(serverOf(proxy))

    expect(proxy.connections.length - before).toBe(2)
  })
})

describe('certificates', () => {
  test('an authority that is not listed is tls_failed', async () => {
    const stranger = await startOrigin({ address: '127.0.20.2', authority: createAuthority('Stranger') })

    const name = await verdict(serverOf(proxyOf('http')), { checkUrl: stranger.url })
    stranger.stop()

    expect(name).toBe('tls_failed')
  })

  test.each([
    ['a missing file', '/nowhere/ca.pem'],
    ['a file without a certificate', 'package.json'],
  ])('%s is refused at start', (_, file) => {
    expect(() => netFor({ ...origin, caFile: file })).toThrow('MOORING_CA_FILE takes a PEM file')
  })

  test('an expired certificate is tls_failed', async () => {
    const expired = origin.authority.issue(['127.0.21.9'], { until: new Date('2021-01-01') })
    const proxy = await startProxy({ address: '127.0.21.9', protocol: 'https', certificate: expired })

    const name = await verdict(serverOf(proxy))
    await proxy.stop()

    expect(name).toBe('tls_failed')
  })

  test('an https proxy is checked against its own name', async () => {
    const certificate = origin.authority.issue(['proxy.example'])
    const proxy = await startProxy({ address: '127.0.21.10', protocol: 'https', certificate })

    const name = await verdict(serverOf(proxy))
    await proxy.stop()

    expect(name).toBe('tls_failed')
  })
})

describe('proxies that are no proxies', () => {
  const servers: net.Server[] = []
  const sockets: net.Socket[] = []
  async function serve(greet: (socket: net.Socket) => void) {
    const server = net.createServer((socket) => {
      sockets.push(socket.on('error', () => {}))
      greet(socket)
    })
    servers.push(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.22.1', resolve))
    return { host: '127.0.22.1', port: (server.address() as net.AddressInfo).port }
  }
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy()
    for (const server of servers.splice(0)) server.close()
  })
  const answering = (text: string | Buffer) => serve((socket) => socket.once('data', () => socket.write(text)))

  const answers: [string, string, FailureName][] = [
    ['a greeting of another protocol', 'SSH-2.0-OpenSSH_9.2\r\n', 'protocol'],
    ['a head without end', `HTTP/1.1 200 OK\r\nx: ${'a'.repeat(20_000)}`, 'protocol'],
    ['a status that is no number', 'HTTP/1.1 OK\r\n\r\n', 'protocol'],
    ['a switch of protocols', 'HTTP/1.1 101 Switching Protocols\r\n\r\n', 'protocol'],
    ['another version', 'HTTP/2 200\r\n\r\n', 'protocol'],
    ['more than the head', 'HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\n8.8.8.8', 'protocol'],
    ['a redirect to metadata', 'HTTP/1.1 307 x\r\nLocation: http://169.254.169.254/\r\n\r\n', 'protocol'],
    ['not found', 'HTTP/1.1 404 Not Found\r\n\r\n', 'upstream_error'],
    ['no traffic left, under another status', 'HTTP/1.1 503 x\r\nX-Webshare-Reason: bandwidthlimit\r\n\r\n', 'payment_required'],
    [
      'a forbidden host, under another status',
      'HTTP/1.1 502 x\r\nX-Webshare-Error-Reason: client_connect_forbidden_host\r\n\r\n',
      'forbidden',
    ],
  ]
  test.each(answers)('%s', async (_, text, name) => {
    const place = await answering(text)

    expect(await verdict(serverOf({ protocol: 'http', ...place }))).toBe(name)
  })

  test('a plain proxy that is called https is protocol', async () => {
    const place = await answering('HTTP/1.1 400 Bad Request\r\n\r\n')

    expect(await verdict(serverOf({ protocol: 'https', ...place }))).toBe('protocol')
  })

  test('half a head and then silence is timeout', async () => {
    const place = await answering('HTTP/1.1 200 Conn')

    expect(await verdict(serverOf({ protocol: 'http', ...place }), patienceFor('timeout'))).toBe('timeout')
  })

  test('a dripping head is timeout', async () => {
    let timer: ReturnType<typeof setInterval> | undefined
    const place = await serve((socket) => {
      const head = [...'HTTP/1.1 200 Connection established']
      timer = setInterval(() => socket.write(head.shift() ?? ' '), 20)
    })
    const name = await verdict(serverOf({ protocol: 'http', ...place }), patienceFor('timeout'))
    clearInterval(timer)

    expect(name).toBe('timeout')
  })

  test('no byte of the answer is in the result', async () => {
    const place = await answering('HTTP/1.1 418 CANARY-7\r\nX-Secret: CANARY-8\r\n\r\nCANARY-9')

    const result = await netFor(origin).test(serverOf({ protocol: 'http', ...place }))

    expect(JSON.stringify(result)).not.toContain('CANARY')
  })

  test('a refused host is not_allowed, an unknown name dns', async () => {
    expect(await verdict(serverOf({ protocol: 'http', host: '169.254.169.254', port: 80 }))).toBe('not_allowed')
    expect(await verdict(serverOf({ protocol: 'socks5', host: '10.0.0.1', port: 80 }))).toBe('not_allowed')
    expect(await verdict(serverOf({ protocol: 'http', host: 'nobody.invalid', port: 80 }), { testTimeoutMs: 5_000 })).toBe('dns')
  })

  test('a captive portal on the proxy port is protocol', async () => {
    const place = await answering('HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n<html>Welcome</html>')

    expect(await verdict(serverOf({ protocol: 'http', ...place }))).toBe('protocol')
  })
})

test('the origin never sees this server', () => {
  const peers = new Set([...origin.connections, ...origin.seen.map(({ ip }) => ip)])

  expect(peers.size).toBeGreaterThan(2)
  expect([...peers].filter((peer) => !peer.startsWith('127.0.21.'))).toEqual([])
})
