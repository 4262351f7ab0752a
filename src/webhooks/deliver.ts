import type { Db } from '#db/open.ts'
import type { Deps } from '#src/deps.ts'
import { attempt } from './attempt.ts'
import { collect } from './collect.ts'
import * as deliveries from './delivery-store.ts'
import * as events from './event-store.ts'
import { settle } from './settle.ts'
import * as store from './store.ts'

/** Far below what Bun fetches at once, which others need too. */
const PLACES = 64
/** One receiver that hangs may not keep the others waiting. */
const PLACES_OF_ONE = 8
/** New events are looked for so often while something is under way. */
const LOOK_AGAIN_MS = 1_000

interface Sending {
  endpointId: string
  done: Promise<void>
}

// One process works on a database, so what is under way is known without asking it.
const underWay = new WeakMap<Db, Map<string, Sending>>()

function sendingOf({ db }: Pick<Deps, 'db'>): Map<string, Sending> {
  const known = underWay.get(db) ?? new Map<string, Sending>()
  underWay.set(db, known)
  return known
}

/** Whether there is something to tell or to send now. */
export const hasWork = ({ db, now }: Deps) => events.isBehind(db) || deliveries.isAnyDue(db, now())

/**
 * Tells every endpoint what has happened, and sends everything that is due, until nothing is. What `signal` interrupts is sent again by
 * the next run. Rejects when it cannot be kept what came of a try: sending on would only repeat it.
 */
export async function deliverDue(deps: Deps, signal: AbortSignal) {
  const sending = sendingOf(deps)
  const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
  while (!signal.aborted) {
    collect(deps)
    for (const id of nextOnes(deps, sending)) start(deps, id, signal)
    if (sending.size === 0) return
    await Promise.race([stopped, Bun.sleep(LOOK_AGAIN_MS), ...[...sending.values()].map(({ done }) => done)])
  }
  await Promise.allSettled([...sending.values()].map(({ done }) => done))
}

// The endpoint with the least under way comes first, so that slow ones do not take all the places.
function nextOnes({ db, now }: Deps, sending: ReadonlyMap<string, Sending>): string[] {
  const busy = (id: string) => [...sending.values()].filter(({ endpointId }) => endpointId === id).length
  const endpoints = store
    .switchedOn(db)
    .map(({ id }) => ({ id, busy: busy(id) }))
    .sort((a, b) => a.busy - b.busy)
  const found = endpoints.flatMap(({ id, busy }) =>
    busy >= PLACES_OF_ONE
      ? []
      : deliveries
          .due(db, id, now(), PLACES_OF_ONE)
          .filter((one) => !sending.has(one))
          .slice(0, PLACES_OF_ONE - busy),
  )
  return found.slice(0, Math.max(0, PLACES - sending.size))
}

/** Sends one delivery now, or waits for the try that is under way. What came of it is stored when this resolves. */
export const sendNow = (deps: Deps, id: string): Promise<void> => start(deps, id, undefined)

function start(deps: Deps, id: string, signal: AbortSignal | undefined): Promise<void> {
  const sending = sendingOf(deps)
  const known = sending.get(id)
  if (known) return known.done
  const delivery = deliveries.byId(deps.db, id)
  const endpoint = delivery && store.byId(deps.db, delivery.endpointId)
  if (!endpoint) return Promise.resolve()
  const done = send(deps, endpoint, delivery, signal).finally(() => sending.delete(id))
  // Whoever waits hears of it; when nobody does, it must not end the program.
  done.catch(() => {})
  sending.set(id, { endpointId: endpoint.id, done })
  return done
}

async function send(deps: Deps, endpoint: store.EndpointRow, delivery: deliveries.DeliveryRow, signal: AbortSignal | undefined) {
  const tried = await attempt(deps, endpoint, delivery, signal)
  if (tried === null) return
  const { status, failure, durationMs } = tried
  deps.log.debug({ webhook: endpoint.id, delivery: delivery.id, status, failure, durationMs }, 'Webhook sent')
  settle(deps, delivery.id, tried)
}
