import { type Tx, transact } from '#db/open.ts'
import { newId } from '#src/base/ids.ts'
import type { Deps } from '#src/deps.ts'
import { bodyOf, type Subject } from './body.ts'
import * as deliveries from './delivery-store.ts'
import * as events from './event-store.ts'
import * as store from './store.ts'
import { HAPPENINGS, wants } from './types.ts'

const STEP = 200

/** Makes a delivery of every event that an endpoint was not told of yet, for all that are switched on. */
export function collect(deps: Pick<Deps, 'db' | 'now'>) {
  if (!events.isBehind(deps.db)) return
  for (const { id } of store.switchedOn(deps.db)) while (collectSome(deps, id)) {}
}

// The deliveries and the number of the last event in one transaction: a crash neither loses an event nor makes two deliveries of it.
// Returns whether there may be more.
function collectSome({ db, now }: Pick<Deps, 'db' | 'now'>, endpointId: string): boolean {
  return transact(db, (tx): boolean => {
    const endpoint = store.byId(tx, endpointId)
    if (!endpoint || endpoint.disabledAt !== null) return false
    const latest = events.latest(tx)
    const found = events.after(tx, endpoint.cursor, HAPPENINGS, STEP)
    const told = found.filter(({ type }) => wants(endpoint.events, type))
    deliveries.add(
      tx,
      told.map((event) => deliveryOf(tx, event, endpoint.id, now())),
    )
    const isAll = found.length < STEP
    store.update(tx, endpoint.id, { cursor: isAll ? latest : (found.at(-1)?.id ?? latest) })
    return !isAll
  })
}

function deliveryOf(tx: Tx, event: events.EventRow, endpointId: string, createdAt: number): deliveries.NewDelivery {
  const id = newId('msg')
  const body = bodyOf(id, event, subjectOf(tx, event))
  return { id, endpointId, eventId: event.id, type: event.type, orderKey: orderKeyOf(event), body, createdAt }
}

// An account has one connection at most, so one line holds whatever happens to either.
const orderKeyOf = ({ accountId, type }: events.EventRow) => accountId ?? type.split('.')[0] ?? null

function subjectOf(tx: Tx, { type, accountId, data }: events.EventRow): Subject {
  const isOfConnection = type.startsWith('connection.') && typeof data.connection_id === 'string'
  return {
    clientReferenceId: accountId === null ? null : events.referenceOf(tx, accountId),
    connection: isOfConnection ? events.connectionById(tx, String(data.connection_id)) : undefined,
  }
}
