import { and, desc, eq, gte, inArray, isNotNull, isNull, sql } from 'drizzle-orm'
import type { Db } from '#db/open.ts'
import { accounts, assignments, checks } from '#db/schema/accounts.ts'
import { within } from '#src/accounts/reach.ts'
import type { Reach } from '#src/team/actor.ts'

export interface Striped {
  id: string
  name: string
}

/** In a bad night thousands of accounts fail every few minutes: the latest of these tell well enough which are worst. */
const MOST_FAILURES = 20_000

/** The accounts with the most failed checks since a moment, then the slowest. */
export function worst(db: Db, reach: Reach, since: number, limit: number): Striped[] {
  const latest = db
    .select({ accountId: checks.accountId })
    .from(checks)
    .where(and(eq(checks.ok, sql`0`), gte(checks.at, since)))
    .orderBy(desc(checks.at))
    .limit(MOST_FAILURES)
    .as('latest')
  const failures = db
    .select({ accountId: latest.accountId, failed: sql<number>`count(*)`.as('failed') })
    .from(latest)
    .groupBy(latest.accountId)
    .as('failures')
  return db
    .select({ id: accounts.id, name: accounts.name })
    .from(assignments)
    .innerJoin(accounts, eq(accounts.id, assignments.accountId))
    .leftJoin(failures, eq(failures.accountId, assignments.accountId))
    .where(and(isNotNull(assignments.exitKey), isNull(accounts.archivedAt), within(accounts.id, reach)))
    .orderBy(sql`coalesce(${failures.failed}, 0) desc`, sql`${assignments.lastCheckLatencyMs} desc`, accounts.name)
    .limit(limit)
    .all()
}

export interface Verdict {
  accountId: string
  at: number
  ok: boolean
  latencyMs: number | null
}

/** The checks of some accounts since a moment. */
export function verdicts(db: Db, ids: string[], since: number): Verdict[] {
  return db
    .select({ accountId: checks.accountId, at: checks.at, ok: checks.ok, latencyMs: checks.latencyMs })
    .from(checks)
    .where(and(inArray(checks.accountId, ids), gte(checks.at, since)))
    .all()
}
