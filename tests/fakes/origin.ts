import type { Socket } from 'bun'
import { type Authority, createAuthority } from './certificates.ts'

export interface OriginOptions {
  address?: string
  /** Names, beside the address, that its certificate is for. */
  names?: string[]
  authority?: Authority
}

export type OriginAnswer = 'ip' | 'not-an-ip' | 'huge' | 'redirect' | 'drip' | 'silent' | 'unavailable'

/**
 * An IP echo as `MOORING_CHECK_URL` wants it: answers the peer's address as text, or as JSON on `?format=json`.
 * It notes every connection by its peer, also one that never sends a request.
 */
export async function startOrigin({
  address = '127.0.1.1',
  names = ['origin.test'],
  authority = createAuthority(),
}: OriginOptions = {}) {
  const seen: { ip: string; url: string }[] = []
  const connections: string[] = []
  const open = new Set<Socket<State>>()
  let answer: OriginAnswer = 'ip'

  const listen = (tls?: { cert: string; key: string }) =>
    Bun.listen<State>({
      hostname: address,
      port: 0,
      tls,
      socket: {
        open(socket) {
          socket.data = { received: '' }
          open.add(socket)
          connections.push(socket.remoteAddress)
        },
        data(socket, bytes) {
          socket.data.received += bytes.toString('latin1')
          for (let end = headEnd(socket); end > 0; end = headEnd(socket)) {
            const url = socket.data.received.split(' ', 2)[1] ?? ''
            seen.push({ ip: socket.remoteAddress, url })
            socket.data.received = socket.data.received.slice(end)
            respond(socket, answer, url)
          }
        },
        close: (socket) => void open.delete(socket),
        error() {},
      },
    })
  const secure = listen(authority.issue([address, ...names]))
  const plain = listen()

  return {
    url: `https://${address}:${secure.port}/`,
    httpUrl: `http://${address}:${plain.port}/`,
    address,
    port: secure.port,
    httpPort: plain.port,
    authority,
    caFile: authority.file,
    /** Requests, with the address they came from. */
    seen,
    /** Peers of all connections, with or without a request. */
    connections,
    answerWith(next: OriginAnswer) {
      answer = next
    },
    stop() {
      for (const socket of open) socket.terminate()
      secure.stop(true)
      plain.stop(true)
    },
  }
}

export type Origin = Awaited<ReturnType<typeof startOrigin>>

interface State {
  received: string
}

// Requests of tests have no body, so one ends where its head ends.
function headEnd(socket: Socket<State>) {
  const at = socket.data.received.indexOf('\r\n\r\n')
  return at < 0 ? 0 : at + 4
}

function respond(socket: Socket<State>, answer: OriginAnswer, url: string) {
  const ip = socket.remoteAddress
  const wantsJson = url.includes('format=json')
  if (answer === 'ip')
    return send(socket, '200 OK', wantsJson ? JSON.stringify({ ip }) : `${ip}\n`, wantsJson ? 'application/json' : 'text/plain')
  if (answer === 'not-an-ip') return send(socket, '200 OK', '<html><h1>Welcome to Hotel WiFi</h1></html>', 'text/html')
  if (answer === 'huge') return send(socket, '200 OK', '1'.repeat(200_000))
  if (answer === 'redirect') return send(socket, '302 Found', '', 'text/plain', 'location: http://169.254.169.254/latest\r\n')
  if (answer === 'unavailable') return send(socket, '503 Service Unavailable', 'busy')
  if (answer === 'drip') socket.write('HTTP/1.1 200 OK\r\ncontent-length: 12\r\n\r\n127.')
}

function send(socket: Socket<State>, status: string, body: string, type = 'text/plain', more = '') {
  socket.write(`HTTP/1.1 ${status}\r\ncontent-type: ${type}\r\ncontent-length: ${body.length}\r\n${more}\r\n${body}`)
}
