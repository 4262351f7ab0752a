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
  const accounts = store.worst(db, actor.reach, start, SHOWN)
  const verdicts = Map.groupBy(
    store.verdicts(
      db,
      accounts.map(({ id }) => id),
      start,
    ),
    ({ accountId }) => accountId,
  )
  return accounts.map(({ id, name }) => ({ accountId: id, name, slots: slotsOf(verdicts.get(id) ?? [], now()) }))
}

const RANK: Record<Slot, number> = { none: 0, ok: 1, slow: 2, bad: 3 }

/** Checks by half hours of the clock, so that a strip moves on by whole bars. */
export function slotsOf(verdicts: Pick<store.Verdict, 'at' | 'ok' | 'latencyMs'>[], now: number): Slot[] {
  const start = firstSlotAt(now)
  const slots = Array.from({ length: SLOTS }, (): Slot => 'none')
  for (const { at, ok, latencyMs } of verdicts) {
    const index = Math.floor((at - start) / HALF_HOUR_MS)
    const slot: Slot = !ok ? 'bad' : (latencyMs ?? 0) > SLOW_MS ? 'slow' : 'ok'
    const known = slots[index]
    if (known !== undefined && RANK[slot] > RANK[known]) slots[index] = slot
  }
  return slots
}

const firstSlotAt = (now: number) => (Math.floor(now / HALF_HOUR_MS) - SLOTS + 1) * HALF_HOUR_MS
