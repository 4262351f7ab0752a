import { tell } from '#db/changes.ts'
import type { Queryable } from '#db/open.ts'
import { statement } from '#db/statement.ts'
import type { Actor } from '#src/team/actor.ts'

export interface Happening {
  type: string
  accountId?: string | null
  /** From, to and why. Ids and display words only: never a password, cookie or key. */
  data?: Record<string, unknown>
}

/** Writes what happened in the transaction of the change itself: no event, no change. */
export function record(tx: Queryable, at: number, actor: Actor, { type, accountId = null, data = {} }: Happening) {
  statement(
    tx,
    `insert into events (at, type, account_id, data, actor_kind, actor_id, actor_name, ip, request_id)
     values ($at, $type, $accountId, $data, $actorKind, $actorId, $actorName, $ip, $requestId)`,
  ).run({
    at,
    type,
    accountId,
    data: JSON.stringify(data),
    actorKind: actor.kind,
    actorId: actor.id,
    actorName: actor.name,
    ip: actor.ip,
    requestId: actor.requestId,
  })
  tell(tx, { type, accountId })
}
