import { createHmac } from 'node:crypto'
import { Elysia } from 'elysia'
import { effects } from '#db/effects.ts'
import type { Tx } from '#db/open.ts'
import type { Deps } from '#src/deps.ts'
import { fingerprintOf } from './body.ts'
import { conflict, invalid } from './errors.ts'
import * as store from './idempotency-store.ts'
import { requestIdOf } from './request-id.ts'

/** How long an answer can be asked for again. */
const ANSWERS_LAST_MS = 24 * 3_600_000

const HEADER = 'idempotency-key'
const WELL_FORMED = /^[\x21-\x7e]{1,255}$/
const KEPT_HEADERS = ['content-type', 'location', 'vary', 'hx-trigger']

/** A request that may be repeated. */
interface Repeatable {
  /** What it has claimed, until it is answered. */
  use: store.Use | null
  mark(tx: Tx): void
}

interface Answer {
  status: number
  headers: [string, string][]
  body: string
}

const running = new WeakMap<Request, Repeatable>()

/** Runs requests that carry an Idempotency-Key so that the macro `idempotent` can claim it, and keeps what they were answered. */
export function repeatable(deps: Deps) {
  // This process has just started, so whatever was running belongs to one that is gone.
  store.releaseUnfinished(deps.db)
  return new Elysia({ name: 'repeatable' }).wrap((handle, request) =>
    request.method === 'POST' && request.headers.has(HEADER)
      ? (...args: unknown[]) => inOneEffect(deps, request, async () => handle(...args))
      : handle,
  )
}

function inOneEffect(deps: Deps, request: Request, handle: () => Promise<unknown>) {
  const call: Repeatable = {
    use: null,
    mark(tx) {
      if (call.use) store.markEffect(tx, call.use, deps.now())
    },
  }
  running.set(request, call)
  return effects.run(call, async () => settle(deps, call, request, (await handle()) as Response))
}

/**
 * Claims the Idempotency-Key of a request for its caller. Returns the stored answer when the same request was answered before,
 * null when this one is to act. Throws 409 while the first is unanswered, and for the same key with another body.
 * @param owner the member or key that calls.
 */
export function answeredBefore(deps: Deps, request: Request, owner: string): Response | null {
  const call = running.get(request)
  if (!call) return null
  const key = request.headers.get(HEADER) ?? ''
  if (!WELL_FORMED.test(key)) throw invalid(HEADER, 'must be 1 to 255 visible characters')
  const { pathname, search } = new URL(request.url)
  const use = { owner, route: `POST ${pathname}${search}`, key }
  const now = deps.now()
  store.releaseOlderThan(deps.db, now - ANSWERS_LAST_MS)
  const bodyHash = hashOf(deps, fingerprintOf(request))
  const earlier = store.claim(deps.db, use, bodyHash, now)
  if (earlier) return replay(deps, use, earlier, bodyHash)
  call.use = use
  return null
}

function replay(deps: Deps, use: store.Use, earlier: store.Earlier, bodyHash: string): Response {
  if (earlier.bodyHash !== bodyHash) {
    throw conflict('IDEMPOTENCY_CONFLICT', 'This Idempotency-Key was used with another body')
  }
  if (earlier.answer === null) {
    throw conflict('IDEMPOTENCY_CONFLICT', 'The first request with this Idempotency-Key is not answered: it runs, or was cut off')
  }
  const { status, headers, body } = JSON.parse(deps.secrets.open(earlier.answer, placeOf(use))) as Answer
  return new Response(body === '' ? null : body, { status, headers: [...headers, ['idempotency-replayed', 'true']] })
}

/** Keeps a good answer. An error is not kept: the next try acts again, unless this one broke down after it had changed something. */
async function settle(deps: Deps, call: Repeatable, request: Request, response: Response): Promise<Response> {
  const { use } = call
  if (!use) return response
  // A job that the request started goes on in its name, but is no part of its effect.
  call.use = null
  try {
    if (response.status < 400) store.keepAnswer(deps.db, use, response.status, await sealed(deps, use, response))
    else if (response.status === 500) store.releaseUnlessEffective(deps.db, use)
    else store.release(deps.db, use)
  } catch (error) {
    // The change itself is on disk, so the caller is told; a repetition will be refused rather than act twice.
    deps.log.error({ err: error, requestId: requestIdOf(request) }, 'An answer could not be kept for repetition')
  }
  return response
}

async function sealed({ secrets }: Deps, use: store.Use, response: Response) {
  const headers = [...response.headers].filter(([name]) => KEPT_HEADERS.includes(name))
  const answer: Answer = { status: response.status, headers, body: await response.clone().text() }
  return secrets.seal(JSON.stringify(answer), placeOf(use))
}

/**
 * Forgets the answers that mention any of these. A repetition of such a request is refused then, and does not act a second time.
 * Returns how many they were.
 */
export function forgetAnswers({ secrets }: Pick<Deps, 'secrets'>, tx: Tx, mentioning: string[]): number {
  const found = store.answered(tx).filter((row) => {
    const { body } = JSON.parse(secrets.open(row.answer ?? '', placeOf(row))) as Answer
    return mentioning.some((one) => body.includes(one))
  })
  for (const row of found) store.forgetAnswer(tx, row)
  return found.length
}

const placeOf = (use: store.Use) => ({
  table: 'idempotency_keys',
  column: 'answer',
  row: JSON.stringify([use.owner, use.route, use.key]),
})

// Keyed, because a body may hold a password that could be guessed from a plain hash.
const hashOf = ({ secrets }: Deps, fingerprint: string | Uint8Array) =>
  createHmac('sha256', secrets.derive('mooring/idempotency/v1')).update(fingerprint).digest('base64url')
