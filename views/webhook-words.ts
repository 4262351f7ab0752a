import type { DeliveryRow } from '#src/webhooks/delivery-store.ts'
import type { Endpoint } from '#src/webhooks/endpoints.ts'
import type { Tone } from './ui/status.tsx'

interface Said {
  label: string
  tone: Tone
}

const OFF: Record<string, string> = { by_hand: 'Switched off', gone: 'Off: it is gone', failing: 'Off: it took nothing' }

/** How an endpoint is, in a few words. */
export function stateOf({ disabledAt, disabledWhy }: Pick<Endpoint, 'disabledAt' | 'disabledWhy'>): Said {
  if (disabledAt === null) return { label: 'On', tone: 'ok' }
  return { label: OFF[disabledWhy ?? ''] ?? 'Off', tone: disabledWhy === 'by_hand' ? 'plain' : 'bad' }
}

/** Why an endpoint was switched off, and what to do. */
export const OFF_BECAUSE: Record<string, string> = {
  gone: 'It answered 410 Gone, which means that it wants nothing any more.',
  failing: 'It took nothing for more than three days, so nothing more is sent to it.',
}

/** How far a delivery is. @param isOff its endpoint is switched off. */
export function deliveryStateOf({ state, attempts }: Pick<DeliveryRow, 'state' | 'attempts'>, isOff: boolean): Said {
  if (state === 'delivered') return { label: 'Arrived', tone: 'ok' }
  if (state === 'failed') return { label: 'Given up', tone: 'bad' }
  if (isOff) return { label: 'Waits until it is on', tone: 'warn' }
  return attempts === 0 ? { label: 'Waiting', tone: 'plain' } : { label: 'Tried again later', tone: 'warn' }
}

const FAILURES: Record<string, string> = {
  refused: 'Connection refused',
  timeout: 'No answer within 10 seconds',
  dns: 'Its name was not found',
  tls_failed: 'Its certificate is not trusted',
  protocol: 'The answer was no HTTP',
  reset: 'Connection cut',
  not_allowed: 'The address may not be sent to',
  local_problem: 'This server could not reach the network',
}

/** What came of a try, in words. */
export const outcomeOf = ({ status, failure }: { status: number | null; failure: string | null }): string =>
  status === null ? (FAILURES[failure ?? ''] ?? 'No answer') : `Answered ${status}`
