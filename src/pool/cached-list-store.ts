import { and, asc, count, eq, inArray, isNull } from 'drizzle-orm'
import type { Queryable } from '#db/open.ts'
import { credentials } from '#db/schema/accounts.ts'
import { poolProxies } from '#db/schema/pool.ts'

interface Slice {
  /** None: all. */
  countries: string[]
  limit: number
  offset: number
}

/** A slice of what a source listed last, in the order it was first seen, with the sealed credentials. */
export function listed(db: Queryable, sourceId: string, { countries, limit, offset }: Slice) {
  const wanted = and(
    eq(poolProxies.sourceId, sourceId),
    isNull(poolProxies.removedAt),
    countries.length > 0 ? inArray(poolProxies.countryCode, countries) : undefined,
  )
  const rows = db
    .select({
      upstreamId: poolProxies.upstreamId,
      address: poolProxies.host,
      port: poolProxies.port,
      valid: poolProxies.valid,
      lastVerification: poolProxies.lastVerification,
      countryCode: poolProxies.countryCode,
      cityName: poolProxies.cityName,
      asnNumber: poolProxies.asnNumber,
      asnName: poolProxies.asnName,
      highCountryConfidence: poolProxies.highCountryConfidence,
      createdAt: poolProxies.upstreamCreatedAt,
      credentialId: poolProxies.credentialId,
      sealed: credentials.sealed,
    })
    .from(poolProxies)
    .leftJoin(credentials, eq(credentials.id, poolProxies.credentialId))
    .where(wanted)
    .orderBy(asc(poolProxies.id))
    .limit(limit)
    .offset(offset)
    .all()
  const total = db.select({ total: count() }).from(poolProxies).where(wanted).get()?.total ?? 0
  return { count: total, rows: rows.map(({ upstreamId, ...row }) => ({ id: upstreamId ?? '', ...row })) }
}
