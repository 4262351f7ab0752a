import type { Tx } from '#db/open.ts'
import { record } from '#src/events/events.ts'
import type { Actor } from '#src/team/actor.ts'
import { countFree, countListed } from './free-store.ts'
import { lastLowAt } from './overview-store.ts'

/** Below this share of free exits the next accounts are soon without one. */
const LOW = 0.1
/** Said once a day, not with every sync. */
const SAY_AGAIN_AFTER_MS = 24 * 3_600_000

/** Records `pool.low` when hardly any exit of the pool is free. */
export function recordIfLow(tx: Tx, now: number, actor: Actor) {
  const listed = countListed(tx)
  const free = countFree(tx)
  if (listed === 0 || free >= Math.max(1, listed * LOW)) return
  if ((lastLowAt(tx) ?? 0) > now - SAY_AGAIN_AFTER_MS) return
  record(tx, now, actor, { type: 'pool.low', data: { free, listed } })
}
