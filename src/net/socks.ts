import type { Socket } from 'node:net'
import ipaddr from 'ipaddr.js'
import { type FailureName, NetFailure } from './failure.ts'
import type { ProxyServer } from './proxy.ts'
import { settle } from './socket.ts'
import type { Target } from './target.ts'

const VERSION = 5
const NO_PASSWORD = 0
const PASSWORD = 2
const NO_METHOD = 255
const CONNECT = 1
const IPV4 = 1
const NAME = 3
const IPV6 = 4
const PORT_BYTES = 2
// One byte tells the length of each.
const MAX_CREDENTIAL_BYTES = 255

// Replies of RFC 1928, section 6. 1 to 6 are about the way from the proxy to the target, 7 and 8 about our request.
const REPLIES: Record<number, FailureName> = {
  1: 'upstream_error',
  2: 'forbidden',
  3: 'upstream_error',
  4: 'upstream_error',
  5: 'upstream_error',
  6: 'upstream_error',
}

/**
 * Asks a SOCKS5 proxy for a tunnel (RFC 1928, passwords by RFC 1929) over a socket that is connected to it. A target's name
 * goes to the proxy as a name: looked up here, it would tell our own resolver where an account goes.
 */
export function openSocks(socket: Socket, proxy: ProxyServer, target: Target, signal: AbortSignal): Promise<Socket> {
  return settle<Socket>(
    () => socket,
    signal,
    (_, done, fail) => {
      const answer = reader(socket)
      handshake(socket, answer.read, proxy, target).then(() => {
        // The target speaks only when spoken to, so bytes behind the reply were made up by the proxy.
        if (answer.end() > 0) fail(new NetFailure('protocol'))
        else done(socket)
      }, fail)
    },
  )
}

type Read = (length: number) => Promise<Buffer>

async function handshake(socket: Socket, read: Read, { username, password }: ProxyServer, target: Target) {
  const methods = username === null ? [NO_PASSWORD] : [NO_PASSWORD, PASSWORD]
  socket.write(Buffer.from([VERSION, methods.length, ...methods]))
  const [version, method] = await read(2)
  if (version !== VERSION || method === undefined) throw new NetFailure('protocol')
  if (method === NO_METHOD || (method === PASSWORD && username === null)) throw new NetFailure('auth_failed')
  if (!methods.includes(method)) throw new NetFailure('protocol')
  if (method === PASSWORD) {
    socket.write(Buffer.concat([Buffer.from([1]), counted(username ?? ''), counted(password ?? '')]))
    const [, refused] = await read(2)
    if (refused !== 0) throw new NetFailure('auth_failed')
  }

  socket.write(Buffer.concat([Buffer.from([VERSION, CONNECT, 0]), addressOf(target)]))
  const [again, reply = 1, , kind] = await read(4)
  if (again !== VERSION) throw new NetFailure('protocol')
  if (reply !== 0) throw new NetFailure(REPLIES[reply] ?? 'protocol')
  await read((await boundLength(read, kind)) + PORT_BYTES)
}

function counted(text: string) {
  const bytes = Buffer.from(text)
  if (bytes.length > MAX_CREDENTIAL_BYTES) throw new NetFailure('auth_failed')
  return Buffer.concat([Buffer.from([bytes.length]), bytes])
}

function addressOf({ host, port }: Target) {
  const portBytes = Buffer.from([port >> 8, port & 255])
  if (!ipaddr.isValid(host)) return Buffer.concat([Buffer.from([NAME]), counted(host), portBytes])
  const ip = ipaddr.parse(host)
  return Buffer.concat([Buffer.from([ip.kind() === 'ipv4' ? IPV4 : IPV6, ...ip.toByteArray()]), portBytes])
}

async function boundLength(read: Read, kind: number | undefined): Promise<number> {
  if (kind === IPV4) return 4
  if (kind === IPV6) return 16
  if (kind === NAME) return (await read(1))[0] ?? 0
  throw new NetFailure('protocol')
}

/** Reads a socket in pieces of known length. A closed socket ends the whole handshake, so a read need not end itself. */
function reader(socket: Socket) {
  let received = Buffer.alloc(0)
  let arrived = () => {}
  const onData = (bytes: Buffer) => {
    received = Buffer.concat([received, bytes])
    arrived()
  }
  socket.on('data', onData)
  return {
    async read(length: number) {
      while (received.length < length) {
        const { promise, resolve } = Promise.withResolvers<void>()
        arrived = resolve
        await promise
      }
      const piece = received.subarray(0, length)
      received = received.subarray(length)
      return piece
    },
    /** Lets go of the socket and tells how many bytes came that nobody asked for. */
    end() {
      socket.off('data', onData).pause()
      return received.length
    },
  }
}
