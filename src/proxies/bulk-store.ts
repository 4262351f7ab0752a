import { and, asc, eq, isNull, type SQL, sql } from 'drizzle-orm'
import type { Queryable } from '#db/open.ts'
import { accounts, accountTags, assignments, type ProxyMode } from '#db/schema/accounts.ts'
import { poolProxies } from '#db/schema/pool.ts'
import { within } from '#src/accounts/reach.ts'
import type { Reach } from '#src/team/actor.ts'

/** Which accounts are meant; all that are not archived where nothing is said. */
export interface Filter {
  tag?: string | undefined
  mode?: ProxyMode | undefined
  country?: string | undefined
}

/** The ids of the accounts that the caller may see and that fit. */
export function accountIds(db: Queryable, reach: Reach, { tag, mode, country }: Filter): string[] {
  const tagged = sql`exists (select 1 from ${accountTags} where ${accountTags.accountId} = ${accounts.id} and ${accountTags.tag} = ${tag})`
  return idsWhere(
    db,
    and(
      within(accounts.id, reach),
      tag === undefined ? undefined : tagged,
      mode === undefined ? undefined : eq(assignments.mode, mode),
      country === undefined ? undefined : eq(assignments.countryCode, country),
    ),
  )
}

function idsWhere(db: Queryable, condition: SQL | undefined): string[] {
  return db
    .select({ id: accounts.id })
    .from(accounts)
    .innerJoin(assignments, eq(assignments.accountId, accounts.id))
    .where(and(isNull(accounts.archivedAt), condition))
    .orderBy(asc(accounts.createdAt), asc(accounts.id))
    .all()
    .map(({ id }) => id)
}

export interface PlannedExit {
  proxyId: string | null
  host: string
  port: number
  countryCode: string | null
  cityName: string | null
}

/** A row of the pool, as a plan shows it. */
export function exitOf(db: Queryable, poolId: number): PlannedExit | undefined {
  return db
    .select({
      proxyId: poolProxies.upstreamId,
      host: poolProxies.host,
      port: poolProxies.port,
      countryCode: poolProxies.countryCode,
      cityName: poolProxies.cityName,
    })
    .from(poolProxies)
    .where(eq(poolProxies.id, poolId))
    .get()
}
