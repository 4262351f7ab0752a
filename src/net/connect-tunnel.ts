import type { Socket } from 'node:net'
import { type FailureName, NetFailure } from './failure.ts'
import type { ProxyServer } from './proxy.ts'
import { settle } from './socket.ts'
import type { Target } from './target.ts'

const MAX_HEAD_BYTES = 16 * 1024
const STATUS_LINE = /^HTTP\/1\.[01] (\d{3})(?: |$)/

// What Webshare writes beside a refusal, in `X-Webshare-Reason` or `X-Webshare-Error-Reason`.
const WEBSHARE_REASONS: Record<string, FailureName> = {
  bandwidthlimit: 'payment_required',
  client_connect_forbidden_host: 'forbidden',
}
// 401 is wrong for a proxy, and tinyproxy's answer to a wrong password.
const BY_STATUS: Record<number, FailureName> = {
  401: 'auth_failed',
  402: 'payment_required',
  403: 'forbidden',
  407: 'auth_failed',
}

/**
 * Asks an HTTP proxy for a tunnel (RFC 9110, section 9.3.6) over a socket that is connected to it. The target's name goes to
 * the proxy as it is. Every answer but 200 to 299 is a refusal of the proxy's own, never the target's answer.
 */
export function openTunnel(socket: Socket, proxy: ProxyServer, target: Target, signal: AbortSignal): Promise<Socket> {
  return settle<Socket>(
    () => socket,
    signal,
    (_, done, fail) => {
      let head = Buffer.alloc(0)
      const onData = (bytes: Buffer) => {
        head = Buffer.concat([head, bytes])
        const end = head.indexOf('\r\n\r\n')
        if (end < 0 && head.length <= MAX_HEAD_BYTES && mayBeHttp(head)) return
        socket.off('data', onData)
        socket.pause()
        const failure = end < 0 || end > MAX_HEAD_BYTES ? 'protocol' : refusalIn(head.subarray(0, end).toString('latin1'))
        // The target speaks only when spoken to, so bytes behind the head were made up by the proxy.
        if (failure || head.length > end + 4) return fail(new NetFailure(failure ?? 'protocol'))
        done(socket)
      }
      socket.on('data', onData)
      socket.write(connectRequest(proxy, target))
    },
  )
}

function connectRequest({ username, password }: ProxyServer, { host, port }: Target) {
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`
  const credentials = username === null ? null : Buffer.from(`${username}:${password ?? ''}`).toString('base64')
  const authorization = credentials === null ? '' : `Proxy-Authorization: Basic ${credentials}\r\n`
  return `CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n${authorization}\r\n`
}

// A peer that greets first (SSH, SMTP) never ends its head; it is told apart by its first bytes.
function mayBeHttp(head: Buffer) {
  const start = head.subarray(0, 5).toString('latin1')
  return 'HTTP/'.startsWith(start)
}

function refusalIn(head: string): FailureName | null {
  const status = Number(STATUS_LINE.exec(head)?.[1] ?? 0)
  if (status >= 200 && status < 300) return null
  if (status < 400) return 'protocol'
  const reason = /^x-webshare-(?:error-)?reason:[ \t]*([\w-]+)/im.exec(head)?.[1]?.toLowerCase() ?? ''
  return WEBSHARE_REASONS[reason] ?? BY_STATUS[status] ?? 'upstream_error'
}
