import { z } from 'zod'
import type { Deps } from '#src/deps.ts'
import { cursorAt, cut, placeOf } from '#src/http/paging.ts'
import type { Reach } from '#src/team/actor.ts'
import type { ProxiesQuery } from './input.ts'
import type { HeldProxy } from './json.ts'
import * as store from './overview-store.ts'

export interface ProxyList {
  proxies: HeldProxy[]
  total: number
  nextCursor: string | null
}

const Place = z.number().int().min(0)

/** A page of the pool. Who holds an exit is told as far as `reach` goes; that it is held, to everybody. */
export function listProxies({ db, now }: Deps, { limit, cursor, country, state }: ProxiesQuery, reach: Reach): ProxyList {
  const after = placeOf(cursor, Place) ?? 0
  const filter = { country, state }
  const { rows, hasMore } = cut(store.proxies(db, filter, { now: now(), after, limit: limit + 1 }), limit)
  const last = rows.at(-1)
  return {
    proxies: rows.map((proxy) => ({ ...proxy, holders: holdersOf(db, proxy, reach) })),
    total: store.countProxies(db, filter, now()),
    nextCursor: hasMore && last ? cursorAt(last.id) : null,
  }
}

export const holdersOf = (db: Deps['db'], { exitKey, state }: store.PoolProxy, reach: Reach) =>
  state === 'assigned' || state === 'removed_upstream' ? store.holdersOf(db, exitKey, reach) : []
