import { transact } from '#db/open.ts'
import type { Deps } from '#src/deps.ts'
import { record } from '#src/events/events.ts'
import type { FailureName } from '#src/net/failure.ts'
import { countFree } from '#src/pool/free-store.ts'
import type { Actor } from '#src/team/actor.ts'
import { storedWish } from './assignment.ts'
import { BLAMELESS, OWN_NETWORK } from './blameless.ts'
import { check } from './connectivity.ts'
import { markDown } from './down.ts'
import { describe, takeBest } from './hold.ts'
import { reachedLimit } from './move-limits.ts'
import { ownNetworkWorks } from './own-network.ts'
import { noProxyAvailable } from './problems.ts'
import { repeated } from './repeated-reports.ts'
import { withoutSecrets } from './reported-text.ts'
import type * as store from './store.ts'
import { upstreamOf } from './upstream.ts'
import { visible } from './visible.ts'
import { placesForMove } from './wishes.ts'

export interface Report {
  /** What the reporter saw, in its words. */
  error: string | null
  autoReassign: boolean
  /** The proxy it is about; null: the one the account has now. */
  proxyId: string | null
}

export interface Outcome {
  /** The new exit; null when the account was not moved. */
  moved: store.AccountProxy | null
  /** Why it was not moved, as a sentence; null when there is nothing to say. */
  error: string | null
}

/** A failed test is tried once more before it counts. */
const PROBES = 2

/**
 * Takes the report that an account's exit fails: records it, tests the exit itself, and moves the account if the exit is dead, our
 * own network works and policy and limits allow. A report about an exit the account no longer has is only acknowledged.
 * Throws 404; 503 NO_PROXY_AVAILABLE when a move was wanted and no proxy of the whole pool is free.
 */
export async function handleFailure(deps: Deps, accountId: string | null, report: Report, actor: Actor): Promise<Outcome> {
  const row = visible(deps.db, accountId, actor)
  recordReport(deps, row, report, actor)
  const about = report.proxyId ?? row.proxyId ?? row.exitKey ?? 'none'
  return repeated(deps, [row.accountId, about, report.autoReassign], () => outcomeOf(deps, row, report, actor))
}

function recordReport(deps: Deps, row: store.AccountProxy, report: Report, actor: Actor) {
  const error = report.error && withoutSecrets(report.error, upstreamOf(deps, row))
  const data = { exit: describe(row), error, proxy_id: report.proxyId, auto_reassign: report.autoReassign }
  transact(deps.db, (tx) => record(tx, deps.now(), actor, { type: 'proxy.failure_reported', accountId: row.accountId, data }))
}

const stays = (error: string | null): Outcome => ({ moved: null, error })

async function outcomeOf(deps: Deps, row: store.AccountProxy, report: Report, actor: Actor): Promise<Outcome> {
  // A reported failure counts only against the proxy it was reported for; the account may have moved on.
  if (report.proxyId !== null && report.proxyId !== row.proxyId) return stays(null)
  if (row.mode === 'none') return stays('The account has no proxy.')
  if (row.mode === 'manual') return stays('The account uses a manual proxy, which is never replaced automatically.')
  if (!row.isActive) return stays(SWITCHED_OFF)
  const reason = await provenFailure(deps, row, actor)
  if (reason === null) return stays('Our own test went through this proxy, so the account stays on it.')
  const kept = BLAMELESS[reason]
  if (kept) return stays(kept)
  if (!(await ownNetworkWorks(deps, row.exitKey ?? ''))) return stays(OWN_NETWORK)
  const outcome = moveOff(deps, row, reason, report.autoReassign, actor)
  if (outcome) return outcome
  const wish = storedWish(row)
  throw noProxyAvailable(deps.db, wish, placesForMove('anywhere', wish, wish)[0] ?? {})
}

/** Why the exit does not work, or null as soon as one test goes through. */
async function provenFailure(deps: Deps, row: store.AccountProxy, actor: Actor): Promise<FailureName | null> {
  const proxy = upstreamOf(deps, row)
  let reason: FailureName = 'local_problem'
  for (let probe = 0; proxy && probe < PROBES; probe++) {
    const found = await check(deps, row, proxy, 'failure', actor)
    if (found.ok) return null
    reason = found.reason
    if (BLAMELESS[reason]) return reason
  }
  return reason
}

const WAITS = 'This account waits for a person: its settings allow no automatic move.'
const UNKNOWN_PLACE = 'This account waits for a person: it is to stay where it is, and where its proxy was is not known.'
const SWITCHED_OFF = 'The proxy of the account is switched off, and nothing moves until it is switched on.'

// Everything is looked at again: while the exit was being tested, somebody may have changed it or moved other accounts.
// Null when the whole pool is empty.
function moveOff(deps: Deps, before: store.AccountProxy, reason: FailureName, wanted: boolean, actor: Actor): Outcome | null {
  return transact(deps.db, (tx): Outcome | null => {
    const row = visible(tx, before.accountId, actor)
    if (row.generation !== before.generation) return stays(null)
    markDown(deps, tx, row, reason, actor)
    if (!wanted) return stays(null)
    if (!row.isActive) return stays(SWITCHED_OFF)
    const home = { country: row.countryCode ?? row.exitIpCountry, city: row.cityName }
    const places = placesForMove(row.movePolicy, storedWish(row), home)
    if (places.length === 0) return stays(row.movePolicy === 'wait' ? WAITS : UNKNOWN_PLACE)
    const limit = reachedLimit(tx, row.accountId, deps.now())
    if (limit) return stays(limit)
    const failed = { ...row, failedAt: deps.now() }
    const moved = takeBest(deps, tx, failed, places, { actor, why: `failed: ${reason}`, leaving: 'failed' })
    if (moved) return { moved, error: null }
    return countFree(tx) > 0 ? stays('No suitable proxy is free where this account may go.') : null
  })
}
