import { and, asc, count, desc, eq, inArray, isNull } from 'drizzle-orm'
import type { Queryable } from '#db/open.ts'
import { accounts, assignments } from '#db/schema/accounts.ts'
import { events } from '#db/schema/events.ts'
import { jobs } from '#db/schema/jobs.ts'
import { statement } from '#db/statement.ts'
import { within } from '#src/accounts/reach.ts'
import type { Reach } from '#src/team/actor.ts'

/** What may stand in the way of giving an exit out; `free` when nothing does. */
export const PROXY_STATES = ['free', 'assigned', 'resting', 'burnt', 'invalid', 'removed_upstream', 'unused'] as const
export type ProxyState = (typeof PROXY_STATES)[number]

const STATE = `case
  when p.removed_at is not null then 'removed_upstream'
  when exists (select 1 from assignments a where a.exit_key = p.exit_key) then 'assigned'
  when p.free = 1 then 'free'
  when e.burnt_at is not null then 'burnt'
  when p.valid = 0 then 'invalid'
  when e.resting_until > $now then 'resting'
  else 'unused' end`

export interface StateCount extends Record<string, unknown> {
  sourceId: string
  countryCode: string | null
  state: ProxyState
  exits: number
}

/** How many exits there are of every source, country and state. */
export function stateCounts(db: Queryable, now: number): StateCount[] {
  return statement<StateCount>(
    db,
    `select p.source_id as sourceId, p.country_code as countryCode, ${STATE} as state, count(distinct p.exit_key) as exits
     from pool_proxies p left join exits e on e.exit_key = p.exit_key group by 1, 2, 3`,
  ).all({ now })
}

export interface CityCount extends Record<string, unknown> {
  cityKey: string | null
  city: string | null
  state: ProxyState
  exits: number
}

/** How many exits of a country there are of every city and state. */
export function cityCounts(db: Queryable, country: string, now: number): CityCount[] {
  return statement<CityCount>(
    db,
    `select p.city_key as cityKey, min(p.city_name) as city, ${STATE} as state, count(distinct p.exit_key) as exits
     from pool_proxies p left join exits e on e.exit_key = p.exit_key where p.country_code = $country group by 1, 3`,
  ).all({ country, now })
}

export interface PoolProxy extends Record<string, unknown> {
  id: number
  sourceId: string
  upstreamId: string | null
  exitKey: string
  protocol: string
  host: string
  port: number
  countryCode: string | null
  cityName: string | null
  asnNumber: number | null
  asnName: string | null
  highCountryConfidence: number | null
  state: ProxyState
  restingUntil: number | null
  restingWhy: 'failed' | 'used' | null
  lastAccountId: string | null
  burntAt: number | null
  lastVerification: string | null
  firstSeenAt: number
  removedAt: number | null
}

const PROXY = `select p.id, p.source_id as sourceId, p.upstream_id as upstreamId, p.exit_key as exitKey, p.protocol, p.host, p.port,
  p.country_code as countryCode, p.city_name as cityName, p.asn_number as asnNumber, p.asn_name as asnName,
  p.high_country_confidence as highCountryConfidence, ${STATE} as state, e.resting_until as restingUntil, e.burnt_at as burntAt,
  e.resting_why as restingWhy, e.last_account_id as lastAccountId,
  p.last_verification as lastVerification, p.first_seen_at as firstSeenAt, p.removed_at as removedAt
  from pool_proxies p left join exits e on e.exit_key = p.exit_key`

export interface ProxyFilter {
  country?: string | undefined
  /** Folded for comparing. */
  city?: string | undefined
  state?: ProxyState | undefined
  /** Part of an address, a city or a carrier. */
  q?: string | undefined
}
const MATCHES = `($country is null or p.country_code = $country) and ($city is null or p.city_key = $city)
  and ($state is null or ${STATE} = $state)
  and ($q is null or p.host like $q escape '\\' or p.city_name like $q escape '\\' or p.asn_name like $q escape '\\')`
const bound = ({ country, city, state, q }: ProxyFilter) => ({
  country: country ?? null,
  city: city ?? null,
  state: state ?? null,
  q: q === undefined ? null : `%${q.replace(/[\\%_]/g, '\\$&')}%`,
})

