import type { Tx } from '#db/open.ts'
import type { Deps } from '#src/deps.ts'
import { record } from '#src/events/events.ts'
import { refreshFree, rest, wakeRested } from '#src/pool/free.ts'
import { candidates, formerOf, listedId } from '#src/pool/free-store.ts'
import { read } from '#src/settings/settings.ts'
import type { Actor } from '#src/team/actor.ts'
import { ranked } from './choose.ts'
import * as history from './history-store.ts'
import { firstCheckAt } from './next-check.ts'
import * as store from './store.ts'
import { freeSuccessor } from './successor-store.ts'
import type { Places } from './wishes.ts'

/** How many free exits of a place are compared. They come in the order that spreads accounts, so the best is among the first. */
const CONSIDERED = 8
const DAY_MS = 86_400_000
/** A failed exit rests at least so long, also where used ones do not rest at all. */
const FAILED_RESTS_DAYS = 1

/** Who changes the exit of an account, and why. */
export interface Change {
  actor: Actor
  /** Goes into the event, in words of ours. */
  why: string
  /** Goes into the history of the exit that is left. */
  leaving: history.LeaveReason
}

/**
 * Gives an account the best free exit of the first place that has any, in the caller's transaction: exit, history, rest, pool and event.
 * Null when there is none; then nothing has changed.
 */
export function takeBest(deps: Deps, tx: Tx, row: store.AccountProxy, places: Places, change: Change): store.AccountProxy | null {
  const now = deps.now()
  wakeRested(tx, now)
  const claim = claimOf(deps, tx, row)
  const succeeding = takeSuccessor(tx, row, places, claim)
  if (succeeding) return settle(deps, tx, row, succeeding, change)
  for (const place of places) {
    const query = { ...place, accountId: row.accountId, not: row.exitKey, now, perExit: claim.perExit, limit: CONSIDERED }
    const offer = { former: formerOf(tx, query), fresh: candidates(tx, query) }
    for (const { id } of ranked(offer)) {
      const after = store.claimFromPool(tx, id, claim)
      if (after) return settle(deps, tx, row, after, change)
    }
  }
  return null
}

/**
 * Gives an account one exit of the pool and no other, also while it rests. Null when others fill it or the pool does not list it;
 * then nothing has changed.
 */
export function takeListed(
  deps: Deps,
  tx: Tx,
  row: store.AccountProxy,
  exitKey: string,
  change: Change,
): store.AccountProxy | null {
  const id = listedId(tx, exitKey)
  const after = id === null ? undefined : store.claimFromPool(tx, id, claimOf(deps, tx, row))
  return after ? settle(deps, tx, row, after, change) : null
}

/** Where Webshare took the exit out of the list, its own successor comes first, if the account may go there. */
function takeSuccessor(tx: Tx, row: store.AccountProxy, places: Places, claim: store.Claim) {
  const successor = row.removedUpstreamAt === null ? null : freeSuccessor(tx, row.accountId)
  const mayGo = ({ country, city }: Places[number]) =>
    (!country || country === successor?.countryCode) && (!city || city === successor?.cityKey)
  return successor !== null && places.some(mayGo) ? store.claimFromPool(tx, successor.id, claim) : undefined
}

/** Gives an account an exit that is described by itself. Null when other accounts fill it; then nothing has changed. */
export function takeGiven(
  deps: Deps,
  tx: Tx,
  row: store.AccountProxy,
  exit: store.GivenExit,
  change: Change,
): store.AccountProxy | null {
  const after = store.claimGiven(tx, exit, claimOf(deps, tx, row))
  return after ? settle(deps, tx, row, after, change) : null
}

/** Takes the exit of an account away, in the caller's transaction. */
export function leave(deps: Deps, tx: Tx, row: store.AccountProxy, { actor, why, leaving }: Change) {
  store.clear(tx, row.accountId)
  endStay(deps, tx, row, leaving)
  record(tx, deps.now(), actor, {
    type: 'proxy.disabled',
    accountId: row.accountId,
    data: { from: describe(row), to: null, why },
  })
}

function claimOf(deps: Deps, tx: Tx, { accountId }: store.AccountProxy): store.Claim {
  return { accountId, now: deps.now(), nextCheckAt: firstCheckAt(deps), perExit: read(tx).accountsPerProxy }
}

function settle(
  deps: Deps,
  tx: Tx,
  before: store.AccountProxy,
  after: store.AccountProxy,
  { actor, why, leaving }: Change,
): store.AccountProxy {
  endStay(deps, tx, before, leaving, after.exitKey)
  history.open(tx, after.accountId)
  if (after.exitKey) refreshFree(tx, after.exitKey, deps.now())
  record(tx, deps.now(), actor, {
    type: before.exitKey ? 'proxy.reassigned' : 'proxy.assigned',
    accountId: after.accountId,
    data: { from: describe(before), to: describe(after), why },
  })
  return after
}

function endStay(deps: Deps, tx: Tx, row: store.AccountProxy, leaving: history.LeaveReason, next: string | null = null) {
  if (!row.exitKey) return
  const now = deps.now()
  history.close(tx, row.accountId, now, leaving)
  if (row.exitKey === next) return
  const hasFailed = leaving === 'failed' || row.failedAt !== null
  const days = hasFailed ? Math.max(read(tx).restDays, FAILED_RESTS_DAYS) : read(tx).restDays
  rest(tx, row.exitKey, { accountId: row.accountId, why: hasFailed ? 'failed' : 'used', until: now + days * DAY_MS }, now)
}

/** An exit in an event: what people know it by, no credentials. */
export function describe(row: store.Assignment) {
  if (!row.exitKey) return null
  const { mode, proxyId, host, port, countryCode, cityName } = row
  return { mode, proxy_id: proxyId, address: host, port, country: countryCode, city: cityName }
}
