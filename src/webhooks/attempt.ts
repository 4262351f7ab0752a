import type { Deps } from '#src/deps.ts'
import { beginningOf } from '#src/net/direct.ts'
import { type FailureName, NetFailure } from '#src/net/failure.ts'
import type { DeliveryRow } from './delivery-store.ts'
import { placeOf, secretsOf } from './secret.ts'
import { signatureOf } from './signature.ts'
import type { EndpointRow } from './store.ts'

/** What came of one try. */
export interface Tried {
  at: number
  /** HTTP status; null when there was no answer. */
  status: number | null
  failure: FailureName | null
  durationMs: number
  /** The beginning of the answer's body. */
  answer: string | null
}

const MOST_READ_BYTES = 64 * 1024
/** How much of an answer is kept for the owner to read. */
const KEPT_BYTES = 2 * 1024

/** Sends a message once: 10 seconds, no redirects. Null when `signal` ended it, because then nothing is known. */
export async function attempt(
  deps: Deps,
  endpoint: EndpointRow,
  { id, body }: DeliveryRow,
  signal: AbortSignal | undefined,
): Promise<Tried | null> {
  const at = deps.now()
  const began = performance.now()
  const tried = (found: Partial<Tried>): Tried => {
    const durationMs = Math.round(performance.now() - began)
    return { at, status: null, failure: null, answer: null, ...found, durationMs }
  }
  try {
    const url = new URL(deps.secrets.open(endpoint.url, placeOf(endpoint.id, 'url')))
    const signed = signatureOf(endpoint.signature, secretsOf(deps.secrets, endpoint, at), { id, body, at })
    const headers = { ...ALWAYS, ...signed }
    const answer = await deps.net.direct('webhook', url, { method: 'POST', headers, body, ...(signal && { signal }) })
    const text = await beginningOf(answer, MOST_READ_BYTES)
    return tried({ status: answer.status, answer: text.toString('utf8', 0, KEPT_BYTES) })
  } catch (error) {
    if (signal?.aborted) return null
    if (error instanceof NetFailure) return tried({ failure: error.failure })
    // Not the error itself: its text may hold the address, and that a token.
    deps.log.error({ error: nameOf(error), webhook: endpoint.id }, 'A webhook could not be sent')
    return tried({ failure: 'local_problem' })
  }
}

const nameOf = (error: unknown) => (error instanceof Error ? error.name : 'unknown')

const ALWAYS = {
  'content-type': 'application/json',
  'user-agent': 'Mooring-Webhooks/1',
  // What comes back is not unpacked, so it should not be packed.
  'accept-encoding': 'identity',
}
