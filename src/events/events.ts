import type { Queryable } from '#db/open.ts'
import { events } from '#db/schema/events.ts'
import type { Actor } from '#src/team/actor.ts'

export interface Happening {
  type: string
  accountId?: string | null
  /** From, to and why. Ids and display words only: never a password, cookie or key. */
  data?: Record<string, unknown>
}

/** Writes what happened in the transaction of the change itself: no event, no change. */
export function record(tx: Queryable, at: number, actor: Actor, { type, accountId = null, data = {} }: Happening) {
  tx.insert(events)
    .values({
      at,
      type,
      accountId,
      data,
      actorKind: actor.kind,
      actorId: actor.id,
      actorName: actor.name,
      ip: actor.ip,
      requestId: actor.requestId,
    })
    .run()
}
