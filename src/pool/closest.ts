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

/**
 * What comes nearest when a place has no free exit: other cities of the country, then countries that speak its language,
 * then its region, then anywhere. The fullest first within each step.
 */
export function closest(db: Queryable, country: string | null, city: string | null): Choice[] {
  const free = freeByCity(db)
  const otherCities = city ? free.filter((one) => one.country === country && one.city !== null && one.cityKey !== city) : []
  const byCountry = perCountry(free).sort(
    (a, b) => distance(country, a.country) - distance(country, b.country) || b.free - a.free,
  )
  const cities = otherCities.slice(0, CITIES).map(({ country, city, free }) => ({ country, city, free }))
  return [...cities, ...byCountry].slice(0, CHOICES)
}

function perCountry(free: FreeCity[]): Choice[] {
  const sums = new Map<string | null, number>()
  for (const one of free) sums.set(one.country, (sums.get(one.country) ?? 0) + one.free)
  return [...sums].map(([country, free]) => ({ country, city: null, free }))
}

function distance(wished: string | null, offered: string | null): number {
  if (wished === null || wished === offered) return 0
  const [here, there] = [factsOf(wished), factsOf(offered)]
  if (!here || !there) return 3
  if (here.languages.some((language) => there.languages.includes(language))) return here.continent === there.continent ? 1 : 1.5
  return here.continent === there.continent ? 2 : 3
}

const factsOf = (code: string | null) => (code ? countries[code as TCountryCode] : undefined)
