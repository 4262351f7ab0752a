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
 * checked address, and http is for the private ranges that were opened by hand. Rejects with a NetFailure, or with the reason of
 * `init.signal`.
 */
export type Direct = (purpose: DirectPurpose, url: URL, init?: DirectInit) => Promise<Response>

export function createDirect(guard: Guard, authorities: Authorities): Direct {
  return async function direct(purpose, url, { method = 'GET', headers = {}, body, signal: given, timeoutMs } = {}) {
    const deadline = AbortSignal.timeout(timeoutMs ?? TIMEOUT_MS[purpose])
    const signal = given ? AbortSignal.any([given, deadline]) : deadline
    const { host, port } = targetOf(url)
    if (url.username || url.password) throw new TypeError('Credentials do not belong in an address')
    // Nobody on the way may read or change what a webhook says, but for a network that the operator opened by hand.
    const onlyListed = url.protocol !== 'https:'
    const pinned = purpose === 'webhook' ? await guard.check(host, port, { onlyListed }) : null
    try {
      return await fetch(pinned ? withHost(url, pinned[0] ?? '') : url, {
        method,
        headers: pinned ? { ...headers, host: url.host } : headers,
        body,
        signal,
        redirect: 'manual',
        // A receiver could answer with a few bytes that unpack to gigabytes.
        decompress: pinned === null,
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

/**
 * The beginning of an answer, at most so many bytes; the rest is neither read nor waited for. What breaks on the way ends it, because
 * the status has said already how it went.
 */
export async function beginningOf(answer: Response, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for await (const chunk of answer.body ?? []) {
      chunks.push(chunk)
      length += chunk.length
      if (length >= maxBytes) break
    }
  } catch {
    // Said above.
  }
  return Buffer.concat(chunks).subarray(0, maxBytes)
}
