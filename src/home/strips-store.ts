import { and, desc, eq, gte, isNotNull, isNull, notInArray, sql } from 'drizzle-orm'
import type { Db } from '#db/open.ts'
import { accounts, assignments, checks } from '#db/schema/accounts.ts'
import { statement } from '#db/statement.ts'
import { within } from '#src/accounts/reach.ts'
import type { Reach } from '#src/team/actor.ts'

export interface Striped {
  id: string
  name: string
  /** Of its exit; null where there is none or its country is not known. */
  countryCode: string | null
}

const STRIPED = {
  id: accounts.id,
  name: accounts.name,
  countryCode: sql<string | null>`coalesce(${assignments.countryCode}, ${assignments.exitIpCountry})`,
}

/** In a bad night thousands of accounts fail every few minutes: the latest of these tell well enough which are worst. */
const MOST_FAILURES = 5_000

/** The accounts with the most failed checks since a moment, the worst first. */
export function failing(db: Db, reach: Reach, since: number, limit: number): Striped[] {
  const latest = db
    .select({ accountId: checks.accountId })
    .from(checks)
    // Written out: the index of failed checks serves only those who say so literally.
    .where(and(sql`${checks.ok} = 0`, gte(checks.at, since)))
    .orderBy(desc(checks.at))
    .limit(MOST_FAILURES)
    .as('latest')
  return db
    .select(STRIPED)
    .from(latest)
    .innerJoin(accounts, eq(accounts.id, latest.accountId))
    .innerJoin(assignments, eq(assignments.accountId, accounts.id))
    .where(and(isNull(accounts.archivedAt), within(accounts.id, reach)))
    .groupBy(accounts.id)
    .orderBy(sql`count(*) desc`, accounts.name)
    .limit(limit)
    .all()
}

/** The accounts with an exit whose last check took longest, but for some. */
export function slowest(db: Db, reach: Reach, except: string[], limit: number): Striped[] {
  return db
    .select(STRIPED)
    .from(assignments)
    .innerJoin(accounts, eq(accounts.id, assignments.accountId))
    .where(
      and(
        isNotNull(assignments.exitKey),
        isNull(accounts.archivedAt),
        notInArray(accounts.id, except),
        within(accounts.id, reach),
      ),
    )
    .orderBy(sql`${assignments.lastCheckLatencyMs} desc`, accounts.name)
    .limit(limit)
    .all()
}

export interface HalfHour extends Record<string, unknown> {
  accountId: string
  /** Counted from the moment asked for. */
  slot: number
  /** 1 fine, 2 slow, 3 bad: the worst check of it. */
  worst: number
}

/** How the checks of an account went since a moment, by half hours. @param stepMs how long half an hour is. */
export function halfHours(db: Db, accountId: string, query: { since: number; stepMs: number; slowMs: number }): HalfHour[] {
  return statement<HalfHour>(
    db,
    `select account_id as accountId, (at - $since) / $stepMs as slot, max(case when ok = 0 then 3 when latency_ms > $slowMs then 2 else 1 end) as worst
     from checks where account_id = $accountId and at >= $since group by slot`,
  ).all({ accountId, ...query })
}
