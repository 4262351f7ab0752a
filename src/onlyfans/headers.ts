import { clientHintsOf } from './client-hints.ts'
import type { Session } from './session.ts'
import { type SigningRules, sign } from './signing.ts'

export interface ToSend {
  method: string
  /** Path and query, exactly as they are sent. */
  path: string
  /** Milliseconds since 1970. */
  time: number
  origin: string
  /** What the caller chose; only what a page can choose is taken. */
  wished?: Record<string, string>
}

/** What a page may choose for its own requests; all the rest belongs to the browser, the session or the way here. */
const CHOOSABLE = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'cache-control',
  'content-type',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'pragma',
  'range',
])

/**
 * The headers of a request as the session's user, signed, in the order in which Chromium 156 sends those of a page's own request
 * over HTTP/1.1 (measured); before them come Host and Connection.
 */
export function headersFor(rules: SigningRules, session: Session, { method, path, time, origin, wished = {} }: ToSend) {
  const userId = rules.leavesOutUserId ? null : session.userId
  const hints = clientHintsOf(session.userAgent)
  const chosen = chosenOf(wished)
  const headers: Record<string, string> = {}
  // Put one by one: this is done for every request of every account.
  const put = (name: string, value: string | null | undefined) => {
    if (value != null) headers[name] = value
  }
  put('sec-ch-ua-platform', hints?.platform)
  put('x-bc', session.xBc)
  put('sign', sign(rules, { path, userId: userId ?? '0', time }))
  put('sec-ch-ua', hints?.brands)
  put('sec-ch-ua-mobile', hints?.mobile)
  put('app-token', rules.appToken)
  put('time', String(time))
  put('user-id', userId)
  put('User-Agent', session.userAgent)
  put('Accept', chosen.accept ?? 'application/json, text/plain, */*')
  put('Content-Type', chosen['content-type'])
  for (const name in chosen) if (!HAS_ITS_PLACE.has(name)) put(name, chosen[name])
  // A browser names its origin on everything that may change something.
  put('Origin', method === 'GET' || method === 'HEAD' ? null : origin)
  put('Sec-Fetch-Site', 'same-origin')
  put('Sec-Fetch-Mode', 'cors')
  put('Sec-Fetch-Dest', 'empty')
  put('Referer', `${origin}/`)
  put('Accept-Encoding', chosen['accept-encoding'] ?? 'gzip, deflate, br, zstd')
  put('Accept-Language', chosen['accept-language'] ?? 'en-US,en;q=0.9')
  put('Cookie', session.cookie)
  return headers
}

const HAS_ITS_PLACE = new Set(['accept', 'accept-encoding', 'accept-language', 'content-type'])

/** What the caller may choose of what they sent, by lower-case name. */
function chosenOf(wished: Record<string, string>): Record<string, string> {
  const chosen: Record<string, string> = {}
  for (const name in wished) {
    const lower = name.toLowerCase()
    if (CHOOSABLE.has(lower)) chosen[lower] = wished[name] ?? ''
  }
  return chosen
}
