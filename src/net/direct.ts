import { NetFailure } from './failure.ts'
import type { Guard } from './guard.ts'
import { nameFailure } from './name-failure.ts'
import type { DirectInit, DirectPurpose } from './net.ts'
import type { Authorities } from './secure.ts'
import { targetOf } from './target.ts'

const TIMEOUT_MS: Record<DirectPurpose, number> = { webshare: 30_000, rules: 15_000, webhook: 10_000 }

/**
 * A request of our own, from this server's address, for one of the named purposes. Nothing of an account can be passed.
 * Redirects are not followed. Webhook addresses come from users, so they are checked like proxies and connected to by the
 * checked address. Rejects with a NetFailure, or with the reason of `init.signal`.
 */
export type Direct = (purpose: DirectPurpose, url: URL, init?: DirectInit) => Promise<Response>

export function createDirect(guard: Guard, authorities: Authorities): Direct {
  return async function direct(purpose, url, { method = 'GET', headers = {}, body, signal: given, timeoutMs } = {}) {
    const deadline = AbortSignal.timeout(timeoutMs ?? TIMEOUT_MS[purpose])
    const signal = given ? AbortSignal.any([given, deadline]) : deadline
    const { host, port } = targetOf(url)
    if (url.username || url.password) throw new TypeError('Credentials do not belong in an address')
    const pinned = purpose === 'webhook' ? await guard.check(host, port) : null
    try {
      return await fetch(pinned ? withHost(url, pinned[0] ?? '') : url, {
        method,
        headers: pinned ? { ...headers, host: url.host } : headers,
        body,
        signal,
        redirect: 'manual',
        // The one deliberate way past the black hole that the environment was made.
        proxy: false,
        tls: { ca: authorities.ca, serverName: pinned ? host : undefined },
      } as BunFetchRequestInit)
    } catch (error) {
      throw nameFailure(signal.aborted ? signal.reason : error)
    }
  }
}

function withHost(url: URL, address: string) {
  const pinned = new URL(url)
  pinned.hostname = address.includes(':') ? `[${address}]` : address
  return pinned
}

/** The text of an answer that may be at most so long. Throws NetFailure `protocol` for a longer one and drops the rest. */
export async function textAtMost(answer: Response, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for await (const chunk of answer.body ?? []) {
      length += chunk.length
      if (length > maxBytes) throw new NetFailure('protocol')
      chunks.push(chunk)
    }
  } catch (error) {
    throw nameFailure(error)
  }
  return new TextDecoder().decode(Buffer.concat(chunks))
}
