/** Why nothing could be learnt from Webshare: the closed list behind `last_error`. */
export const WEBSHARE_FAILURES = [
  'unauthorized',
  'payment_required',
  'suspended',
  'throttled',
  'unreachable',
  'bad_answer',
  'partial',
  'shrunken',
] as const
export type WebshareFailureName = (typeof WEBSHARE_FAILURES)[number]

/** What each means, for people. */
export const WEBSHARE_SENTENCES: Record<WebshareFailureName, string> = {
  unauthorized: 'Webshare does not accept the API key.',
  payment_required: 'Webshare asks for a payment before it answers.',
  suspended: 'Webshare has suspended the account or asks for a verification.',
  throttled: 'Webshare asks for fewer requests for now.',
  unreachable: 'Webshare does not answer.',
  bad_answer: 'Webshare answered with something that is not a list of proxies.',
  partial: 'The list changed while it was read, or a part of it is missing.',
  shrunken: 'The list would remove too much of the pool at once, so it waits for a second look.',
}

/** A failed call. `detail` is in Webshare's own words where it had any: shortened, and without secrets. */
export class WebshareFailure extends Error {
  override name = 'WebshareFailure'
  readonly failure: WebshareFailureName
  readonly detail: string | null
  /** How long Webshare asked to wait, already capped. */
  readonly retryAfterMs: number | null
  readonly status: number | null

  constructor(
    failure: WebshareFailureName,
    more: { detail?: string | null; retryAfterMs?: number; status?: number; cause?: unknown } = {},
  ) {
    super(WEBSHARE_SENTENCES[failure], { cause: more.cause })
    this.failure = failure
    this.detail = more.detail ?? null
    this.retryAfterMs = more.retryAfterMs ?? null
    this.status = more.status ?? null
  }
}

const BY_STATUS: Record<number, WebshareFailureName> = {
  401: 'unauthorized',
  402: 'payment_required',
  403: 'suspended',
  429: 'throttled',
}

/** The failure that an answer other than 200 means. Server errors count as unreachable: they say nothing about the account. */
export function failureOf(status: number, body: string, retryAfter: string | null, secret: string): WebshareFailure {
  const failure = BY_STATUS[status] ?? (status >= 500 ? 'unreachable' : 'bad_answer')
  const detail = wordsIn(body, secret) ?? `HTTP ${status}`
  return new WebshareFailure(failure, { detail, status, ...(status === 429 && { retryAfterMs: retryAfterMs(retryAfter) }) })
}

const LONGEST_WAIT_MS = 60_000

/** Seconds or a date, as RFC 9110 has it. A minute when it is missing or makes no sense, and never more than that. */
export function retryAfterMs(header: string | null, now = Date.now()): number {
  const text = header?.trim() ?? ''
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now
  return Number.isFinite(ms) && ms >= 0 ? Math.min(ms, LONGEST_WAIT_MS) : LONGEST_WAIT_MS
}

const LONGEST_WORDS = 300

/** Webshare's own words in an error body: a string, `{detail}`, or lists of strings and objects by field. Null for HTML. */
export function wordsIn(body: string, secret: string): string | null {
  let parsed: unknown
  try {
    parsed = JSON.parse(body)
  } catch {
    return null
  }
  const words = sentences(parsed, 0)
    .join(' ')
    .replaceAll(secret, '…')
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
  return words === '' ? null : words.slice(0, LONGEST_WORDS)
}

function sentences(value: unknown, depth: number): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null || depth > 4) return []
  if (Array.isArray(value)) return value.slice(0, 10).flatMap((one) => sentences(one, depth + 1))
  const { detail, message, code: _code, ...fields } = value as Record<string, unknown>
  if (typeof detail === 'string') return [detail]
  if (typeof message === 'string') return [message]
  return Object.entries({ ...(detail !== undefined && { detail }), ...fields })
    .slice(0, 10)
    .flatMap(([field, one]) => sentences(one, depth + 1).map((words) => `${field}: ${words}`))
}
