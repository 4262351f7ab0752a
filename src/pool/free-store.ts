import type { Queryable } from '#db/open.ts'
import { statement } from '#db/statement.ts'

/** Where an exit is wanted. No country: anywhere. The city is folded (`foldCity`) and only looked at beside a country. */
export interface Place {
  country?: string | null
  city?: string | null
}

/** A free exit, with what the ranking needs to know of it. */
export interface Candidate {
  id: number
  exitKey: string
  /** Webshare vouches for the country. */
  isSure: boolean
  /** Another account goes out from the same subnet, or through the same carrier. */
  subnetUsed: boolean
  carrierUsed: boolean
  /** See `pool_proxies.spread`; low numbers first. */
  spread: number
}

// The partial indexes on free rows serve a query only if it says so literally, and sorted only within one confidence.
const FREE_IN = {
  anywhere: 'p.free = 1',
  country: 'p.free = 1 and p.country_code = $country',
  city: 'p.free = 1 and p.country_code = $country and p.city_key = $city',
}
const CONFIDENCES = {
  sure: 'p.high_country_confidence = 1',
  unsure: 'p.high_country_confidence = 0',
  unknown: 'p.high_country_confidence is null',
}
type Width = keyof typeof FREE_IN
type Confidence = keyof typeof CONFIDENCES

const widthOf = ({ country, city }: Place): Width => (!country ? 'anywhere' : city ? 'city' : 'country')
const placeParameters = ({ country, city }: Place) => ({ ...(country && { country, ...(city && { city }) }) })

const COLUMNS = `p.id, p.exit_key as exitKey, p.high_country_confidence as isSure, p.spread,
  exists (select 1 from assignments a where a.subnet = p.subnet and a.account_id <> $account) as subnetUsed,
  exists (select 1 from assignments a where a.asn_number = p.asn_number and a.account_id <> $account) as carrierUsed`

interface CandidateRow extends Record<string, unknown> {
  id: number
  exitKey: string
  isSure: number | null
  spread: number
  subnetUsed: number
  carrierUsed: number
}

export interface CandidateQuery extends Place {
  /** For whom: the account's own exit does not make a subnet or carrier used. */
  accountId: string
  /** An exit that is not wanted, because the account is to leave it. */
  not?: string | null
  limit: number
}

/** The free exits of a place that come first in the spread order: those with a sure country or, where there are none, the others. */
export function candidates(db: Queryable, query: CandidateQuery): Candidate[] {
  const sure = candidatesOf(db, 'sure', query)
  return sure.length > 0 ? sure : [...candidatesOf(db, 'unsure', query), ...candidatesOf(db, 'unknown', query)]
}

function candidatesOf(db: Queryable, confidence: Confidence, { accountId, not, limit, ...place }: CandidateQuery): Candidate[] {
  return statement<CandidateRow>(db, candidatesSql(widthOf(place), confidence))
    .all({ ...placeParameters(place), account: accountId, not: not ?? '', limit })
    .map(toCandidate)
}

const candidatesSql = (width: Width, confidence: Confidence) =>
  `select ${COLUMNS} from pool_proxies p where ${FREE_IN[width]} and ${CONFIDENCES[confidence]} and p.exit_key <> $not
   order by p.spread limit $limit`

const toCandidate = ({ isSure, subnetUsed, carrierUsed, ...row }: CandidateRow): Candidate => ({
  ...row,
  isSure: isSure === 1,
  subnetUsed: subnetUsed === 1,
  carrierUsed: carrierUsed === 1,
})

// What an account once had is open to it although it rests, unless it rests because it failed.
const FORMER = `select ${COLUMNS}, max(h.assigned_at) as lastHad
  from exit_history h
  join pool_proxies p on p.exit_key = h.exit_key
  join pool_sources s on s.id = p.source_id and s.disabled_at is null
  left join exits e on e.exit_key = p.exit_key
  where h.account_id = $account and h.released_at is not null
    and p.valid = 1 and p.removed_at is null and p.exit_key <> $not
    and e.burnt_at is null and (e.failed_at is null or e.failed_at < h.assigned_at)
    and (coalesce(e.resting_until, 0) <= $now or (e.last_account_id = $account and e.resting_why = 'used'))
    and not exists (select 1 from exit_history f where f.account_id = $account and f.exit_key = h.exit_key and f.released_why = 'failed')
    and (select count(*) from assignments a where a.exit_key = p.exit_key and a.account_id <> $account) < $perExit
    and ($country is null or p.country_code = $country) and ($city is null or p.city_key = $city)
  group by p.id order by lastHad desc limit 16`

