import { jsonOf } from '#src/onlyfans/answer.ts'
import type { Outcome } from '#src/onlyfans/outcome.ts'
import type { Sent } from '#src/onlyfans/send.ts'
import { problemIn } from './problems.ts'

type Answered = Extract<Sent, { ok: true }>

/** OnlyFans' answer as the caller gets it. */
export interface Passed {
  status: number
  headers: Record<string, string>
  body: ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer> | null
}

/** Answers that have no body whatever their headers say (RFC 9110, sections 15.3.5, 15.3.6 and 15.4.5). */
const WITHOUT_BODY = new Set([204, 205, 304])

/**
 * What of an answer the caller gets. Where it may tell of the session its body is read first, which is short then.
 * @param hear told what the answer says of the session, before anything is passed on.
 * Throws 401, 502 or 503 where the answer is about the session, the rules or OnlyFans' own trouble.
 */
export async function passedOn(sent: Answered, isMe: boolean, hear: (outcome: Outcome) => void): Promise<Passed> {
  const { status, headers } = sent
  // Known at once where the body has no say in it.
  if (!sent.isTelling) await assertPassable(sent, hear)
  if (WITHOUT_BODY.has(status)) {
    await sent.body.cancel()
    return { status, headers, body: null }
  }
  const whole = sent.isTelling || isJson(headers) ? await sent.whole(SHORT) : null
  if (sent.isTelling) await assertPassable(sent, hear)
  // A part of a profile, or a changed one, holds them too.
  return isMe && status < 300 ? withoutSecrets(sent, whole) : { status, headers, body: whole ?? sent.body }
}

/** Of what tells of a session, and of most JSON, this is far more than there is. */
const SHORT = 64 * 1024

// Nobody can use half of it, and to send it in one piece takes half the work.
const isJson = ({ 'content-type': type = '' }: Record<string, string>) => type.startsWith('application/json')

async function assertPassable(sent: Answered, hear: (outcome: Outcome) => void) {
  const verdict = await sent.verdict
  if (verdict) hear(verdict)
  const problem = problemIn(verdict)
  if (problem) throw problem
}

/** What opens doors at OnlyFans beside the session, and how its owner is reached. Nobody who reads a profile needs it. */
const SECRETS = ['csrf', 'wsAuthToken', 'email', 'phone', 'ip']

function withoutSecrets({ status, headers }: Answered, body: Buffer | null): Passed {
  const json = body && jsonOf({ status, header: (name) => headers[name] ?? null, body })
  const unreadable = problemIn({ kind: 'unreachable', reason: 'unreadable' })
  if (!json && unreadable) throw unreadable
  const shown = Object.fromEntries(Object.entries(json ?? {}).filter(([name]) => !SECRETS.includes(name)))
  const { 'content-encoding': _, 'content-length': __, etag: ___, ...others } = headers
  return { status, headers: others, body: new TextEncoder().encode(JSON.stringify(shown)) }
}
