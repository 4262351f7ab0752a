import { iso } from '#src/http/times.ts'
import type { EventRow } from './store.ts'

/** An event on the wire. @param withAddress whether the reader may know from which address it was done. */
export function eventJson(event: EventRow, withAddress: boolean) {
  return {
    id: event.id,
    type: event.type,
    timestamp: iso(event.at),
    actor: { kind: event.actorKind, id: event.actorId, name: event.actorName },
    account_id: event.accountId,
    data: event.data,
    ip: withAddress ? event.ip : null,
    request_id: event.requestId,
  }
}
