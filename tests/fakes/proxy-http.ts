import net from 'node:net'
import type { ProxyMode, ProxyState } from './proxy.ts'

// Headers as Webshare sends them with its refusals.
const REFUSALS: Partial<Record<ProxyMode, string>> = {
  '407': 'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="proxy"\r\n',
  '402': 'HTTP/1.1 402 Payment Required\r\nX-Webshare-Error: 402\r\nX-Webshare-Reason: bandwidthlimit\r\n',
  '403': 'HTTP/1.1 403 Forbidden\r\nX-Webshare-Error: 403\r\nX-Webshare-Error-Reason: client_connect_forbidden_host\r\n',
  '502': 'HTTP/1.1 502 Bad Gateway\r\nX-Webshare-Error: 502\r\n',
  '302': 'HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\n',
}
const SLOW_MS = 300

/** CONNECT, and plain HTTP in absolute form. */
export function serveHttp(client: net.Socket, state: ProxyState) {
  let received = Buffer.alloc(0)
  client.on('data', function head(bytes: Buffer) {
    received = Buffer.concat([received, bytes])
    const end = received.indexOf('\r\n\r\n')
    if (end < 0) return
    client.off('data', head)
    client.pause()
    answer(client, state, received.subarray(0, end).toString('latin1'), received.subarray(end + 4))
  })
}

function answer(client: net.Socket, state: ProxyState, head: string, rest: Buffer) {
  const [method = '', target = ''] = head.split(' ', 2)
  state.seen.push({ target })
  const refusal = isKnown(head, state) ? REFUSALS[state.mode] : REFUSALS['407']
  if (refusal) return client.end(`${refusal}Content-Length: 0\r\nConnection: close\r\n\r\n`)
  if (state.mode === 'garbage') return client.end('SSH-2.0-OpenSSH_9.2p1 Debian\r\n\r\n')
  if (method === 'CONNECT') return tunnel(client, state, target)
  return forward(client, state, new URL(target), head, rest)
}

function isKnown(head: string, { username, password }: ProxyState) {
  if (username === null) return true
  const expected = Buffer.from(`${username}:${password ?? ''}`).toString('base64')
  return /^proxy-authorization: basic (.+)$/im.exec(head)?.[1]?.trim() === expected
}

function tunnel(client: net.Socket, state: ProxyState, target: string) {
  const { hostname, port } = new URL(`http://${target}`)
  const upstream = leave(state, hostname, Number(port || 80))
  let isOpen = false
  upstream.on('connect', () => {
    isOpen = true
    client.write('HTTP/1.1 200 Connection established\r\n\r\n')
    relay(client, upstream, state.mode)
  })
  upstream.on('error', () => {
    if (!isOpen) client.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
  })
}

function forward(client: net.Socket, state: ProxyState, url: URL, head: string, rest: Buffer) {
  const upstream = leave(state, url.hostname, Number(url.port || 80))
  upstream.on('connect', () => {
    const lines = head.split('\r\n').filter((line) => !/^(proxy-|connection:)/i.test(line))
    lines[0] = `${head.split(' ', 1)[0]} ${url.pathname}${url.search} HTTP/1.1`
    upstream.write(`${lines.join('\r\n')}\r\nConnection: close\r\n\r\n`)
    upstream.write(rest)
    relay(client, upstream, state.mode)
  })
  upstream.on('error', () => client.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'))
}

/** A connection from this proxy's own address. Only here are the proxy's private names known. */
export function leave(state: ProxyState, hostname: string, port: number) {
  const host = state.names[hostname] ?? hostname.replace(/^\[|\]$/g, '')
  return state.keep(
    net.connect({ host, port, localAddress: isLoopback(host) && isLoopback(state.address) ? state.address : undefined }),
  )
}

const isLoopback = (address: string) => address.startsWith('127.')

/** Copies both ways, or misbehaves as told. */
export function relay(client: net.Socket, upstream: net.Socket, mode: ProxyMode) {
  client.on('close', () => upstream.destroy())
  upstream.on('close', () => client.destroy())
  if (mode === 'hang-after-connect') return client.resume()
  client.pipe(upstream)
  if (mode === 'cut-body') return cutAfterFirstAnswer(client, upstream)
  if (mode === 'slow') return void setTimeout(() => upstream.pipe(client), SLOW_MS)
  upstream.pipe(client)
}

const TLS_HANDSHAKE = 0x16

// Lets a TLS handshake through and cuts the answer to the request in half.
function cutAfterFirstAnswer(client: net.Socket, upstream: net.Socket) {
  let asked = false
  client.on('data', (bytes: Buffer) => {
    asked ||= upstream.bytesRead > 0 || bytes[0] !== TLS_HANDSHAKE
  })
  upstream.on('data', (bytes: Buffer) => {
    if (!asked) return client.write(bytes)
    client.write(bytes.subarray(0, bytes.length >> 1), () => client.destroy())
  })
}
