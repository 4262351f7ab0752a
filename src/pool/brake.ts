import type { Difference } from './diff-store.ts'

/** A complete list that looks wrong is applied when it was seen twice, at least this long apart. */
export const SECOND_LOOK_AFTER_MS = 10 * 60_000

const MOST_REMOVED = 0.3
const MOST_ASSIGNED_REMOVED = 0.2

/** Why a complete list is not believed at first sight. */
export type Doubt = 'empty' | 'shrunken' | 'cities_lost'

/** Null when the list may be applied at once (rules: removing over 30 % of the pool, all of it, or over 20 % of what is assigned). */
export function doubtAbout({ total, listed, removed, assigned, removedAssigned, citiesLost }: Difference): Doubt | null {
  if (listed === 0) return null
  if (total === 0) return 'empty'
  if (removed > listed * MOST_REMOVED || removedAssigned > assigned * MOST_ASSIGNED_REMOVED) return 'shrunken'
  return citiesLost > 0 ? 'cities_lost' : null
}

export interface Held {
  at: number
  digest: string
}

/** Whether a doubtful list was seen before, long enough ago. An empty list never convinces by being repeated. */
export function isConfirmed(doubt: Doubt, held: Held | null, digest: string, now: number): boolean {
  return doubt !== 'empty' && held !== null && held.digest === digest && now - held.at >= SECOND_LOOK_AFTER_MS
}
