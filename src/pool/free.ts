import type { Queryable } from '#db/open.ts'
import { read } from '#src/settings/settings.ts'
import { addStaged } from './diff-store.ts'
import * as store from './free-flag-store.ts'

/** Makes `free` and `spread` true again for the whole pool, after a change of what an exit may be used for. */
export function recountFree(tx: Queryable, now: number) {
  store.endRests(tx, now)
  store.refreshAll(tx, now, read(tx).accountsPerProxy)
}

/** Like `recountFree`, and takes in the staged proxies of a source that the pool has not: written once, where they belong. */
export function takeIn(tx: Queryable, sourceId: string, now: number) {
  store.endRests(tx, now)
  addStaged(tx, sourceId, store.refreshAll(tx, now, read(tx).accountsPerProxy, sourceId), now)
}

/** Makes `free` true again for the proxies of one exit, after anything happened to it. */
export function refreshFree(tx: Queryable, exitKey: string, now: number) {
  store.refreshFlag(tx, exitKey, now, read(tx).accountsPerProxy)
}

/** Gives back the exits whose rest is over. Cheap when there are none. */
export function wakeRested(tx: Queryable, now: number) {
  for (const exitKey of store.endRests(tx, now)) refreshFree(tx, exitKey, now)
}

/** Keeps an exit that an account left away from everybody else until a moment. */
export function rest(tx: Queryable, exitKey: string, rested: store.Rest, now: number) {
  store.putToRest(tx, exitKey, rested, now)
  refreshFree(tx, exitKey, now)
}
