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

const DEFAULTS = {
  accept: 'application/json, text/plain, */*',
  'accept-encoding': 'gzip, deflate, br, zstd',
  'accept-language': 'en-US,en;q=0.9',
}

/**
 * The headers of a request as the session's user, signed, in the order in which Chromium 156 sends those of a page's own request
 * over HTTP/1.1 (measured); before them come Host and Connection.
 */
export function headersFor(rules: SigningRules, session: Session, { method, path, time, origin, wished = {} }: ToSend) {
  const userId = rules.leavesOutUserId ? null : session.userId
  const hints = clientHintsOf(session.userAgent)
  const chosen: Record<string, string> = { ...DEFAULTS }
  for (const [name, value] of Object.entries(wished)) if (CHOOSABLE.has(name.toLowerCase())) chosen[name.toLowerCase()] = value
  const { accept, 'content-type': contentType, 'accept-encoding': encoding, 'accept-language': language, ...others } = chosen
  const ordered: Record<string, string | null | undefined> = {
    'sec-ch-ua-platform': hints?.platform,
    'x-bc': session.xBc,
    sign: sign(rules, { path, userId: userId ?? '0', time }),
    'sec-ch-ua': hints?.brands,
    'sec-ch-ua-mobile': hints?.mobile,
    'app-token': rules.appToken,
    time: String(time),
    'user-id': userId,
    'User-Agent': session.userAgent,
    Accept: accept,
    'Content-Type': contentType,
    ...others,
    // A browser names its origin on everything that may change something.
    Origin: method === 'GET' || method === 'HEAD' ? null : origin,
    'Sec-Fetch-Site': 'same-origin',
    'Sec-Fetch-Mode': 'cors',
    'Sec-Fetch-Dest': 'empty',
    Referer: `${origin}/`,
    'Accept-Encoding': encoding,
    'Accept-Language': language,
    Cookie: session.cookie,
  }
  const present = Object.entries(ordered).filter((entry): entry is [string, string] => entry[1] != null)
  return Object.fromEntries(present)
}
