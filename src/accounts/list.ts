import type { Deps } from '#src/deps.ts'
import { cursorAt, cut, placeOf } from '#src/http/paging.ts'
import type { Actor } from '#src/team/actor.ts'
import { AccountPlace, type AccountQuery, type PageQuery } from './input.ts'
import * as store from './list-store.ts'

/** One page of the accounts an actor may see. @param standard the order when the query names none. */
export function list({ db }: Deps, query: AccountQuery, actor: Actor, standard: store.AccountSort = 'name') {
  const { limit, cursor, sort = standard, archived = 'false', ...filters } = query
  const filter: store.AccountFilter = { ...filters, archived, reach: actor.reach }
  const after = placeOf(cursor, AccountPlace.length(sort === 'attention' ? 3 : 2))
  const { rows, hasMore } = cut(store.list(db, filter, { sort, limit: limit + 1, after }), limit)
  const last = rows.at(-1)
  return { rows, total: store.countMatching(db, filter), nextCursor: hasMore && last ? cursorAt(last.place) : null }
}

/** One page of them by its number, as people leaf: the first is 1, and past the end is the last. */
export function listPage({ db }: Deps, query: PageQuery, actor: Actor) {
  const { limit, page, cursor: _, sort = 'attention', archived = 'false', ...filters } = query
  const filter: store.AccountFilter = { ...filters, archived, reach: actor.reach }
  const total = store.countMatching(db, filter)
  const pages = Math.max(1, Math.ceil(total / limit))
  const shown = Math.min(page, pages)
  return { rows: store.list(db, filter, { sort, limit, offset: (shown - 1) * limit }), total, page: shown, pages }
}
