import { countries, type TCountryCode } from 'countries-list'
import type { Queryable } from '#db/open.ts'
import { type FreeCity, freeByCity } from './free-store.ts'

export interface Choice {
  country: string | null
  /** As the pool writes it; null stands for the whole country. */
  city: string | null
  free: number
}

const CITIES = 3
const CHOICES = 6

/** What comes nearest when a place has no free exit. @param city folded. */
export const closest = (db: Queryable, country: string | null, city: string | null): Choice[] =>
  ladder(freeByCity(db), country, city)

/**
 * Rung by rung: other cities of the country, the country itself, countries around it that speak its language, its region, then anywhere.
 * The fullest first within each rung.
 */
export function ladder(
  free: Pick<FreeCity, 'country' | 'city' | 'cityKey' | 'free'>[],
  country: string | null,
  city: string | null,
): Choice[] {
  const otherCities = city ? free.filter((one) => one.country === country && one.city !== null && one.cityKey !== city) : []
  const byCountry = perCountry(free).sort(
    (a, b) => distance(country, a.country) - distance(country, b.country) || b.free - a.free,
  )
  const cities = otherCities
    .toSorted((a, b) => b.free - a.free)
    .slice(0, CITIES)
    .map(({ country, city, free }) => ({ country, city, free }))
  return [...cities, ...byCountry].slice(0, CHOICES)
}

function perCountry(free: Pick<FreeCity, 'country' | 'free'>[]): Choice[] {
  const sums = new Map<string | null, number>()
  for (const one of free) sums.set(one.country, (sums.get(one.country) ?? 0) + one.free)
  return [...sums].map(([country, free]) => ({ country, city: null, free }))
}

function distance(wished: string | null, offered: string | null): number {
  if (wished === null || wished === offered) return 0
  const [here, there] = [factsOf(wished), factsOf(offered)]
  if (!here || !there) return 3
  const isNear = here.continent === there.continent
  // Far away, a common language is all that speaks for a country.
  if (here.languages.some((language) => there.languages.includes(language))) return isNear ? 1 : 2.5
  return isNear ? 2 : 3
}

const factsOf = (code: string | null) => (code ? countries[code as TCountryCode] : undefined)
