import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib'
import type { Outcome, TwoFactor } from './outcome.ts'

export interface Answer {
  status: number
  /** One header, by its lower-case name. */
  header(name: string): string | null
  body: Buffer
}

/** A longer answer, unpacked, is not read. */
export const LARGEST_ANSWER = 1024 * 1024

type Fields = Record<string, unknown>

/** What OnlyFans' answer to `users/me` says of a session: the one table from their world to ours. */
export function verdictOnMe(answer: Answer, userId: string): Outcome {
  const json = jsonOf(answer)
  if (json === null || answer.status !== 200) return refusalIn(answer, json) ?? (isDenied(json) ? REFUSED : unreadable)
  if (json.isAuth === false) return { kind: 'expired', reason: 'logged_out' }
  const id = idIn(json.id)
  if (id === null) return unreadable
  if (id !== userId) return { kind: 'expired', reason: 'other_user' }
  const { name, username, avatar } = json
  return { kind: 'active', user: { id, name: words(name), username: words(username), avatar: urlIn(avatar) } }
}

/**
 * What a refusal says of the session, whatever was asked for. Null for one that concerns only what was asked for.
 * The codes 0, 101 and 401 and their words are those that open-source clients know.
 */
export function refusalIn(answer: Answer, json: Fields | null = jsonOf(answer)): Outcome | null {
  const { status } = answer
  if (status === 429) return { kind: 'unreachable', reason: 'rate_limited', ...retryAfter(answer.header('retry-after')) }
  if (status >= 500) return { kind: 'unreachable', reason: 'server_error' }
  if (json === null) return { kind: 'unreachable', reason: isHtml(answer) ? 'challenge' : 'unreadable' }
  if (status < 400) return null
  const message = messageIn(json)
  if (fieldsOf(json.error).code === 101) return { kind: 'awaiting_2fa', twoFactor: twoFactorIn(json) }
  if (/please refresh the page/i.test(message)) return { kind: 'rules_outdated' }
  if (/^wrong user/i.test(message)) return REFUSED
  if (status !== 401) return null
  return isDenied(json) ? REFUSED : { kind: 'expired', reason: 'logged_out' }
}

const REFUSED: Outcome = { kind: 'expired', reason: 'refused' }
const unreadable: Outcome = { kind: 'unreachable', reason: 'unreadable' }

const messageIn = (json: Fields) => String(fieldsOf(json.error).message ?? '')

// Said of a single post as well, where it tells nothing of the session; but nobody is denied to ask who they are.
const isDenied = (json: Fields | null) => json !== null && /^access denied/i.test(messageIn(json))

/** Which second factors are offered, wherever in the answer it stands: their place in a refusal is not public. */
export function twoFactorIn(json: Fields): TwoFactor {
  const error = fieldsOf(json.error)
  const said: Fields = { ...json, ...error, ...fieldsOf(error.payload) }
  const phoneCode = fieldsOf(said.phoneCode)
  const names = { phone: 'phoneOtp', app: 'appOtp', face: 'faceOtp', forceFace: 'forceFaceOtp' } as const
  const options = (Object.keys(names) as (keyof typeof names)[]).filter((option) => said[names[option]] === true)
  const left = said.checkAttemptsLeft ?? phoneCode.checkAttemptsLeft
  return {
    options,
    phoneLast4: /^\d{4}$/.test(String(said.phoneLast4)) ? String(said.phoneLast4) : null,
    attemptsLeft: Number.isInteger(left) && Number(left) >= 0 ? Number(left) : null,
  }
}

/** The answer's JSON object, unpacked; null for anything else. */
export function jsonOf(answer: Answer): Fields | null {
  try {
    const json: unknown = JSON.parse(unpacked(answer).toString())
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as Fields) : null
  } catch {
    return null
  }
}

function unpacked({ header, body }: Answer): Buffer {
  const limit = { maxOutputLength: LARGEST_ANSWER }
  switch (header('content-encoding')?.toLowerCase() ?? 'identity') {
    case 'gzip':
      return gunzipSync(body, limit)
    case 'deflate':
      return inflateSync(body, limit)
    case 'br':
      return brotliDecompressSync(body, limit)
    case 'zstd':
      return zstdDecompressSync(body, limit)
    default:
      return body
  }
}

const isHtml = ({ header }: Answer) => /html/i.test(header('content-type') ?? '') || header('cf-mitigated') !== null

const LONGEST_WAIT_MS = 24 * 3_600_000

function retryAfter(header: string | null): { retryAfterMs?: number } {
  const ms = /^\d{1,9}$/.test(header?.trim() ?? '') ? Number(header) * 1000 : Number.NaN
  return ms >= 0 ? { retryAfterMs: Math.min(ms, LONGEST_WAIT_MS) } : {}
}

const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {})

const idIn = (value: unknown) => (/^\d{1,20}$/.test(String(value ?? '')) ? String(value) : null)

const LONGEST_WORDS = 200
const words = (value: unknown) => (typeof value === 'string' ? value.slice(0, LONGEST_WORDS) : '')

function urlIn(value: unknown): string | null {
  return typeof value === 'string' && value.length <= 2_000 && /^https?:\/\//i.test(value) && URL.canParse(value) ? value : null
}
