import type { Deps } from '#src/deps.ts'
import type { Exchanged } from '#src/net/exchange.ts'
import { NetFailure } from '#src/net/failure.ts'
import { refusalIn, verdictOnMe } from './answer.ts'
import { type Ask, outcomeOfFailure } from './client.ts'
import { headersFor } from './headers.ts'
import type { Outcome } from './outcome.ts'
import * as signingRules from './rules.ts'
import { streamed } from './streamed.ts'

export interface Sending extends Ask {
  method: string
  /** Path and query, exactly as they are to be signed and sent: `/api2/v2/…`. */
  path: string
  /** The caller's; only what a page may choose for its own requests is taken from them. */
  headers: Record<string, string>
  body: AsyncIterable<Uint8Array> | Uint8Array | null
  /** Requests of different lanes never share a connection, nor do those of different users. */
  lane?: string | undefined
}

/** OnlyFans' answer, whatever it is; or what kept it from being asked or heard. */
export type Sent =
  | {
      ok: true
      status: number
      /** Those that concern the body, by lower-case name; no cookies, nothing of the connection. */
      headers: Record<string, string>
      /** Made when it is asked for. Has to be read to its end or cancelled. Errors with a NetFailure when the connection breaks. */
      readonly body: ReadableStream<Uint8Array>
      /** The body in one piece where it turns out to have at most so many bytes. Null for a longer one, which is all in `body` then. */
      whole(most: number): Promise<Buffer<ArrayBuffer> | null>
      /**
       * What the answer says of the session; null when it says nothing. Settles at once, or, where it stands in the body, when that
       * was read or cancelled. Never rejects.
       */
      verdict: Promise<Outcome | null>
      /** Whether the verdict waits for the body, which is short then. */
      isTelling: boolean
      /** Settles when nothing more comes of the body: read, cancelled or broken. */
      ended: Promise<void>
      /** Whole `Set-Cookie` values: the session's own, never the caller's. */
      setCookies: string[]
    }
  | { ok: false; outcome: Outcome }

/**
 * Sends a request as the session's user through its proxy: signed, once, bodies streaming both ways, redirects not followed.
 * Throws TypeError for a path that could mean another one, and whatever the signal or the given body fail with.
 */
export async function send(
  deps: Deps,
  { session, proxy, method, path, headers: wished, body: given, lane, signal }: Sending,
): Promise<Sent> {
  assertPlain(path)
  const rules = await signingRules.current(deps)
  if (!rules) return { ok: false, outcome: { kind: 'no_rules' } }
  if (signingRules.isOutdated(rules, deps.now())) return { ok: false, outcome: { kind: 'rules_outdated' } }
  const { onlyfansUrl } = deps.config
  const signed = { method, path, time: deps.now(), origin: onlyfansUrl.origin, wished: { ...UNPACKED, ...lowerCased(wished) } }
  const headers = { ...headersFor(rules.rules, session, signed), ...lengthOf(given, wished) }
  try {
    const options = { method, path, headers, body: given, lane: `${session.userId} ${lane ?? ''}`, signal }
    const answer = await deps.net.exchange(proxy, onlyfansUrl, options)
    const isTelling = isLookedInto(answer.status, path)
    const { stream, whole, read, ended } = streamed(answer.body, isTelling ? LONGEST_VERDICT : 0)
    const verdict = read.then((bytes) => verdictOn(answer, bytes, session.userId))
    verdict
      .then((outcome) => note(deps, rules, outcome, answer.status))
      .catch((error) => deps.log.error({ err: error }, 'A verdict on signing rules was lost'))
    const setCookies = [answer.headers['set-cookie'] ?? []].flat()
    let body: ReadableStream<Uint8Array> | null = null
    return {
      ok: true,
      status: answer.status,
      headers: bodyHeadersOf(answer),
      get body() {
        body ??= stream()
        return body
      },
      whole,
      verdict,
      isTelling,
      ended,
      setCookies,
    }
  } catch (error) {
    if (error instanceof NetFailure) return { ok: false, outcome: outcomeOfFailure(error) }
    throw error
  }
}

// Packed only for a caller who said that they can unpack it: the body is passed on as it comes.
const UNPACKED = { 'accept-encoding': 'identity' }

// Without it a streaming body would go out in chunks, which no page sends.
function lengthOf(body: Sending['body'], wished: Record<string, string>): Record<string, string> {
  const length = lowerCased(wished)['content-length'] ?? ''
  return body !== null && !(body instanceof Uint8Array) && /^\d{1,15}$/.test(length) ? { 'content-length': length } : {}
}

const lowerCased = (headers: Record<string, string>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))

// The permission was checked for this path; whatever OnlyFans or a proxy might read as another one is refused.
function assertPlain(path: string) {
  const isPlain =
    /^\/api2\/v2\/[\x21-\x7e]*$/.test(path) && !/[\\#]|\/\/|\/(?:\.|%2e){1,2}(?:[/?]|$)|%2f|%5c/i.test(path.split('?')[0] ?? '')
  if (!isPlain) throw new TypeError('Not a path to send')
}

const ME = /^\/api2\/v2\/users\/me(?:\?|$)/
// Errors and `users/me` are far smaller.
const LONGEST_VERDICT = 64 * 1024

const isLookedInto = (status: number, path: string) => [400, 401, 403].includes(status) || (status === 200 && ME.test(path))

function verdictOn({ status, headers }: Exchanged, bytes: Buffer | null, userId: string): Outcome | null {
  const header = (name: string) => [headers[name] ?? null].flat()[0] ?? null
  if (bytes === null) return status === 429 || status >= 500 ? refusalIn({ status, header, body: Buffer.alloc(0) }, {}) : null
  const answer = { status, header, body: bytes }
  const outcome = status === 200 ? verdictOnMe(answer, userId) : refusalIn(answer)
  // An answer that makes no sense to us may to the caller.
  return outcome?.kind === 'unreachable' && outcome.reason === 'unreadable' ? null : outcome
}

async function note(deps: Deps, rules: signingRules.Rules, outcome: Outcome | null, status: number) {
  // For the next request; this one is not sent again.
  if (outcome?.kind === 'rules_outdated') await signingRules.renewed(deps, rules)
  else if (status < 400) signingRules.worked(deps, rules)
}

/** What tells of the body and how long it holds. Cookies are the session's, and the rest is nobody's business. */
const PASSED_ON = [
  'accept-ranges',
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-length',
  'content-range',
  'content-type',
  'date',
  'etag',
  'expires',
  'last-modified',
  'location',
  'retry-after',
]

function bodyHeadersOf({ headers }: Exchanged): Record<string, string> {
  const passed: Record<string, string> = {}
  for (const name of PASSED_ON) {
    const value = headers[name]
    if (value !== undefined) passed[name] = typeof value === 'string' ? value : value.join(', ')
  }
  return passed
}
