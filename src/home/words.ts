import { countryName, isCountry } from '#src/geo/places.ts'
import { SPANS } from '#views/ui/spans.ts'

/** A length of time as people say it, in its largest unit. @param ms milliseconds. */
export function forTime(ms: number): string {
  const [size, unit] = SPANS.find(([step]) => ms >= step) ?? [1_000, 's']
  return `${Math.max(0, Math.floor(ms / size))} ${unit}`
}

export const thatMany = (accounts: number) => (accounts === 1 ? '1 account' : `${accounts} accounts`)

/** A country in words; what is no code stays as somebody wrote it. */
export const placeIn = (country: string | null, city: string | null) =>
  [city, country && (isCountry(country) ? countryName(country) : country)].filter(Boolean).join(', ')
