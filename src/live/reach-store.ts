import { and, eq, inArray } from 'drizzle-orm'
import type { Queryable } from '#db/open.ts'
import { accounts } from '#db/schema/accounts.ts'
import { jobs } from '#db/schema/jobs.ts'
import { within } from '#src/accounts/reach.ts'
import type { Reach } from '#src/team/actor.ts'

/** Those of the accounts that are within reach. */
export function accountsWithin(db: Queryable, ids: string[], reach: Reach): string[] {
  return db
    .select({ id: accounts.id })
    .from(accounts)
    .where(and(inArray(accounts.id, ids), within(accounts.id, reach)))
    .all()
    .map(({ id }) => id)
}

/** Those of the jobs that a member or key asked for. */
export function jobsOf(db: Queryable, ids: string[], createdBy: string): string[] {
  return db
    .select({ id: jobs.id })
    .from(jobs)
    .where(and(inArray(jobs.id, ids), eq(jobs.createdBy, createdBy)))
    .all()
    .map(({ id }) => id)
}
