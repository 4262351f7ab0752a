import { and, desc, eq, getTableColumns, ne, sql } from 'drizzle-orm'
import type { Queryable } from '#db/open.ts'
import { remembered } from '#db/remembered.ts'
import { accounts, assignments, type MovePolicy } from '#db/schema/accounts.ts'
import { type Bindings, statement } from '#db/statement.ts'
import { within } from '#src/accounts/reach.ts'
import type { Reach } from '#src/team/actor.ts'

export type Assignment = typeof assignments.$inferSelect

/** The proxy of an account, with what its rules need of the account itself. */
export type AccountProxy = Assignment & { accountName: string; movePolicy: MovePolicy; archivedAt: number | null }

/** The proxy of an account that the caller may see. Shared with whoever asks next: not to be changed. */
export function find(db: Queryable, accountId: string, reach: Reach): AccountProxy | undefined {
  if (!reach.tags && !reach.accountIds) return remembered(db, 'proxy', accountId, () => findAny(db, accountId))
  const visible = db
    .select({ id: accounts.id })
    .from(accounts)
    .where(and(eq(accounts.id, accountId), within(accounts.id, reach)))
    .get()
  return visible && findAny(db, accountId)
}

const COLUMNS = Object.entries(getTableColumns(assignments))
  .map(([name, column]) => `assignments.${column.name} as ${name}`)
  .join(', ')

type Raw = Omit<AccountProxy, 'isActive' | 'lastCheckOk'> & { isActive: number; lastCheckOk: number | null }

// Subqueries, because SQLite takes ten times as long over a join of two single rows.
const ofAccount = (column: string) => `(select ${column} from accounts where id = assignments.account_id)`
const WHOLE = `${COLUMNS}, ${ofAccount('name')} as accountName, ${ofAccount('move_policy')} as movePolicy,
  ${ofAccount('archived_at')} as archivedAt`
const FIND = `select ${WHOLE} from assignments where account_id = $accountId`

function findAny(db: Queryable, accountId: string): AccountProxy | undefined {
  return withFlags(statement<Raw>(db, FIND).get({ accountId }))
}

// In place: every read of a proxy comes through here, and a copy of all columns costs as much as the query.
const withFlags = (row: Raw | null): AccountProxy | undefined =>
  row ? Object.assign(row, { isActive: row.isActive === 1, lastCheckOk: flagOf(row.lastCheckOk) }) : undefined

const flagOf = (value: number | null) => (value === null ? null : value === 1)

// Everything that was known of the exit before goes with it.
const FRESH = `is_active = 1, slot = $slot, assigned_at = $now, next_check_at = $nextCheckAt, generation = generation + 1,
  failed_at = null, failed_reason = null, removed_upstream_at = null, exit_ip = null, exit_ip_country = null,
  last_check_at = null, last_check_ok = null, last_check_reason = null, last_check_latency_ms = null`

// All columns from one subquery: SQLite takes three times as long over an update from a joined table.
const CLAIM_FROM_POOL = `update or ignore assignments set mode = 'auto', (exit_key, proxy_id, source_id, protocol, host, port,
    credential_id, country_code, city_name, subnet, asn_number) = (select exit_key, upstream_id, source_id, protocol, host, port,
    credential_id, country_code, city_name, subnet, asn_number from pool_proxies where id = $poolId), ${FRESH}
  where account_id = $accountId and exists (select 1 from pool_proxies where id = $poolId) returning ${WHOLE}`

/** What a claim needs beside the exit: when it is made, when it is first checked, and how many accounts an exit may have. */
export interface Claim {
  accountId: string
  now: number
  nextCheckAt: number
  perExit: number
}

/**
 * Gives an account the exit of a pool row, and returns what it has then. One statement under the unique index on exit and slot:
 * nothing when the exit is full, whoever else claims it at the same moment.
 */
export const claimFromPool = (tx: Queryable, poolId: number, claim: Claim) => claimed(tx, CLAIM_FROM_POOL, { poolId }, claim)

function claimed(tx: Queryable, sql: string, exit: Bindings, { perExit, ...claim }: Claim): AccountProxy | undefined {
  for (let slot = 0; slot < perExit; slot++) {
    const row = withFlags(statement<Raw>(tx, sql).get({ ...exit, ...claim, slot }))
    if (row) return row
  }
  return undefined
}

