import type { Deps } from '#src/deps.ts'
import { SLOW_MS } from '#src/proxies/cause.ts'
import type { Actor } from '#src/team/actor.ts'
import * as store from './strips-store.ts'

/** How the checks of half an hour went, the worst of them. */
export type Slot = 'ok' | 'slow' | 'bad' | 'none'

const HALF_HOUR_MS = 30 * 60_000
const SLOTS = 48
const SHOWN = 8

export interface DayStrip {
  accountId: string
  name: string
  countryCode: string | null
  /** Of the half hours with a check, how many percent had none that failed; null while there is none. */
  goodPercent: number | null
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
  return [...failing, ...slowest].map(({ id, name, countryCode }) => {
    const slots = slotsOf(store.halfHours(db, id, query))
    return { accountId: id, name, countryCode, goodPercent: goodPercentOf(slots), slots }
  })
}

const SLOT: Slot[] = ['none', 'ok', 'slow', 'bad']

/** The half hours of the clock, so that a strip moves on by whole bars; those without a check are `none`. */
export function slotsOf(found: Pick<store.HalfHour, 'slot' | 'worst'>[]): Slot[] {
  const worst = new Map(found.map(({ slot, worst }) => [slot, worst]))
  return Array.from({ length: SLOTS }, (_, index) => SLOT[worst.get(index) ?? 0] ?? 'none')
}

/** To one decimal, and never 100 while one failed. */
export function goodPercentOf(slots: Slot[]): number | null {
  const checked = slots.filter((slot) => slot !== 'none')
  if (checked.length === 0) return null
  const good = checked.filter((slot) => slot !== 'bad')
  return Math.floor((good.length / checked.length) * 1000) / 10
}

const firstSlotAt = (now: number) => (Math.floor(now / HALF_HOUR_MS) - SLOTS + 1) * HALF_HOUR_MS
