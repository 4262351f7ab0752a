import { type Tx, transact } from '#db/open.ts'
import type { Deps } from '#src/deps.ts'
import { record } from '#src/events/events.ts'
import { SYSTEM } from '#src/team/actor.ts'
import type { Tried } from './attempt.ts'
import * as deliveries from './delivery-store.ts'
import { hostOf } from './endpoints.ts'
import { WHOLE_TIME_MS, waitAfter } from './retries.ts'
import * as store from './store.ts'

const GONE = 410

/** Keeps what came of a try and what follows from it: done, again later, or given up. Nothing when the delivery is gone. */
export function settle(deps: Deps, id: string, tried: Tried) {
  transact(deps.db, (tx) => {
    const delivery = deliveries.byId(tx, id)
    if (delivery?.state !== 'pending') return
    keepAttempt(deps, tx, id, tried)
    const attempts = delivery.attempts + 1
    const wait = waitAfter(attempts, delivery.type)
    if (isSuccess(tried)) return end(deps, tx, { ...delivery, attempts }, 'delivered')
    if (wait === null || tried.status === GONE) return giveUp(deps, tx, { ...delivery, attempts }, tried)
    const nextAttemptAt = deps.now() + wait
    deliveries.update(tx, id, { attempts, nextAttemptAt })
    deliveries.moveFollowers(tx, delivery, nextAttemptAt)
  })
}

const isSuccess = ({ status }: Tried) => status !== null && status >= 200 && status < 300

/** Where the answer of a try is sealed. */
export const answerPlace = ({ deliveryId, at }: { deliveryId: string; at: number }) => ({
  table: 'webhook_attempts',
  column: 'answer',
  row: `${deliveryId}/${at}`,
})

function keepAttempt({ secrets }: Deps, tx: Tx, deliveryId: string, { answer, ...tried }: Tried) {
  const sealed = answer ? secrets.seal(answer, answerPlace({ deliveryId, at: tried.at })) : null
  deliveries.addAttempt(tx, { deliveryId, ...tried, answer: sealed })
}

function end(deps: Deps, tx: Tx, delivery: deliveries.DeliveryRow, state: 'delivered' | 'failed') {
  const now = deps.now()
  deliveries.update(tx, delivery.id, { state, attempts: delivery.attempts, nextAttemptAt: null, finishedAt: now })
  deliveries.moveFollowers(tx, delivery, now)
}

// A receiver that said it is gone, or that took nothing for as long as one delivery is tried, is not asked any more.
function giveUp(deps: Deps, tx: Tx, delivery: deliveries.DeliveryRow, { status }: Tried) {
  end(deps, tx, delivery, 'failed')
  if (status === GONE) return switchOff(deps, tx, delivery.endpointId, 'gone')
  const isTest = delivery.eventId === null
  if (isTest || deliveries.deliveredAfter(tx, delivery.endpointId, deps.now() - WHOLE_TIME_MS)) return
  switchOff(deps, tx, delivery.endpointId, 'failing')
}

function switchOff(deps: Deps, tx: Tx, endpointId: string, why: 'gone' | 'failing') {
  const endpoint = store.byId(tx, endpointId)
  if (!endpoint || endpoint.disabledAt !== null) return
  const now = deps.now()
  store.update(tx, endpointId, { disabledAt: now, disabledWhy: why, updatedAt: now })
  const data = { webhook_id: endpointId, host: hostOf(deps, endpoint), reason: why }
  record(tx, now, SYSTEM, { type: 'webhook.switched_off', data })
}
