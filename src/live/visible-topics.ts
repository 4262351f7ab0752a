import type { Queryable } from '#db/open.ts'
import { type Actor, may, seesEveryAccount } from '#src/team/actor.ts'
import * as store from './reach-store.ts'
import type { Topics } from './topics.ts'

/** The part of what was changed that a caller may know of: their accounts, their jobs, and the pool where they may read it. */
export function visibleTo(db: Queryable, { accounts, jobs, pool }: Topics, actor: Actor): Topics {
  return {
    accounts: accounts.size === 0 || seesEveryAccount(actor) ? accounts : within(db, accounts, actor),
    jobs: jobs.size === 0 || (seesEveryAccount(actor) && may(actor, { role: 'manager' })) ? jobs : ownJobs(db, jobs, actor),
    pool: pool && may(actor, { role: 'viewer', scope: 'pool:read' }),
  }
}

const within = (db: Queryable, ids: Set<string>, { reach }: Actor) => new Set(store.accountsWithin(db, [...ids], reach))
const ownJobs = (db: Queryable, ids: Set<string>, { id }: Actor) => new Set(id === null ? [] : store.jobsOf(db, [...ids], id))
