import { type Tx, transact } from '#db/open.ts'
import type { Deps } from '#src/deps.ts'
import { record } from '#src/events/events.ts'
import type { FailureName } from '#src/net/failure.ts'
import type { TestResult } from '#src/net/net.ts'
import { type Actor, SYSTEM } from '#src/team/actor.ts'
import { isFaultOfExit } from './blameless.ts'
import * as checks from './check-store.ts'
import { describe } from './hold.ts'
import { ownNetworkWorks } from './own-network.ts'
import * as store from './store.ts'

/** One failed check is no proof; so many of one exit, each after the other, are. */
const PROOF = 3
/** What fails within less than this may be one and the same hiccup. */
const SPREAD_MS = 60_000
/** Who tests by hand again and again fills the latest with checks of a few seconds. */
const LOOKED_AT = 20

const isProof = (failures: number[]) => failures.length >= PROOF && (failures[0] ?? 0) - (failures.at(-1) ?? 0) >= SPREAD_MS

/** Counts an exit as down after three failed checks in a row over a minute or more, if our own network works. Moves nothing. */
export async function countFailures(
  deps: Deps,
  row: store.AccountProxy,
  found: TestResult,
  actor: Actor = SYSTEM,
): Promise<void> {
  if (found.ok || row.failedAt !== null || !isFaultOfExit(found.reason)) return
  const { accountId, exitKey } = row
  // What the plan, the site or our own network did in between is no part of the proof.
  const failures = checks.failuresInARow(deps.db, { accountId, exitKey, most: LOOKED_AT, counts: isFaultOfExit })
  if (!isProof(failures) || !(await ownNetworkWorks(deps, exitKey ?? ''))) return
  transact(deps.db, (tx) => {
    const present = store.find(tx, row.accountId, SYSTEM.reach)
    if (present?.generation !== row.generation || present.failedAt !== null || present.lastCheckOk !== false) return
    markDown(deps, tx, present, found.reason, actor)
  })
}

/** Records that the exit of an account is proven not to work. */
export function markDown(deps: Deps, tx: Tx, row: store.AccountProxy, reason: FailureName, actor: Actor) {
  const now = deps.now()
  store.markFailed(tx, row.accountId, now, reason)
  record(tx, now, actor, { type: 'proxy.failed', accountId: row.accountId, data: { exit: describe(row), reason } })
}
