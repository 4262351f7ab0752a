import net from 'node:net'
import tls from 'node:tls'
import type { Certificate } from './certificates.ts'
import { serveHttp } from './proxy-http.ts'
import { serveSocks } from './proxy-socks.ts'

export const PROXY_MODES = [
  'ok',
  'refuse',
  'reset',
  'hang',
  'hang-after-connect',
  '407',
  '402',
  '403',
  '502',
  '302',
  'garbage',
  'cut-body',
  'slow',
] as const
export type ProxyMode = (typeof PROXY_MODES)[number]

export interface ProxyOptions {
  /** Where it listens and which address its traffic leaves from, so the exit IP of this proxy is its own address. */
  address?: string
  port?: number
  username?: string | null
  password?: string | null
  protocol?: 'http' | 'https' | 'socks5'
  /** For protocol https. */
  certificate?: Certificate
  /** Names that only this proxy can resolve, to an address each. */
  names?: Record<string, string>
}

export interface ProxyState extends Required<Pick<ProxyOptions, 'address' | 'names'>> {
  username: string | null
  password: string | null
  mode: ProxyMode
  seen: { target: string }[]
  /** Remembers a socket, so that stop() can end it. */
  keep<T extends net.Socket>(socket: T): T
}

/** A proxy server on a loopback address of its own that can fail in each named way. */
export async function startProxy({
  address = '127.0.2.1',
  port = 0,
  username = null,
  password = null,
  protocol = 'http',
  certificate,
  names = {},
}: ProxyOptions = {}) {
  const sockets = new Set<net.Socket>()
  const connections: string[] = []
  const state: ProxyState = {
    address,
    names,
    username,
    password,
    mode: 'ok',
    seen: [],
    keep(socket) {
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy())
      return socket
    },
  }
  const accept = (client: net.Socket) => {
    state.keep(client)
    connections.push(client.remoteAddress ?? '')
    if (state.mode === 'reset') return client.resetAndDestroy()
    if (state.mode === 'hang') return client.resume()
    return protocol === 'socks5' ? serveSocks(client, state) : serveHttp(client, state)
  }
  const server = protocol === 'https' ? tls.createServer({ ...certificate }, accept) : net.createServer(accept)
  const listen = (at: number) => new Promise<void>((resolve, reject) => server.once('error', reject).listen(at, address, resolve))
  const close = () =>
    new Promise<void>((resolve) => {
      for (const socket of sockets) socket.destroy()
      if (!server.listening) return resolve()
      server.close(() => resolve())
    })
  await listen(port)
  const bound = (server.address() as net.AddressInfo).port

  return {
    host: address,
    port: bound,
    protocol,
    username,
    password,
    /** Targets that clients asked for, names as they were given. */
    seen: state.seen,
    /** Clients that connected, by address. */
    connections,
    /** Changes what the next clients meet. `refuse` stops listening; any other mode listens again on the same port. */
    async behave(mode: ProxyMode) {
      state.mode = mode
      if (mode === 'refuse') await close()
      else if (!server.listening) await listen(bound)
    },
    /** How many sockets it has open, to clients and to targets. */
    open: () => sockets.size,
    /** Ends every connection at once, as a proxy that is switched off does. */
    cut() {
      for (const socket of sockets) socket.destroy()
    },
    stop: close,
  }
}

export type FakeProxy = Awaited<ReturnType<typeof startProxy>>
