import { and, desc, eq, lt } from 'drizzle-orm'
import type { Queryable } from '#db/open.ts'
import { exitHistory } from '#db/schema/accounts.ts'
import { statement } from '#db/statement.ts'

export type FormerExit = typeof exitHistory.$inferSelect

/** Why an account left an exit. */
export type LeaveReason = 'replaced' | 'failed' | 'disabled' | 'manual' | 'restored' | 'archived'

/** Writes the exit an account has now into its history. */
export function open(tx: Queryable, accountId: string) {
  statement(
    tx,
    `insert into exit_history (account_id, exit_key, mode, proxy_id, source_id, protocol, host, port, credential_id, country_code, city_name, assigned_at)
     select account_id, exit_key, mode, proxy_id, source_id, protocol, host, port, credential_id, country_code, city_name, assigned_at
     from assignments where account_id = $accountId and exit_key is not null`,
  ).run({ accountId })
}

/** Ends the stay on the exit an account has now. */
export function close(tx: Queryable, accountId: string, now: number, why: LeaveReason) {
  const sql =
    'update exit_history set released_at = $now, released_why = $why where account_id = $accountId and released_at is null'
  statement(tx, sql).run({ accountId, now, why })
}

/** The exit an account left last since a moment, unless it is the one it has again. */
export function lastLeft(db: Queryable, accountId: string, since: number, current: string | null): FormerExit | undefined {
  const left = db
    .select()
    .from(exitHistory)
    .where(eq(exitHistory.accountId, accountId))
    .orderBy(desc(exitHistory.id))
    .limit(20)
    .all()
  return left.find(({ releasedAt, exitKey }) => releasedAt !== null && releasedAt >= since && exitKey !== current)
}

/** The exits of an account, the latest first. @param before the id of the last one seen. */
export function list(
  db: Queryable,
  accountId: string,
  { limit, before }: { limit: number; before: number | null },
): FormerExit[] {
  return db
    .select()
    .from(exitHistory)
    .where(and(eq(exitHistory.accountId, accountId), before === null ? undefined : lt(exitHistory.id, before)))
    .orderBy(desc(exitHistory.id))
    .limit(limit)
    .all()
}

export function count(db: Queryable, accountId: string): number {
  const sql = 'select count(*) as n from exit_history where account_id = $accountId'
  return statement<{ n: number }>(db, sql).get({ accountId })?.n ?? 0
}

/** How many times one account, or any, was moved off a failed exit since a moment. */
export function movesSince(db: Queryable, since: number, accountId: string | null): number {
  const sql = `select count(*) as moves from exit_history
    where released_why = 'failed' and released_at > $since and ($accountId is null or account_id = $accountId)`
  return statement<{ moves: number }>(db, sql).get({ since, accountId })?.moves ?? 0
}
