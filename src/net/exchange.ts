import { createHash } from 'node:crypto'
import { withDeadline } from './deadline.ts'
import type { Dial } from './dial.ts'
import { NetFailure } from './failure.ts'
import { nameFailure } from './name-failure.ts'
import type { ProxyServer } from './proxy.ts'
import type { Authorities } from './secure.ts'
import { targetOf } from './target.ts'
import { Pool } from './undici.ts'

export interface ExchangeOptions {
  method: string
  /** Path and query, sent exactly so. */
  path: string
  headers: Record<string, string>
  body: AsyncIterable<Uint8Array> | string | Uint8Array | null
  /** Whose connections they are: two lanes never share one, so that nobody sees two users on it. */
  lane: string
  signal?: AbortSignal | undefined
}

export interface Exchanged {
  status: number
  headers: Record<string, string | string[] | undefined>
  /** Comes as it is read. It has to be read to its end or destroyed. */
  body: AsyncIterable<Buffer> & { destroy(): unknown }
}

/**
 * One request through the proxy, body and answer streaming, on a connection that is kept for the next one of the same lane.
 * Redirects are not followed and nothing is sent twice. Rejects with a NetFailure, with the signal's reason, or with whatever
 * the given body failed with; the answer's body fails the same way.
 */
export type Exchange = (proxy: ProxyServer, origin: URL, options: ExchangeOptions) => Promise<Exchanged>

const DIAL_TIMEOUT_MS = 15_000
/** For the tunnel and the TLS in it. */
const OPEN_TIMEOUT_MS = 20_000
const HEADERS_TIMEOUT_MS = 60_000
/** Between two bytes of an answer. */
const SILENCE_MS = 60_000
// As many as a browser opens to one host over HTTP/1.1.
const CONNECTIONS = 6
// Shorter than any proxy or server is known to wait, so that neither closes what is just being used.
const KEEP_ALIVE_MS = 10_000
const FORGET_AFTER_MS = 60_000

interface Lane {
  pool: Pool
  running: number
  usedAt: number
}

const names = new WeakMap<ProxyServer, string>()

/** By hash: passwords stay out of long-lived keys. Once for each object: a caller comes with the same one again and again. */
function nameOfProxy(proxy: ProxyServer): string {
  const known = names.get(proxy)
  if (known !== undefined) return known
  const { protocol, host, port, username, password } = proxy
  const name = createHash('sha256')
    .update(JSON.stringify([protocol, host, port, username, password]))
    .digest('base64')
  names.set(proxy, name)
  return name
}

export function createExchange(dial: Dial, authorities: Authorities): Exchange {
  const lanes = new Map<string, Lane>()
  let sweptAt = 0

  function laneFor(proxy: ProxyServer, origin: URL, name: string): Lane {
    sweep()
    const key = `${nameOfProxy(proxy)} ${origin.origin} ${name}`
    const lane = lanes.get(key) ?? { pool: poolOver(proxy, origin), running: 0, usedAt: 0 }
    lanes.set(key, lane)
    lane.usedAt = performance.now()
    return lane
  }

  /** A pool that has no other way to a connection than through the proxy. */
  function poolOver(proxy: ProxyServer, origin: URL) {
    const target = targetOf(origin)
    const open = async (signal: AbortSignal) => {
      const socket = await dial(proxy, target, { timeoutMs: DIAL_TIMEOUT_MS, signal })
      return origin.protocol === 'https:' ? authorities.secure(socket, target.host, signal) : socket
    }
    return new Pool(origin.origin, {
      connections: CONNECTIONS,
      pipelining: 1,
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: KEEP_ALIVE_MS,
      headersTimeout: HEADERS_TIMEOUT_MS,
      bodyTimeout: SILENCE_MS,
      connect: (_, callback) => {
        withDeadline(OPEN_TIMEOUT_MS, undefined, open).then(
          (socket) => callback(null, socket),
          (error) => callback(error as Error, null),
        )
      },
    })
  }

  // A lane holds no connection for long, only its memory; so looking now and then is enough, and needs no timer.
  function sweep() {
    const now = performance.now()
    if (now - sweptAt < FORGET_AFTER_MS) return
    sweptAt = now
    for (const [key, { pool, running, usedAt }] of lanes) {
      if (running > 0 || now - usedAt < FORGET_AFTER_MS) continue
      lanes.delete(key)
      pool.destroy().catch(() => {})
    }
  }

  return async function exchange(proxy, origin, { method, path, headers, body, lane: name, signal }) {
    const lane = laneFor(proxy, origin, name)
    const leave = () => {
      lane.running--
      lane.usedAt = performance.now()
    }
    lane.running++
    const given = watched(body)
    try {
      // Before the request is there: nobody would hear of its end any more.
      signal?.throwIfAborted()
      const asked = lane.pool.request({ method, path, headers, body: given.body, signal } as Parameters<Pool['request']>[0])
      const answer = await orAborted(asked, signal)
      // One that is left before anybody began to read it says so to nobody, and an 'error' that nobody hears ends the program.
      answer.body.once('close', leave).on('error', () => {})
      return { status: answer.statusCode, headers: answer.headers, body: named(answer.body, signal) }
    } catch (error) {
      leave()
      throw given.failure() ?? nameOf(error, signal)
    }
  }
}

// A caller who breaks off an upload looks like a proxy that resets, unless it is told apart here.
function watched(body: ExchangeOptions['body']): { body: ExchangeOptions['body']; failure(): unknown } {
  if (body === null || typeof body === 'string' || body instanceof Uint8Array) return { body, failure: () => undefined }
  let failure: unknown
  async function* watching(parts: AsyncIterable<Uint8Array>) {
    try {
      yield* parts
    } catch (error) {
      failure = error
      throw error
    }
  }
  return { body: watching(body), failure: () => failure }
}

// undici hears of an abort only when a connection stands. Left behind, the request is dropped then, before anything is sent.
async function orAborted<T>(asked: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return asked
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const giveUp = () => reject(signal.reason)
  signal.addEventListener('abort', giveUp, { once: true })
  try {
    return await Promise.race([asked, aborted])
  } finally {
    signal.removeEventListener('abort', giveUp)
  }
}

/** The body, failing with our names. By hand: a generator around another one costs several turns for each part. */
function named(body: AsyncIterable<Buffer> & { destroy(): unknown }, signal: AbortSignal | undefined): Exchanged['body'] {
  const rename = (error: unknown) => {
    throw nameOf(error, signal)
  }
  return {
    destroy: () => body.destroy(),
    [Symbol.asyncIterator]() {
      const parts = body[Symbol.asyncIterator]()
      return {
        next: () => parts.next().catch(rename),
        return: async () => (await parts.return?.()) ?? { done: true, value: undefined },
      }
    },
  }
}

function nameOf(error: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) return signal.reason
  // undici wraps what opening a connection failed with.
  const { cause } = error as { cause?: unknown }
  return cause instanceof NetFailure ? cause : nameFailure(error)
}
