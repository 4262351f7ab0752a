import type { Socket } from 'node:net'
import { withDeadline } from './deadline.ts'
import type { Dial } from './dial.ts'
import { NetFailure } from './failure.ts'
import { nameFailure } from './name-failure.ts'
import type { ProxyServer } from './proxy.ts'
import type { Authorities } from './secure.ts'
import { targetOf } from './target.ts'
import { Client } from './undici.ts'

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD'
  headers?: Record<string, string>
  body?: string
  /** For the whole exchange, from dialing to the last byte. */
  timeoutMs: number
  /** A longer answer is a failure `protocol`. */
  maxBytes: number
  signal?: AbortSignal | undefined
}

export interface ProxiedAnswer {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: Buffer
}

/**
 * One request through the proxy on a connection of its own, closed afterwards. Redirects are not followed. An answer is
 * always the origin's: what the proxy itself says comes as a NetFailure, for http addresses too, because these also go
 * through a tunnel.
 */
export type RequestThrough = (proxy: ProxyServer, url: URL, options: RequestOptions) => Promise<ProxiedAnswer>

export function createRequestThrough(dial: Dial, authorities: Authorities): RequestThrough {
  return function requestThrough(proxy, url, { method = 'GET', headers, body, timeoutMs, maxBytes, signal: given }) {
    return withDeadline(timeoutMs, given, async (signal) => {
      const open = async () => {
        const target = targetOf(url)
        const socket = await dial(proxy, target, { timeoutMs, signal })
        return url.protocol === 'https:' ? authorities.secure(socket, target.host, signal) : socket
      }
      const { client, dialFailure } = clientOver(url, open)
      try {
        const answer = await client.request({ method, path: url.pathname + url.search, headers, body, signal })
        return { status: answer.statusCode, headers: answer.headers, body: await readAtMost(answer.body, maxBytes) }
      } catch (error) {
        throw nameFailure(dialFailure() ?? (signal.aborted ? signal.reason : error))
      } finally {
        client.destroy().catch(() => {})
      }
    })
  }
}

/** An undici client that has no other way to a connection than `open`. */
function clientOver(url: URL, open: () => Promise<Socket>) {
  let failure: unknown
  const client = new Client(url.origin, {
    pipelining: 0,
    connect: (_, callback) => {
      open().then(
        (socket) => callback(null, socket),
        (error) => {
          failure = error
          callback(error as Error, null)
        },
      )
    },
  })
  // undici wraps what `connect` fails with; the name we gave it is kept here.
  return { client, dialFailure: () => failure }
}

async function readAtMost(body: AsyncIterable<Buffer>, maxBytes: number) {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of body) {
    length += chunk.length
    if (length > maxBytes) throw new NetFailure('protocol')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
