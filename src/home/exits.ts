import type { Deps } from '#src/deps.ts'
import { countryName, isCountry } from '#src/geo/places.ts'
import type { Actor } from '#src/team/actor.ts'
import { exitsByCountry } from './needs-store.ts'

/** A dot of the map: where accounts go out, how many, and how the worst of them is. */
export interface ExitDot {
  country: string
  name: string
  accounts: number
  worst: 'ok' | 'slow' | 'bad'
  /** How many do not work. */
  broken: number
}

const STATES = ['ok', 'slow', 'bad'] as const

/** The exits of the accounts within reach by country. What somebody typed in as a country and is no code has no place on a map. */
export function exitDots({ db }: Deps, actor: Actor): ExitDot[] {
  return exitsByCountry(db, actor.reach).flatMap(({ country, accounts, worst, broken }) =>
    country !== null && isCountry(country)
      ? [{ country, name: countryName(country), accounts, worst: STATES[worst] ?? ('bad' as const), broken }]
      : [],
  )
}
