import { z } from 'zod'
import type { Deps } from '#src/deps.ts'
import { foldCity } from '#src/geo/places.ts'
import { cursorAt, cut, placeOf } from '#src/http/paging.ts'
import type { Reach } from '#src/team/actor.ts'
import type { ProxiesQuery } from './input.ts'
import type { HeldProxy } from './json.ts'
import * as store from './overview-store.ts'

export interface ProxyList {
  proxies: HeldProxy[]
  total: number
  nextCursor: string | null
  page: number
  pages: number
  perPage: number
}

const Place = z.number().int().min(0)

/** A page of the pool. Who holds or held an exit is told as far as `reach` goes; that it is held, to everybody. */
export function listProxies(deps: Deps, { limit, cursor, page, country, city, state, q }: ProxiesQuery, reach: Reach): ProxyList {
  const { db, now } = deps
  const after = placeOf(cursor, Place) ?? 0
  const filter = { country, city: city && foldCity(city), state, q }
  const total = store.countProxies(db, filter, now())
  const pages = Math.max(1, Math.ceil(total / limit))
  const shown = Math.min(page ?? 1, pages)
  const place = { now: now(), after, skip: cursor ? 0 : (shown - 1) * limit, limit: limit + 1 }
  const { rows, hasMore } = cut(store.proxies(db, filter, place), limit)
  const last = rows.at(-1)
  return {
    proxies: withPeople(deps, rows, reach),
    total,
    nextCursor: hasMore && last ? cursorAt(last.id) : null,
    page: shown,
    pages,
    perPage: limit,
  }
}

/** Adds who holds each proxy, and for whom a resting one rests. */
export function withPeople({ db }: Pick<Deps, 'db'>, rows: store.PoolProxy[], reach: Reach): HeldProxy[] {
  const former = rows.flatMap(({ state, lastAccountId }) => (state === 'resting' && lastAccountId ? [lastAccountId] : []))
  const names = store.namesOf(db, [...new Set(former)], reach)
  return rows.map((proxy) => ({
    ...proxy,
    holders: proxy.state === 'assigned' || proxy.state === 'removed_upstream' ? store.holdersOf(db, proxy.exitKey, reach) : [],
    lastAccountName: names.get(proxy.lastAccountId ?? '') ?? null,
  }))
}