export interface ProxyPlace {
  now: number
  /** The id to go on from. */
  after: number
  /** How many to leave out from there. */
  skip: number
  limit: number
}

/** Proxies in the order they came. */
export function proxies(db: Queryable, filter: ProxyFilter, place: ProxyPlace): PoolProxy[] {
  return statement<PoolProxy>(db, `${PROXY} where p.id > $after and ${MATCHES} order by p.id limit $limit offset $skip`).all({
    ...bound(filter),
    ...place,
  })
}

export function countProxies(db: Queryable, filter: ProxyFilter, now: number): number {
  const sql = `select count(*) as total from pool_proxies p left join exits e on e.exit_key = p.exit_key where ${MATCHES}`
  return statement<{ total: number }>(db, sql).get({ ...bound(filter), now })?.total ?? 0
}

export const proxyById = (db: Queryable, id: number, now: number): PoolProxy | undefined =>
  statement<PoolProxy>(db, `${PROXY} where p.id = $id`).get({ id, now }) ?? undefined

export interface Holder {
  exitKey: string | null
  accountId: string
  name: string
}

/** Who goes out through an exit, as far as the caller may know. */
export function holdersOf(db: Queryable, exitKey: string, reach: Reach): Holder[] {
  return db
    .select({ exitKey: assignments.exitKey, accountId: assignments.accountId, name: accounts.name })
    .from(assignments)
    .innerJoin(accounts, eq(accounts.id, assignments.accountId))
    .where(and(eq(assignments.exitKey, exitKey), within(accounts.id, reach)))
    .all()
}

export interface AccountThere {
  id: string
  name: string
  city: string | null
}

/** The accounts that go out by a country, as far as the caller may know: the first few by name, and how many there are. */
export function accountsIn(
  db: Queryable,
  country: string,
  reach: Reach,
  limit: number,
): { first: AccountThere[]; total: number } {
  const there = and(eq(assignments.countryCode, country), isNull(accounts.archivedAt), within(accounts.id, reach))
  const first = db
    .select({ id: accounts.id, name: accounts.name, city: assignments.cityName })
    .from(assignments)
    .innerJoin(accounts, eq(accounts.id, assignments.accountId))
    .where(there)
    .orderBy(asc(accounts.name))
    .limit(limit)
    .all()
  const all = db
    .select({ total: count() })
    .from(assignments)
    .innerJoin(accounts, eq(accounts.id, assignments.accountId))
    .where(there)
    .get()
  return { first, total: all?.total ?? 0 }
}

/** The names of accounts, as far as the caller may know them. */
export function namesOf(db: Queryable, ids: string[], reach: Reach): Map<string, string> {
  if (ids.length === 0) return new Map()
  const rows = db
    .select({ id: accounts.id, name: accounts.name })
    .from(accounts)
    .where(and(inArray(accounts.id, ids), within(accounts.id, reach)))
    .all()
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** How many accounts go out through proxies of a source. */
export function heldOf(db: Queryable, sourceId: string): number {
  const sql = "select count(*) as held from assignments where source_id = $sourceId and mode = 'auto' and exit_key is not null"
  return statement<{ held: number }>(db, sql).get({ sourceId })?.held ?? 0
}

export function burn(tx: Queryable, exitKey: string, now: number) {
  const sql = `insert into exits (exit_key, burnt_at) values ($exitKey, $now)
    on conflict (exit_key) do update set burnt_at = coalesce(burnt_at, $now)`
  statement(tx, sql).run({ exitKey, now })
}

export function unburn(tx: Queryable, exitKey: string) {
  statement(tx, 'update exits set burnt_at = null where exit_key = $exitKey').run({ exitKey })
}

/** When the pool was last said to be low. */
export const lastLowAt = (db: Queryable): number | null =>
  db.select({ at: events.at }).from(events).where(eq(events.type, 'pool.low')).orderBy(desc(events.id)).limit(1).get()?.at ?? null

export const jobById = (db: Queryable, id: string) => db.select().from(jobs).where(eq(jobs.id, id)).get()
