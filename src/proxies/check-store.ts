import { and, asc, desc, eq, gt, gte, lt } from 'drizzle-orm'
import { tell } from '#db/changes.ts'
import type { Queryable } from '#db/open.ts'
import { checks } from '#db/schema/accounts.ts'
import { statement } from '#db/statement.ts'

export type Check = typeof checks.$inferSelect
export type CheckCause = Check['cause']
/** A check before it is stored. */
export type Result = Omit<Check, 'id'>

export function add(tx: Queryable, check: Result) {
  statement(
    tx,
    `insert into checks (account_id, exit_key, at, cause, ok, reason, exit_ip, country, latency_ms)
     values ($accountId, $exitKey, $at, $cause, $ok, $reason, $exitIp, $country, $latencyMs)`,
  ).run(check)
}

/** Shows the latest check at the account, unless its exit has changed since. A good one also ends a proven failure. */
export function showLatest(tx: Queryable, check: Result, generation: number, nextCheckAt: number) {
  const { accountId, at, ok, reason, exitIp, country, latencyMs } = check
  statement(
    tx,
    `update assignments set last_check_at = $at, last_check_ok = $ok, last_check_reason = $reason, last_check_latency_ms = $latencyMs,
       exit_ip = coalesce($exitIp, exit_ip), exit_ip_country = case when $ok then $country else exit_ip_country end,
       failed_at = case when $ok then null else failed_at end, failed_reason = case when $ok then null else failed_reason end,
       next_check_at = $nextCheckAt
     where account_id = $accountId and generation = $generation`,
  ).run({ accountId, at, ok, reason, exitIp, country, latencyMs, generation, nextCheckAt })
  tell(tx, { type: 'proxy.checked', accountId })
}

/** The checks of an account, the latest first. @param since milliseconds since 1970. */
export function list(db: Queryable, accountId: string, since: number | null, limit: number, before: number | null): Check[] {
  return db
    .select()
    .from(checks)
    .where(
      and(
        eq(checks.accountId, accountId),
        since === null ? undefined : gte(checks.at, since),
        before === null ? undefined : lt(checks.id, before),
      ),
    )
    .orderBy(desc(checks.id))
    .limit(limit)
    .all()
}

interface Wanted {
  accountId: string
  exitKey: string | null
  /** No more are looked at. */
  most: number
  /** Of a failure; any other ends the row. */
  counts: (reason: string) => boolean
}

/** The latest checks of an account, the last one first, that failed in a way that counts, all of one exit: when each was. */
export function failuresInARow(db: Queryable, { accountId, exitKey, most, counts }: Wanted): number[] {
  const sql =
    'select at, reason, exit_key as exitKey from checks where account_id = $accountId order by at desc, id desc limit $most'
  const latest = statement<{ at: number; reason: string | null; exitKey: string }>(db, sql).all({ accountId, most })
  const end = latest.findIndex((one) => one.reason === null || one.exitKey !== exitKey || !counts(one.reason))
  return latest.slice(0, end < 0 ? latest.length : end).map(({ at }) => at)
}

export function count(db: Queryable, accountId: string, since: number | null): number {
  const sql = 'select count(*) as n from checks where account_id = $accountId and at >= $since'
  return statement<{ n: number }>(db, sql).get({ accountId, since: since ?? 0 })?.n ?? 0
}

/** The last verdict on every exit that was tested since a moment. */
function verdictsSince(db: Queryable, since: number): { exitKey: string; ok: boolean }[] {
  const rows = db
    .select({ exitKey: checks.exitKey, ok: checks.ok })
    .from(checks)
    .where(gt(checks.at, since))
    .orderBy(asc(checks.id))
    .all()
  return [...new Map(rows.map((row) => [row.exitKey, row])).values()]
}

export interface Due extends Record<string, unknown> {
  accountId: string
}

/** The accounts whose proxy is due for its periodic check. Switched-off ones are not: nothing goes out for them. */
export function due(db: Queryable, now: number, limit: number): Due[] {
  return statement<Due>(
    db,
    `select account_id as accountId from assignments
     where next_check_at <= $now and is_active = 1 and exit_key is not null order by next_check_at limit $limit`,
  ).all({ now, limit })
}

/** Takes the check of an account for oneself: false when another run has taken it. */
export function claimDue(tx: Queryable, accountId: string, now: number, next: number): boolean {
  const sql = 'update assignments set next_check_at = $next where account_id = $accountId and next_check_at <= $now'
  return statement(tx, sql).run({ accountId, now, next }).changes > 0
}

/** Whether another exit answered a test since a moment. */
export function anotherAnswered(db: Queryable, exitKey: string, since: number): boolean {
  const sql = 'select 1 from checks where at > $since and ok = 1 and exit_key <> $exitKey limit 1'
  return statement(db, sql).get({ exitKey, since }) !== null
}

/** How many exits failed a test since a moment and did not answer one after it. */
export const failingSince = (db: Queryable, since: number) => verdictsSince(db, since).filter(({ ok }) => !ok).length
