import type { Queryable } from '#db/open.ts'
import { statement } from '#db/statement.ts'

/** What applying the staged list of a source would do. */
export interface Difference {
  /** Proxies in the staged list. */
  total: number
  /** Proxies the pool lists of this source now. */
  listed: number
  added: number
  removed: number
  /** Accounts that go out through a proxy of this source that is listed now. */
  assigned: number
  removedAssigned: number
  /** Proxies whose city we know and the new list does not. */
  citiesLost: number
}

const STAGED = `exists (select 1 from pool_stage s where s.source_id = p.source_id and s.exit_key = p.exit_key and s.port = p.port)`
const LISTED = `exists (select 1 from pool_proxies p where p.source_id = s.source_id and p.exit_key = s.exit_key and p.port = s.port and p.removed_at is null)`
const HELD = `exists (select 1 from assignments a where a.exit_key = p.exit_key and a.port = p.port and a.source_id = p.source_id and a.mode = 'auto')`

const DIFFERENCE = `select
  (select count(*) from pool_stage where source_id = $sourceId) as total,
  (select count(*) from pool_stage s where s.source_id = $sourceId and not ${LISTED}) as added,
  count(*) as listed,
  count(*) filter (where not ${STAGED}) as removed,
  count(*) filter (where city_name is not null and exists (select 1 from pool_stage s
    where s.source_id = p.source_id and s.exit_key = p.exit_key and s.port = p.port and s.city_name is null)) as citiesLost
  from pool_proxies p where p.source_id = $sourceId and p.removed_at is null`

const ASSIGNED = `select count(*) as assigned, count(*) filter (where not ${STAGED}) as removedAssigned
  from assignments a cross join pool_proxies p
  where a.source_id = $sourceId and a.mode = 'auto'
    and p.source_id = a.source_id and p.exit_key = a.exit_key and p.port = a.port and p.removed_at is null`

type Counts<Name extends keyof Difference> = Record<Name, number>

export function differenceOf(db: Queryable, sourceId: string): Difference {
  const pool = statement<Counts<'total' | 'added' | 'listed' | 'removed' | 'citiesLost'>>(db, DIFFERENCE).get({ sourceId })
  const accounts = statement<Counts<'assigned' | 'removedAssigned'>>(db, ASSIGNED).get({ sourceId })
  return {
    ...{ total: 0, added: 0, listed: 0, removed: 0, citiesLost: 0, assigned: 0, removedAssigned: 0 },
    ...pool,
    ...accounts,
  }
}

/** The staged exits in a fixed order, to tell whether two answers say the same. */
export function* stagedExits(db: Queryable, sourceId: string): Generator<string> {
  const sql = `select exit_key || ' ' || port || ' ' || coalesce(city_name, '') as exit from pool_stage
    where source_id = $sourceId order by exit_key, port`
  for (const { exit } of statement<{ exit: string }>(db, sql).iterate({ sourceId })) yield exit
}

/** A proxy that the staged list lacks. */
export interface Vanished {
  accountId: string | null
  exitKey: string
  host: string
  port: number
}

/** The listed proxies that the staged list lacks: those that accounts hold, with the accounts, or all of them. */
export function vanished(db: Queryable, sourceId: string, { heldOnly }: { heldOnly: boolean }): Vanished[] {
  const sql = `select a.account_id as accountId, p.exit_key as exitKey, p.host, p.port from pool_proxies p
    ${heldOnly ? '' : 'left'} join assignments a on a.exit_key = p.exit_key and a.port = p.port and a.source_id = p.source_id and a.mode = 'auto'
    where p.source_id = $sourceId and p.removed_at is null and not ${STAGED}`
  return statement<Vanished & Record<string, unknown>>(db, sql).all({ sourceId })
}

const FIELDS = [
  'upstream_id',
  'protocol',
  'host',
  'credential_id',
  'country_code',
  'city_name',
  'city_key',
  'subnet',
  'asn_number',
  'asn_name',
  'high_country_confidence',
  'valid',
  'upstream_created_at',
]
const fields = (of: string) => FIELDS.map((field) => `${of}.${field}`).join(', ')
const SAME = 's.source_id = p.source_id and s.exit_key = p.exit_key and s.port = p.port'

const REMOVE = `delete from pool_proxies as p where p.source_id = $sourceId and not ${STAGED} and not ${HELD}`
const MARK = `update pool_proxies as p set removed_at = $now where p.source_id = $sourceId and p.removed_at is null and not ${STAGED}`
const CHANGE = `update pool_proxies as p set removed_at = null, last_verification = s.last_verification,
  ${FIELDS.map((field) => `${field} = s.${field}`).join(', ')}
  from pool_stage s where p.source_id = $sourceId and ${SAME}
    and ((${fields('p')}, p.removed_at) is not (${fields('s')}, null))`
const VERIFY = `update pool_proxies as p set last_verification = s.last_verification from pool_stage s
  where p.source_id = $sourceId and ${SAME} and p.last_verification is not s.last_verification`

/** The staged proxies that the pool has not. */
export const NEW_STAGED = `from pool_stage s
  where s.source_id = $sourceId and not exists (select 1 from pool_proxies p where ${SAME})`

// The places come as one list, because a statement for each row takes five times as long.
const ADD = `insert into pool_proxies (source_id, exit_key, port, ${FIELDS.join(', ')}, last_verification, first_seen_at, spread, free)
  select s.source_id, s.exit_key, s.port, ${fields('s')}, s.last_verification, $now, value ->> 2, value ->> 3
  from json_each($places) cross join pool_stage s
    on s.source_id = $sourceId and s.exit_key = value ->> 0 and s.port = value ->> 1`
const MOST_AT_ONCE = 10_000

/**
 * Makes what the pool has of a source what its staged list says. What an account holds is marked, never dropped.
 * What is new is left to `addStaged`. Returns how many rows changed.
 */
export function applyStaged(tx: Queryable, sourceId: string, now: number): { changed: number } {
  statement(tx, REMOVE).run({ sourceId })
  statement(tx, MARK).run({ sourceId, now })
  const { changes } = statement(tx, CHANGE).run({ sourceId })
  statement(tx, VERIFY).run({ sourceId })
  return { changed: changes }
}

/** Where a new proxy stands in the pool: see `pool_proxies.spread` and `pool_proxies.free`. */
export interface Place {
  exitKey: string
  port: number
  spread: number
  free: number
}

/** Puts staged proxies that the pool has not into it, in the order given. */
export function addStaged(tx: Queryable, sourceId: string, places: Place[], now: number) {
  for (let from = 0; from < places.length; from += MOST_AT_ONCE) {
    const some = places.slice(from, from + MOST_AT_ONCE)
    const list = JSON.stringify(some.map(({ exitKey, port, spread, free }) => [exitKey, port, spread, free]))
    statement(tx, ADD).run({ sourceId, now, places: list })
  }
}
