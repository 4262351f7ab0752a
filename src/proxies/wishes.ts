import type { MovePolicy } from '#db/schema/accounts.ts'
import { foldCity, isCountry } from '#src/geo/places.ts'
import type { Place } from '#src/pool/free-store.ts'

/** A place as people name it; the city is not folded. */
export interface Wish {
  country: string | null
  city: string | null
}

/** Where an exit may be looked for: the places in turn, the first one that has any decides. Empty: nowhere. */
export type Places = Place[]

/** A wish of the request is hard; a stored city falls back to its country, a stored country is hard. */
export function placesFor(wish: Wish, stored: Wish): Places {
  if (wish.country) return [folded(wish)]
  return withFallback(stored)
}

/**
 * Where an account may be moved to when its exit died: no further than its policy, and within its stored country.
 * Home is the stored preference or, without one, where the exit was; where that is not known, only `anywhere` moves.
 */
export function placesForMove(policy: MovePolicy, stored: Wish, exit: Wish): Places {
  const home = homeOf(stored, exit)
  if (policy === 'wait') return []
  if (!home.country) return policy === 'anywhere' ? [{}] : []
  if (policy === 'city') return home.city ? [folded(home)] : []
  const near = withFallback(home)
  return policy === 'country' || stored.country ? near : [...near, {}]
}

/** The stored preference or, without one, where the exit is. */
export function homeOf(stored: Wish, exit: Wish): Wish {
  if (!stored.country) return exit
  return { country: stored.country, city: stored.city ?? (stored.country === exit.country ? exit.city : null) }
}

const withFallback = (wish: Wish): Places =>
  wish.country && wish.city ? [folded(wish), { country: wish.country }] : [folded(wish)]

function folded({ country, city }: Wish): Place {
  if (!country) return {}
  return city ? { country, city: foldCity(city) } : { country }
}

interface Placed {
  regionPreference: string | null
  countryCode: string | null
}

/** The country that a person who asks for another exit stays in; null where the account's own preference says it, or nothing does. */
export const withinOf = ({ regionPreference, countryCode }: Placed): string | null =>
  regionPreference === null && countryCode !== null && isCountry(countryCode) ? countryCode : null
