import { Html } from '@elysiajs/html'
import type { Deps } from '#src/deps.ts'
import { type Actor, may } from '#src/team/actor.ts'
import { PoolPage } from '#views/pool.tsx'
import type { RefusedSource } from '#views/pool-sources.tsx'
import { ProxiesQuery } from './input.ts'
import { listProxies } from './list-proxies.ts'
import { overviewOf, placeOf } from './overview.ts'
import * as store from './overview-store.ts'

/** The pool as people see it. */
export function poolPage(deps: Deps, query: ProxiesQuery, actor: Actor, refused?: RefusedSource) {
  const { country, city, state, q } = query
  return (
    <PoolPage
      pool={overviewOf(deps)}
      place={query.country === undefined ? null : placeOf(deps, query.country, actor.reach)}
      list={listProxies(deps, query, actor.reach)}
      filter={{ country, city, state, q }}
      job={jobOf(deps)}
      may={rightsOf(actor)}
      refused={refused}
    />
  )
}

/** The whole of it, on its first page. */
export const wholePool = (): ProxiesQuery => ProxiesQuery.parse({})

export const rightsOf = (actor: Actor) => ({
  manage: may(actor, { role: 'manager', scope: 'admin' }),
  own: may(actor, { role: 'owner', scope: 'admin' }),
})

/** The refresh that runs or waits, if any. */
export function jobOf({ db, jobs }: Deps) {
  const id = jobs.active('pool.sync')
  return id === null ? null : (store.jobById(db, id) ?? null)
}
