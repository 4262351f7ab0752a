import { foldCity } from '#src/geo/places.ts'
import type { Wish } from '#src/proxies/wishes.ts'

/** How near an exit is to where its account belongs; `anywhere` where it belongs nowhere in particular. */
export type Fit = 'city' | 'country' | 'elsewhere' | 'anywhere'

export function fitOf(home: Wish, exit: { countryCode: string | null; cityName: string | null }): Fit {
  if (!home.country) return 'anywhere'
  if (home.country !== exit.countryCode) return 'elsewhere'
  return home.city && foldCity(home.city) === foldCity(exit.cityName ?? '') ? 'city' : 'country'
}
