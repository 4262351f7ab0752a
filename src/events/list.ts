import { z } from 'zod'
import { accountIdFrom } from '#src/base/ids.ts'
import type { Deps } from '#src/deps.ts'
import { cursorAt, cut, placeOf } from '#src/http/paging.ts'
import { type Actor, may, seesEveryAccount } from '#src/team/actor.ts'
import type { EventQuery } from './input.ts'
import * as store from './store.ts'

type Filters = Pick<EventQuery, 'type' | 'account' | 'actor' | 'since'>

/** What of the log an actor may see, narrowed as they ask. */
export const filterFor = ({ type, account, actor: by, since }: Filters, actor: Actor): store.EventFilter => ({
  type,
  actor: by,
  since,
  reach: actor.reach,
  withoutAccount: may(actor, { role: 'manager' }) && seesEveryAccount(actor),
  // What is no id matches nothing, like an account that does not exist.
  account: account === undefined ? undefined : (accountIdFrom(account) ?? 'none'),
})

/** What happened to the accounts an actor may see; for managers who see every account, everything else too. Newest first. */
export function list({ db }: Deps, { limit, cursor, ...query }: EventQuery, actor: Actor) {
  const filter = filterFor(query, actor)
  const { rows, hasMore } = cut(store.list(db, filter, { limit: limit + 1, before: placeOf(cursor, z.number()) }), limit)
  const last = rows.at(-1)
  return { rows, total: store.count(db, filter), nextCursor: hasMore && last ? cursorAt(last.id) : null }
}

/** From where somebody acted is for those who look after the team. */
export const seesAddresses = (actor: Actor) => may(actor, { role: 'manager' })
