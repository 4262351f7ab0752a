import type { Deps } from '#src/deps.ts'
import { countryName, regionName } from '#src/geo/places.ts'
import { notFound } from '#src/http/errors.ts'
import { citiesFree, countriesFree } from './free-store.ts'
import { ensureFilled } from './refresh.ts'

/** A country of the pool; `available` = exits that could be assigned now. */
export interface CountryOfPool {
  code: string
  name: string
  region: string
  available: number
}

export interface CityOfPool {
  name: string
  available: number
}

/** By name. Throws 503 WEBSHARE_UNAVAILABLE when there is no pool and none can be fetched. */
export async function countries(deps: Deps): Promise<CountryOfPool[]> {
  await ensureFilled(deps)
  return countriesFree(deps.db)
    .map(({ code, available }) => ({ code, name: countryName(code), region: regionName(code), available }))
    .sort((one, other) => one.name.localeCompare(other.name, 'en'))
}

/** By name. Throws 404 for a country without cities, and 503 like `countries`. */
export async function cities(deps: Deps, country: string): Promise<CityOfPool[]> {
  await ensureFilled(deps)
  const found = citiesFree(deps.db, country)
  if (found.length === 0) throw notFound('City')
  return found.map(({ name, available }) => ({ name, available })).sort((one, other) => one.name.localeCompare(other.name, 'en'))
}