// Most accounts keep their first exit for ever: for them the long question need not be asked.
const hasLeftAny = (db: Queryable, accountId: string) =>
  statement(db, 'select 1 from exit_history where account_id = $accountId and released_at is not null limit 1').get({
    accountId,
  }) !== null

export interface FormerQuery extends Place {
  accountId: string
  not?: string | null
  now: number
  perExit: number
}

/** The exits this account had before, that did not fail for it and that it may have again; the latest first. */
export function formerOf(db: Queryable, { accountId, not, now, perExit, country, city }: FormerQuery): Candidate[] {
  if (!hasLeftAny(db, accountId)) return []
  return statement<CandidateRow & { lastHad: number }>(db, FORMER)
    .all({ account: accountId, not: not ?? '', now, perExit, country: country ?? null, city: (country && city) || null })
    .map(({ lastHad: _, ...row }) => toCandidate(row))
}

/** The row of an exit that the pool lists and that works and may be given out, free or not; null when there is none. */
export function listedId(db: Queryable, exitKey: string): number | null {
  const sql = `select p.id from pool_proxies p join pool_sources s on s.id = p.source_id and s.disabled_at is null
    where p.exit_key = $exitKey and p.removed_at is null and p.valid = 1
      and not exists (select 1 from exits e where e.exit_key = p.exit_key and e.burnt_at is not null) limit 1`
  return statement<{ id: number }>(db, sql).get({ exitKey })?.id ?? null
}

/** How many exits of a place could be assigned now. */
export function countFree(db: Queryable, place: Place = {}): number {
  const sql = `select count(distinct p.exit_key) as free from pool_proxies p where ${FREE_IN[widthOf(place)]}`
  return statement<{ free: number }>(db, sql).get(placeParameters(place))?.free ?? 0
}

/** How many exits the pool lists, free or not. */
export function countListed(db: Queryable): number {
  const sql = 'select count(distinct exit_key) as listed from pool_proxies where removed_at is null'
  return statement<{ listed: number }>(db, sql).get({})?.listed ?? 0
}

/** The countries of the pool, with how many of their exits could be assigned now. */
export function countriesFree(db: Queryable): { code: string; available: number }[] {
  return statement<{ code: string; available: number }>(
    db,
    `select country_code as code, count(distinct case when free = 1 then exit_key end) as available
     from pool_proxies where removed_at is null and country_code is not null group by country_code order by country_code`,
  ).all({})
}

/** The cities of a country in the pool, with how many of their exits could be assigned now. */
export function citiesFree(db: Queryable, country: string): { name: string; available: number }[] {
  return statement<{ name: string; available: number }>(
    db,
    `select min(city_name) as name, count(distinct case when free = 1 then exit_key end) as available
     from pool_proxies where removed_at is null and country_code = $country and city_key is not null group by city_key order by name`,
  ).all({ country })
}

export interface FreeCity extends Record<string, unknown> {
  country: string | null
  city: string | null
  cityKey: string | null
  free: number
}

/** Every place with free exits, the fullest first. */
export function freeByCity(db: Queryable): FreeCity[] {
  return statement<FreeCity>(
    db,
    `select country_code as country, min(city_name) as city, city_key as cityKey, count(distinct exit_key) as free
     from pool_proxies where free = 1 group by country_code, city_key order by free desc, country, city`,
  ).all({})
}

export interface Surroundings extends Record<string, unknown> {
  subnet: string | null
  asnNumber: number | null
}

/** The subnet and carrier of an exit, while the pool knows it. */
export function surroundingsOf(db: Queryable, exitKey: string): Surroundings | null {
  const sql = 'select subnet, asn_number as asnNumber from pool_proxies where exit_key = $exitKey limit 1'
  return statement<Surroundings>(db, sql).get({ exitKey })
}

/** Whether somebody marked an exit as never to be given out again. */
export const isBurnt = (db: Queryable, exitKey: string) =>
  statement(db, 'select 1 from exits where exit_key = $exitKey and burnt_at is not null').get({ exitKey }) !== null

export interface FreeExit extends Record<string, unknown> {
  protocol: 'http' | 'https' | 'socks5'
  host: string
  port: number
  credentialId: string | null
}

/** A free exit to ask whether the network works; null when none is free. */
export function anyFree(db: Queryable): FreeExit | null {
  const sql = `select protocol, host, port, credential_id as credentialId from pool_proxies
    where free = 1 order by high_country_confidence desc, spread desc limit 1`
  return statement<FreeExit>(db, sql).get({})
}
