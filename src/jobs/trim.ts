import type { Deps } from '#src/deps.ts'
import * as store from './trim-store.ts'

const DAY_MS = 86_400_000

/** How long what only grows is kept. */
const KEPT: [keyof typeof store.OLDER_THAN, number][] = [
  ['checks', 14 * DAY_MS],
  ['events', 90 * DAY_MS],
  ['idempotencyKeys', DAY_MS],
  ['invites', 30 * DAY_MS],
  ['jobs', 30 * DAY_MS],
  ['pairings', DAY_MS],
  ['sessionUses', 180 * DAY_MS],
  ['signIns', 30 * DAY_MS],
  ['syncRuns', 90 * DAY_MS],
  ['webhookDeliveries', 30 * DAY_MS],
]

/** Deletes what is older than it is kept, in small steps, so that requests get their turn in between. */
export async function trim({ db, now }: Deps, signal: AbortSignal) {
  for (const [table, age] of KEPT) {
    const before = now() - age
    while (!signal.aborted && store.deleteSome(db, store.OLDER_THAN[table](before)) > 0) await Bun.sleep(0)
  }
}
