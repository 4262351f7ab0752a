import type { Deps } from '#src/deps.ts'
import { SYSTEM } from '#src/team/actor.ts'
import * as checks from './check-store.ts'
import { check } from './connectivity.ts'
import { countFailures } from './down.ts'
import { nextCheckAt } from './next-check.ts'
import { find } from './store.ts'
import { upstreamOf } from './upstream.ts'

/** Taken at once; `net` has its own queue, so this only bounds what is held in memory. */
const AT_ONCE = 64
/** One run ends, so that a long pool does not keep the task from being stopped. */
const MOST_PER_RUN = 5_000

/**
 * Tests the exits that are due, of accounts that are switched on, and keeps the results. Records only: nothing is moved.
 * Ends early when `signal` is aborted.
 */
export async function checkDue(deps: Deps, signal: AbortSignal): Promise<void> {
  for (let done = 0; done < MOST_PER_RUN && !signal.aborted; ) {
    const due = checks.due(deps.db, deps.now(), AT_ONCE)
    if (due.length === 0) return
    const results = await Promise.allSettled(due.map(({ accountId }) => checkOne(deps, accountId)))
    // Only once all have ended: nothing is left running behind a task that is over.
    for (const result of results) if (result.status === 'rejected') throw result.reason
    done += due.length
  }
}

async function checkOne(deps: Deps, accountId: string) {
  // Before the test, so that a test that never ends or a crash does not make the same one due again at once.
  if (!checks.claimDue(deps.db, accountId, deps.now(), nextCheckAt(deps))) return
  const row = find(deps.db, accountId, SYSTEM.reach)
  const proxy = row?.isActive ? upstreamOf(deps, row) : null
  if (row && proxy) await countFailures(deps, row, await check(deps, row, proxy, 'periodic', null))
}