const CLAIM_GIVEN = `update or ignore assignments set mode = $mode, exit_key = $exitKey, proxy_id = $proxyId, source_id = $sourceId,
    protocol = $protocol, host = $host, port = $port, credential_id = $credentialId, country_code = $countryCode,
    city_name = $cityName, subnet = $subnet, asn_number = $asnNumber, ${FRESH}
  where account_id = $accountId returning ${WHOLE}`

/** An exit described by itself: a manual one, or one that the account had before. */
export type GivenExit = Pick<
  Assignment,
  | 'exitKey'
  | 'proxyId'
  | 'sourceId'
  | 'protocol'
  | 'host'
  | 'port'
  | 'credentialId'
  | 'countryCode'
  | 'cityName'
  | 'subnet'
  | 'asnNumber'
> & { mode: 'auto' | 'manual' }

/** Gives an account an exit that need not be in the pool, under the same index; nothing when the exit is full. */
export const claimGiven = (tx: Queryable, exit: GivenExit, claim: Claim) => claimed(tx, CLAIM_GIVEN, { ...exit }, claim)

/** How many other accounts go out through an exit. */
export function othersOn(db: Queryable, exitKey: string, accountId: string): number {
  const sql = 'select count(*) as held from assignments where exit_key = $exitKey and account_id <> $accountId'
  return statement<{ held: number }>(db, sql).get({ exitKey, accountId })?.held ?? 0
}

/** Takes the exit of an account away. Preferences stay. */
export function clear(tx: Queryable, accountId: string) {
  tx.update(assignments)
    .set({
      mode: 'none',
      isActive: false,
      exitKey: null,
      slot: 0,
      proxyId: null,
      sourceId: null,
      protocol: 'http',
      host: null,
      port: null,
      credentialId: null,
      countryCode: null,
      cityName: null,
      subnet: null,
      asnNumber: null,
      assignedAt: null,
      failedAt: null,
      failedReason: null,
      removedUpstreamAt: null,
      exitIp: null,
      exitIpCountry: null,
      lastCheckAt: null,
      lastCheckOk: null,
      lastCheckReason: null,
      lastCheckLatencyMs: null,
      nextCheckAt: null,
    })
    .where(eq(assignments.accountId, accountId))
    .run()
  statement(tx, 'update assignments set generation = generation + 1 where account_id = $accountId').run({ accountId })
}

export type Preference = Pick<Assignment, 'regionPreference' | 'cityPreference' | 'isActive'>

export function prefer(tx: Queryable, accountId: string, preference: Preference) {
  tx.update(assignments).set(preference).where(eq(assignments.accountId, accountId)).run()
}

export function markFailed(tx: Queryable, accountId: string, failedAt: number | null, failedReason: string | null) {
  tx.update(assignments).set({ failedAt, failedReason }).where(eq(assignments.accountId, accountId)).run()
}

/** Marks a pool exit that an account holds although the pool does not list it, as a sync would have. */
export function markUnlisted(tx: Queryable, accountId: string, now: number) {
  statement(
    tx,
    `update assignments as a set removed_upstream_at = $now where account_id = $accountId and mode = 'auto'
       and not exists (select 1 from pool_proxies p where p.source_id = a.source_id and p.exit_key = a.exit_key
         and p.port = a.port and p.removed_at is null)`,
  ).run({ accountId, now })
}

/** Other accounts that go out by an IP under another name than this one's. */
export function othersSeenAt(db: Queryable, exitIp: string, { accountId, exitKey }: Assignment): string[] {
  const sql = `select account_id as id from assignments where account_id <> $accountId and exit_key is not null
    and exit_key <> $exitKey and (exit_ip = $exitIp or exit_key = $exitIp) limit 10`
  return statement<{ id: string }>(db, sql)
    .all({ accountId, exitKey: exitKey ?? '', exitIp })
    .map(({ id }) => id)
}

/** How many accounts there are that are not archived. */
export function countAccounts(db: Queryable): number {
  return statement<{ n: number }>(db, 'select count(*) as n from accounts where archived_at is null').get({})?.n ?? 0
}

/** Other exits that accounts use and that answered last time they were tested, the latest first. */
export function othersThatAnswered(db: Queryable, exitKey: string, limit: number): Assignment[] {
  return db
    .select()
    .from(assignments)
    .where(and(ne(assignments.exitKey, exitKey), eq(assignments.isActive, true), sql`${assignments.lastCheckOk} is not 0`))
    .orderBy(desc(assignments.lastCheckAt))
    .limit(limit)
    .all()
}
