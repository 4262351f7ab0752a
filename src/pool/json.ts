import { iso, isoOrNull } from '#src/http/times.ts'
import type { ListedProxy } from '#src/net/webshare-answer.ts'
import type { AvailablePage } from './available.ts'
import type { AvailableQuery } from './input.ts'
import type { CountryView, Counts, PoolView, SourceView } from './overview.ts'
import type { jobById, PoolProxy } from './overview-store.ts'
import type { TriedKey } from './rotate.ts'

const ADDRESS = '/api/proxy/webshare/available'

/** Webshare's own envelope; the addresses of other pages point at us. */
export function availableJson({ count, proxies }: AvailablePage, { countries, page, pageSize }: AvailableQuery, publicUrl: URL) {
  const linkTo = (number: number) => {
    const url = new URL(ADDRESS, publicUrl)
    if (countries.length > 0) url.searchParams.set('country_code__in', countries.join(','))
    url.searchParams.set('page', String(number))
    url.searchParams.set('page_size', String(pageSize))
    return url.href
  }
  return {
    count,
    next: page * pageSize < count ? linkTo(page + 1) : null,
    previous: page > 1 ? linkTo(page - 1) : null,
    results: proxies.map(listedJson),
  }
}

const listedJson = (proxy: ListedProxy) => ({
  id: proxy.id,
  username: proxy.username,
  password: proxy.password,
  proxy_address: proxy.address,
  port: proxy.port,
  valid: proxy.valid,
  last_verification: proxy.lastVerification,
  country_code: proxy.countryCode,
  city_name: proxy.cityName,
  asn: { asn: proxy.asnNumber, name: proxy.asnName },
  asn_number: proxy.asnNumber,
  asn_name: proxy.asnName,
  high_country_confidence: proxy.highCountryConfidence,
  created_at: proxy.createdAt,
})

const seconds = (ms: number | null) => (ms === null ? null : Math.floor(ms / 1000))
const totalOf = (counts: Counts) => Object.values(counts).reduce((sum, exits) => sum + exits, 0)
const countsJson = (counts: Counts) => ({ total: totalOf(counts), ...counts })

export const poolJson = (pool: PoolView) => ({
  ...countsJson(pool.counts),
  last_good_at: isoOrNull(pool.lastGoodAt),
  age_seconds: seconds(pool.ageMs),
  stale: pool.isStale,
  job_id: pool.jobId,
  countries: pool.countries.map(countryJson),
  sources: pool.sources.map(sourceJson),
})

const countryJson = ({ code, name, region, counts }: CountryView) => ({ code, name, region, ...countsJson(counts) })

export const sourceJson = ({ source, last4, counts, assigned, state, ageMs }: SourceView) => ({
  id: source.id,
  kind: source.kind,
  name: source.name,
  origin: source.origin,
  api_key: last4 === null ? { set: false, last4: null } : { set: true, last4 },
  plan_id: source.planId,
  proxy_mode: source.proxyMode,
  enabled: source.disabledAt === null,
  state,
  last_tried_at: isoOrNull(source.lastTriedAt),
  last_good_at: isoOrNull(source.lastGoodAt),
  age_seconds: seconds(ageMs),
  last_error: source.lastError,
  last_error_detail: source.lastErrorDetail,
  held:
    source.heldAt === null
      ? null
      : {
          since: iso(source.heldAt),
          total: source.held?.total ?? 0,
          added: source.held?.added ?? 0,
          removed: source.held?.removed ?? 0,
          removed_assigned: source.held?.removedAssigned ?? 0,
        },
  exits: countsJson(counts),
  accounts: assigned,
  created_at: iso(source.createdAt),
})

export interface HeldProxy extends PoolProxy {
  holders: { accountId: string; name: string }[]
  /** For whom a resting exit rests, where the reader may know. */
  lastAccountName: string | null
}

export const proxyJson = (proxy: HeldProxy) => ({
  id: proxy.id,
  source_id: proxy.sourceId,
  upstream_id: proxy.upstreamId,
  proxy_protocol: proxy.protocol,
  proxy_address: proxy.host,
  proxy_port: proxy.port,
  country_code: proxy.countryCode,
  city_name: proxy.cityName,
  asn_number: proxy.asnNumber,
  asn_name: proxy.asnName,
  high_country_confidence: proxy.highCountryConfidence === null ? null : proxy.highCountryConfidence === 1,
  state: proxy.state,
  resting_until: isoOrNull(proxy.restingUntil),
  resting_why: proxy.restingWhy,
  burnt_at: isoOrNull(proxy.burntAt),
  last_verification: proxy.lastVerification,
  first_seen_at: iso(proxy.firstSeenAt),
  removed_at: isoOrNull(proxy.removedAt),
  accounts: proxy.holders.map(({ accountId, name }) => ({ id: accountId, name })),
})

/** The job as `GET /api/jobs/{id}` shows it before its first result, with its id also where bulk jobs have it. */
export const syncJobJson = ({
  id,
  type,
  state,
  done,
  total,
  failed,
  createdAt,
  finishedAt,
}: NonNullable<ReturnType<typeof jobById>>) => ({
  job_id: id,
  id,
  type,
  state,
  progress: { done, total, failed },
  results: [],
  created_at: iso(createdAt),
  finished_at: isoOrNull(finishedAt),
})

/** What a new key would change. `gone_assigned` are the accounts that use what it does not list. */
export const keyDiffJson = ({ diff, losing }: Pick<TriedKey, 'diff' | 'losing'>) => ({
  ...diff,
  gone_assigned: losing.map(({ accountId, name, host, port }) => ({
    id: accountId,
    name,
    proxy_address: host,
    proxy_port: port,
  })),
})
