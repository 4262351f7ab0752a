import { and, isNull, type SQL, sql } from 'drizzle-orm'
import type { Db } from '#db/open.ts'
import { accounts, assignments } from '#db/schema/accounts.ts'
import { within } from '#src/accounts/reach.ts'
import { SLOW_MS } from '#src/proxies/cause.ts'
import type { Reach } from '#src/team/actor.ts'
import type { Cause } from './causes.ts'

/** An account that needs somebody, as one of those with the same cause. */
export interface Need {
  cause: Cause
  accountId: string
  name: string
  sourceId: string | null
  host: string | null
  countryCode: string | null
  cityName: string | null
  reason: string | null
  /** Since when, as far as it is known. */
  since: number | null
  latencyMs: number | null
  /** What is counted together: the cause, and the source where it is the plan's fault. */
  kind: string
  /** How many accounts of its kind there are. */
  total: number
}

// A plan's fault shows in the checks of its accounts; an exit's own, in its proven failure. Worst first, as CAUSES are.
const failing = sql`(${assignments.failedAt} is not null or coalesce(${assignments.lastCheckOk}, 1) = 0)`
const said = (reason: string) => sql`${assignments.lastCheckOk} = 0 and ${assignments.lastCheckReason} = ${reason}`
const CAUSE = sql<Cause>`case
  when ${assignments.mode} = 'none' then 'no_exit'
  when ${assignments.isActive} = 0 then 'switched_off'
  when ${said('local_problem')} then 'network_down'
  when ${assignments.mode} = 'manual' and ${said('auth_failed')} then 'own_password'
  when ${assignments.mode} = 'manual' and ${assignments.failedAt} is not null then 'own_down'
  when ${said('payment_required')} then 'traffic_used_up'
  when ${said('auth_failed')} then 'password_changed'
  when ${said('forbidden')} then 'site_refused'
  when ${assignments.removedUpstreamAt} is not null and ${failing} then 'left_pool_dead'
  when ${assignments.failedAt} is not null then 'down'
  when ${said('upstream_error')} then 'site_unreachable'
  when ${assignments.lastCheckOk} = 0 then 'check_failed'
  when ${assignments.removedUpstreamAt} is not null then 'left_pool'
  when ${assignments.lastCheckLatencyMs} > ${SLOW_MS} then 'slow'
end`

// A plan's fault is told once for each plan.
const KIND = sql`cause || case when cause in ('traffic_used_up', 'password_changed', 'site_refused') then ' ' || coalesce(source_id, '') else '' end`

/** The first few accounts of every cause, by name, each with how many there are. */
export function needs(db: Db, reach: Reach, perCause: number): Need[] {
  return rows<Need>(
    db,
    sql`with needy as (
      select ${CAUSE} as cause, ${accounts.id} as account_id, ${accounts.name} as name, ${assignments.sourceId} as source_id,
        ${assignments.host} as host, ${assignments.countryCode} as country, ${assignments.cityName} as city,
        coalesce(${assignments.failedReason}, ${assignments.lastCheckReason}) as reason,
        coalesce(${assignments.failedAt}, ${assignments.removedUpstreamAt}, ${assignments.lastCheckAt}) as since,
        ${assignments.lastCheckLatencyMs} as latency
      from ${assignments} cross join ${accounts} on ${accounts.id} = ${assignments.accountId} where ${live(reach)}
    ), counted as (
      select *, ${KIND} as kind, count(*) over same as total, row_number() over (same order by lower(name), account_id) as place
      from needy where cause is not null window same as (partition by ${KIND})
    )
    select cause, account_id as accountId, name, source_id as sourceId, host, country as countryCode, city as cityName, reason, since,
      latency as latencyMs, kind, total from counted where place <= ${perCause} order by place`,
  )
}

const live = (reach: Reach) => and(isNull(accounts.archivedAt), within(accounts.id, reach)) ?? sql`1`

export interface AccountTotals {
  all: number
  lastCheckAt: number | null
}

export function totals(db: Db, reach: Reach): AccountTotals {
  const [row] = rows<AccountTotals>(
    db,
    sql`select count(*) as "all", max(${assignments.lastCheckAt}) as lastCheckAt
      from ${assignments} cross join ${accounts} on ${accounts.id} = ${assignments.accountId} where ${live(reach)}`,
  )
  return row ?? { all: 0, lastCheckAt: null }
}

export interface CountryExits {
  /** As it stands at the accounts; null when it is not known. */
  country: string | null
  accounts: number
  /** 0 works, 1 slow or not checked, 2 does not work. */
  worst: number
  /** How many do not work. */
  broken: number
}

/** Where the accounts go out, by country, and how the worst of each is. */
export function exitsByCountry(db: Db, reach: Reach): CountryExits[] {
  const broken = sql`(${failing} or ${assignments.isActive} = 0)`
  return rows<CountryExits>(
    db,
    sql`select coalesce(${assignments.countryCode}, ${assignments.exitIpCountry}) as country, count(*) as accounts, sum(${broken}) as broken,
        max(case when ${broken} then 2
          when ${assignments.lastCheckOk} is null or ${assignments.lastCheckLatencyMs} > ${SLOW_MS} then 1 else 0 end) as worst
      from ${assignments} cross join ${accounts} on ${accounts.id} = ${assignments.accountId}
      where ${assignments.exitKey} is not null and ${live(reach)} group by 1 order by 2 desc, 1`,
  )
}

const rows = <Row>(db: Db, query: SQL): Row[] => db.all<Row>(query)
