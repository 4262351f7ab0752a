import type { Deps } from '#src/deps.ts'
import type { Actor } from '#src/team/actor.ts'
import { SLOW_MS } from './causes.ts'
import * as store from './strips-store.ts'

/** How the checks of half an hour went, the worst of them. */
export type Slot = 'ok' | 'slow' | 'bad' | 'none'

const HALF_HOUR_MS = 30 * 60_000
const SLOTS = 48
const SHOWN = 10

export interface DayStrip {
  accountId: string
  name: string
  /** 48 half hours, the one that runs now last. */
  slots: Slot[]
}

/** The last 24 hours of the accounts that fared worst. */
export function dayStrips({ db, now }: Deps, actor: Actor): DayStrip[] {
  const start = firstSlotAt(now())
  const failing = store.failing(db, actor.reach, start, SHOWN)
  const ids = failing.map(({ id }) => id)
  const slowest = failing.length < SHOWN ? store.slowest(db, actor.reach, ids, SHOWN - failing.length) : []
  const query = { since: start, stepMs: HALF_HOUR_MS, slowMs: SLOW_MS }
  return [...failing, ...slowest].map(({ id, name }) => ({ accountId: id, name, slots: slotsOf(store.halfHours(db, id, query)) }))
}

const SLOT: Slot[] = ['none', 'ok', 'slow', 'bad']

/** The half hours of the clock, so that a strip moves on by whole bars; those without a check are `none`. */
export function slotsOf(found: Pick<store.HalfHour, 'slot' | 'worst'>[]): Slot[] {
  const worst = new Map(found.map(({ slot, worst }) => [slot, worst]))
  return Array.from({ length: SLOTS }, (_, index) => SLOT[worst.get(index) ?? 0] ?? 'none')
}

const firstSlotAt = (now: number) => (Math.floor(now / HALF_HOUR_MS) - SLOTS + 1) * HALF_HOUR_MS
