import { credentials } from '#db/schema/accounts.ts'
import { poolProxies, poolSources } from '#db/schema/pool.ts'
import { foldCity } from '#src/geo/places.ts'
import { recountFree } from '#src/pool/free.ts'
import type { TestApp } from './app.ts'

export interface PoolEntry {
  host?: string
  port?: number
  country?: string | null
  city?: string | null
  sure?: boolean | null
  subnet?: string | null
  asn?: number | null
  valid?: boolean
}

export const POOL_USER = { username: 'pooluser', password: 'pool-pass-7Q' }

/** Fills the pool straight in the database, as a sync would have. Returns the upstream ids, in the order given. */
export function fillPool({ deps }: Pick<TestApp, 'deps'>, entries: PoolEntry[], source = 'src_main'): string[] {
  const { db, secrets } = deps
  const now = deps.now()
  const credentialId = `crd_${source}`
  const sealed = secrets.seal(JSON.stringify(POOL_USER), { table: 'credentials', column: 'sealed', row: credentialId })
  db.insert(poolSources)
    .values({ id: source, kind: 'webshare', name: 'Webshare', origin: 'settings', createdAt: now, lastGoodAt: now })
    .onConflictDoNothing()
    .run()
  db.insert(credentials).values({ id: credentialId, sourceId: source, sealed }).onConflictDoNothing().run()
  const ids = entries.map((entry, index) => {
    const host = entry.host ?? `198.51.${100 + (index >> 8)}.${index & 255}`
    const upstreamId = `d-${source === 'src_main' ? '' : source}${10001 + index}`
    const city = entry.city === undefined ? 'Berlin' : entry.city
    db.insert(poolProxies)
      .values({
        sourceId: source,
        upstreamId,
        exitKey: host,
        host,
        port: entry.port ?? 8080,
        credentialId,
        countryCode: entry.country === undefined ? 'DE' : entry.country,
        cityName: city,
        cityKey: city === null ? null : foldCity(city),
        subnet: entry.subnet === undefined ? host.replace(/\.\d+$/, '.0/24') : entry.subnet,
        asnNumber: entry.asn === undefined ? 64500 : entry.asn,
        highCountryConfidence: entry.sure === undefined ? true : entry.sure,
        valid: entry.valid ?? true,
        firstSeenAt: now,
        free: false,
      })
      .run()
    return upstreamId
  })
  recountFree(db, now)
  return ids
}

/** A number of plain free exits in one country, each in a subnet of its own. */
export const exitsIn = (country: string, count: number, city = 'Berlin'): PoolEntry[] =>
  Array.from({ length: count }, (_, index) => ({
    host: `203.${country.charCodeAt(0) - 60}.${index >> 6}.${(index & 63) + 1}`,
    country,
    city,
    subnet: `${country}-${index}`,
  }))
