import { transact } from '#db/open.ts'
import type { Deps } from '#src/deps.ts'
import { record } from '#src/events/events.ts'
import { notFound } from '#src/http/errors.ts'
import type { Actor } from '#src/team/actor.ts'
import { refreshFree } from './free.ts'
import * as store from './overview-store.ts'

/**
 * Marks the exit behind a proxy as burnt: nobody gets it from now on. Who has it keeps it until they are moved.
 * Throws 404. Twice is fine.
 */
export const burn = (deps: Deps, proxyId: number, actor: Actor): store.PoolProxy =>
  mark(deps, proxyId, actor, 'pool.exit_burnt', store.burn)

/** Takes the mark off again. What else keeps the exit from being given out, such as its rest, goes on. Throws 404. Twice is fine. */
export const unburn = (deps: Deps, proxyId: number, actor: Actor): store.PoolProxy =>
  mark(deps, proxyId, actor, 'pool.exit_unburnt', store.unburn)

function mark({ db, now }: Deps, proxyId: number, actor: Actor, type: string, write: typeof store.burn): store.PoolProxy {
  return transact(db, (tx) => {
    const proxy = store.proxyById(tx, proxyId, now())
    if (!proxy) throw notFound('Proxy')
    write(tx, proxy.exitKey, now())
    refreshFree(tx, proxy.exitKey, now())
    record(tx, now(), actor, { type, data: { exit: proxy.exitKey, proxy_id: proxy.upstreamId } })
    return store.proxyById(tx, proxyId, now()) ?? proxy
  })
}
