import { z } from 'zod'
import { transact } from '#db/open.ts'
import type { Deps } from '#src/deps.ts'
import { record } from '#src/events/events.ts'
import { cursorAt, cut, placeOf } from '#src/http/paging.ts'
import type { ProxyServer } from '#src/net/proxy.ts'
import type { Actor } from '#src/team/actor.ts'
import * as checks from './check-store.ts'
import { activeUpstream } from './connectivity.ts'
import * as history from './history-store.ts'
import { describe } from './hold.ts'
import type { ChecksQuery, HistoryQuery } from './input.ts'
import { visible } from './visible.ts'

/** A page of a list, the latest first. */
export interface Listed<T> {
  items: T[]
  nextCursor: string | null
  total: number
}

const RowId = z.number().int()

/** The exits an account has had, the present one included. Throws 404. */
export function historyOf(deps: Deps, accountId: string | null, { limit, cursor }: HistoryQuery, actor: Actor) {
  const row = visible(deps.db, accountId, actor)
  const found = history.list(deps.db, row.accountId, { limit: limit + 1, before: placeOf(cursor, RowId) })
  return listed(found, limit, history.count(deps.db, row.accountId))
}

/** The checks of an account's exits. @param since milliseconds since 1970. Throws 404. */
export function checksOf(deps: Deps, accountId: string | null, { since, limit, cursor }: ChecksQuery, actor: Actor) {
  const row = visible(deps.db, accountId, actor)
  const found = checks.list(deps.db, row.accountId, since ?? null, limit + 1, placeOf(cursor, RowId))
  return listed(found, limit, checks.count(deps.db, row.accountId, since ?? null))
}

function listed<T extends { id: number }>(found: T[], limit: number, total: number): Listed<T> {
  const { rows: items, hasMore } = cut(found, limit)
  const last = items.at(-1)
  return { items, nextCursor: hasMore && last ? cursorAt(last.id) : null, total }
}

/** The proxy of an account with its password. That it was read is on record before it is told. Throws 404, 409 PROXY_INACTIVE. */
export function credentialsOf(
  deps: Deps,
  accountId: string | null,
  actor: Actor,
): { proxy: ProxyServer; exitCountry: string | null } {
  return transact(deps.db, (tx) => {
    const row = visible(tx, accountId, actor)
    const proxy = activeUpstream(deps, row)
    record(tx, deps.now(), actor, { type: 'proxy.credentials_read', accountId: row.accountId, data: { exit: describe(row) } })
    return { proxy, exitCountry: row.exitIpCountry ?? row.countryCode }
  })
}
