import type { Deps } from '#src/deps.ts'
import { countryName, regionName } from '#src/geo/places.ts'
import type { Reach } from '#src/team/actor.ts'
import { last4 } from './key-hint.ts'
import * as overview from './overview-store.ts'
import * as store from './source-store.ts'

export type Counts = Record<overview.ProxyState, number>

/** A source as people see it. Never its key. */
export interface SourceView {
  source: store.Source
  last4: string | null
  counts: Counts
  /** Accounts that go out through it. */
  assigned: number
  state: 'never_filled' | 'fresh' | 'stale' | 'held' | 'disabled'
  ageMs: number | null
}

export interface CountryView {
  code: string | null
  name: string
  region: string
  counts: Counts
}

export interface PoolView {
  counts: Counts
  countries: CountryView[]
  sources: SourceView[]
  /** As old as its oldest Webshare source; null while there is none that was ever good. */
  lastGoodAt: number | null
  ageMs: number | null
  isStale: boolean
  /** When the next refresh is due; null while there is nothing to refresh. */
  nextSyncAt: number | null
  jobId: string | null
  now: number
}

/** Everything there is, counted by exit: two ports on one address are one. */
export function overviewOf(deps: Deps): PoolView {
  const { db, now, jobs, config } = deps
  const counted = overview.stateCounts(db, now())
  const sources = store.sources(db).map((source) => sourceView(deps, source, counted))
  const fed = sources.filter(({ source }) => source.kind === 'webshare' && source.disabledAt === null)
  const ages = fed.map(({ source }) => source.lastGoodAt).filter((at) => at !== null)
  const lastGoodAt = ages.length > 0 ? Math.min(...ages) : null
  return {
    counts: sum(counted),
    countries: countriesOf(counted),
    sources,
    lastGoodAt,
    ageMs: lastGoodAt === null ? null : Math.max(0, now() - lastGoodAt),
    isStale: fed.some(({ state }) => state !== 'fresh'),
    nextSyncAt: fed.length > 0 ? Math.max(...fed.map(({ source }) => source.lastTriedAt ?? 0)) + config.poolSyncEveryMs : null,
    jobId: jobs.active('pool.sync'),
    now: now(),
  }
}

export function sourceView(deps: Deps, source: store.Source, counted = overview.stateCounts(deps.db, deps.now())): SourceView {
  return {
    source,
    last4: last4(deps, source),
    counts: sum(counted.filter(({ sourceId }) => sourceId === source.id)),
    assigned: overview.heldOf(deps.db, source.id),
    state: stateOf(source),
    ageMs: source.lastGoodAt === null ? null : Math.max(0, deps.now() - source.lastGoodAt),
  }
}

function stateOf({ kind, disabledAt, heldAt, lastGoodAt, lastError }: store.Source): SourceView['state'] {
  if (disabledAt !== null) return 'disabled'
  if (kind === 'list') return 'fresh'
  if (heldAt !== null) return 'held'
  if (lastGoodAt === null) return 'never_filled'
  return lastError === null ? 'fresh' : 'stale'
}

function countriesOf(counted: overview.StateCount[]): CountryView[] {
  const codes = [...new Set(counted.map(({ countryCode }) => countryCode))]
  return codes
    .map((code) => ({
      code,
      name: code === null ? 'Unknown' : countryName(code),
      region: code === null ? '' : regionName(code),
      counts: sum(counted.filter(({ countryCode }) => countryCode === code)),
    }))
    .sort((one, other) => one.name.localeCompare(other.name, 'en'))
}

function sum(counted: Pick<overview.StateCount, 'state' | 'exits'>[]): Counts {
  const counts = { free: 0, assigned: 0, resting: 0, burnt: 0, invalid: 0, removed_upstream: 0, unused: 0 }
  for (const { state, exits } of counted) counts[state] += exits
  return counts
}

export interface CityView {
  name: string
  /** As an address names it; null where the city is not known. */
  key: string | null
  counts: Counts
}

/** One country of the pool, a step closer: its cities, and who goes out there. */
export interface PlaceView {
  code: string
  name: string
  counts: Counts
  cities: CityView[]
  accounts: { first: overview.AccountThere[]; total: number }
}

const ACCOUNTS_SHOWN = 12

/** By name; the unknown city last. Whoever goes out there is told as far as `reach` goes. */
export function placeOf({ db, now }: Deps, code: string, reach: Reach): PlaceView {
  const counted = overview.cityCounts(db, code, now())
  const keys = [...new Set(counted.map(({ cityKey }) => cityKey))]
  const cities = keys.map((key) => {
    const here = counted.filter(({ cityKey }) => cityKey === key)
    return { key, name: here[0]?.city ?? 'City not known', counts: sum(here) }
  })
  return {
    code,
    name: countryName(code),
    counts: sum(counted),
    cities: cities.sort((a, b) => Number(a.key === null) - Number(b.key === null) || a.name.localeCompare(b.name, 'en')),
    accounts: overview.accountsIn(db, code, reach, ACCOUNTS_SHOWN),
  }
}
