import type { Socket } from 'node:net'
import { PROTOCOLS } from '#db/schema/accounts.ts'
import { openTunnel } from './connect-tunnel.ts'
import { withDeadline } from './deadline.ts'
import type { Guard } from './guard.ts'
import { parseHost } from './host.ts'
import { nameFailure } from './name-failure.ts'
import type { ProxyServer } from './proxy.ts'
import type { Authorities } from './secure.ts'
import { connectSocket } from './socket.ts'
import { openSocks } from './socks.ts'
import type { Target } from './target.ts'

export interface DialOptions {
  /** For everything until the tunnel stands, the proxy's answer to CONNECT included. */
  timeoutMs: number
  signal?: AbortSignal | undefined
}

/**
 * A tunnel to the target through the proxy: the only way out for an account. There is no way to leave the proxy out, and none
 * to go on without it: whatever fails rejects with a NetFailure (or the signal's reason) and leaves no socket open.
 */
export type Dial = (proxy: ProxyServer, target: Target, options: DialOptions) => Promise<Socket>

export function createDial(guard: Guard, authorities: Authorities): Dial {
  return function dial(proxy, target, { timeoutMs, signal: given }) {
    return withDeadline(timeoutMs, given, async (signal) => {
      assertProxy(proxy)
      assertTarget(target)
      const addresses = await unlessAborted(guard.check(proxy.host, proxy.port), signal)
      const plain = await connectSocket(addresses, proxy.port, signal)
      if (proxy.protocol === 'socks5') return openSocks(plain, proxy, target, signal)
      const socket = proxy.protocol === 'https' ? await authorities.secure(plain, parseHost(proxy.host), signal) : plain
      return openTunnel(socket, proxy, target, signal)
    })
  }
}

// The types say the same. A value that came around them must not end in a connection without a proxy.
function assertProxy(proxy: ProxyServer) {
  const { protocol, host, port } = proxy ?? {}
  const isWhole = PROTOCOLS.includes(protocol) && typeof host === 'string' && host !== '' && isPort(port)
  if (!isWhole) throw new TypeError('Nothing goes out without a whole proxy')
}

// The name is written into the request to the proxy: it must not bring lines of its own.
function assertTarget({ host, port }: Target) {
  if (!/^[\x21-\x7e]{1,255}$/.test(host) || !isPort(port)) throw new TypeError('Not a target to connect to')
}

const isPort = (port: unknown) => Number.isInteger(port) && Number(port) >= 1 && Number(port) <= 65535

// A name look-up cannot be interrupted, only left behind.
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  try {
    signal.throwIfAborted()
    return await Promise.race([
      work,
      new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true })),
    ])
  } catch (error) {
    throw nameFailure(error)
  }
}
