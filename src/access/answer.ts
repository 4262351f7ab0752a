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
  if (!sent.isTelling) {
    // Known at once, because the body has no say in it.
    await assertPassable(sent, hear)
    if (!WITHOUT_BODY.has(status)) return { status, headers, body: sent.body }
    await sent.body.cancel()
    return { status, headers, body: null }
  }
  const read = await beginning(sent.body)
  await assertPassable(sent, hear)
  if (!isMe || status !== 200) return { status, headers, body: read }
  return withoutSecrets(sent, read)
}

async function assertPassable(sent: Answered, hear: (outcome: Outcome) => void) {
  const verdict = await sent.verdict
  if (verdict) hear(verdict)
  const problem = problemIn(verdict)
  if (problem) throw problem
}

/** What opens doors at OnlyFans beside the session, and how its owner is reached. Nobody who reads a profile needs it. */
const SECRETS = ['csrf', 'wsAuthToken', 'email', 'phone', 'ip']

function withoutSecrets({ status, headers }: Answered, body: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>): Passed {
  const bytes = body instanceof Uint8Array ? Buffer.from(body) : null
  const json = bytes && jsonOf({ status, header: (name) => headers[name] ?? null, body: bytes })
  const problem = problemIn({ kind: 'unreachable', reason: 'unreadable' })
  if (!json && problem) throw problem
  const shown = Object.fromEntries(Object.entries(json ?? {}).filter(([name]) => !SECRETS.includes(name)))
  const { 'content-encoding': _, 'content-length': __, etag: ___, ...others } = headers
  return { status, headers: others, body: new TextEncoder().encode(JSON.stringify(shown)) }
}

/** Of what tells of a session, far less than this. */
const SHORT = 64 * 1024

/** A body that turned out to be short, whole; a longer one as a stream from its beginning. */
async function beginning(body: ReadableStream<Uint8Array>): Promise<Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>> {
  const reader = body.getReader()
  const chunks: Uint8Array[] = []
  let length = 0
  while (length <= SHORT) {
    const { done, value } = await reader.read()
    if (done) return new Uint8Array(Buffer.concat(chunks))
    chunks.push(value)
    length += value.length
  }
  return new ReadableStream({
    async pull(controller) {
      const chunk = chunks.shift() ?? (await reader.read()).value
      if (chunk) controller.enqueue(chunk)
      else controller.close()
    },
    cancel: (reason) => reader.cancel(reason),
  })
}
