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
export function burn({ db, now }: Deps, proxyId: number, actor: Actor): store.PoolProxy {
  return transact(db, (tx) => {
    const proxy = store.proxyById(tx, proxyId, now())
    if (!proxy) throw notFound('Proxy')
    store.burn(tx, proxy.exitKey, now())
    refreshFree(tx, proxy.exitKey, now())
    record(tx, now(), actor, { type: 'pool.exit_burnt', data: { exit: proxy.exitKey, proxy_id: proxy.upstreamId } })
    return store.proxyById(tx, proxyId, now()) ?? proxy
  })
}
