import { transact } from '#db/open.ts'
import type { Deps } from '#src/deps.ts'
import { conflict } from '#src/http/errors.ts'
import { subnetOf } from '#src/pool/exit.ts'
import { isBurnt, surroundingsOf } from '#src/pool/free-store.ts'
import type { Actor } from '#src/team/actor.ts'
import { type GoodTest, testGiven } from './connectivity.ts'
import * as history from './history-store.ts'
import { takeGiven } from './hold.ts'
import { showTest } from './manual.ts'
import { accountArchived, changedMeanwhile, exitInUse } from './problems.ts'
import * as store from './store.ts'
import { upstreamOf } from './upstream.ts'
import { visible } from './visible.ts'

/** How long after a change an account may have its previous exit back. */
export const RESTORE_WITHIN_MS = 24 * 3_600_000

/**
 * Gives an account the exit back that it left within the last 24 hours, if that answers.
 * Throws 404; 409 NOTHING_TO_RESTORE, EXIT_IN_USE or PROXY_CHANGED; 400 PROXY_TEST_FAILED.
 * @param also runs in the transaction of the change.
 */
export async function restore(
  deps: Deps,
  accountId: string | null,
  actor: Actor,
  also: (after: store.AccountProxy) => void = () => {},
): Promise<store.AccountProxy> {
  const before = visible(deps.db, accountId, actor)
  if (before.archivedAt !== null) throw accountArchived()
  const previous = restorable(deps, before)
  const proxy = previous && upstreamOf(deps, previous)
  if (!previous || !proxy)
    throw conflict('NOTHING_TO_RESTORE', 'The account left no proxy within the last 24 hours that it could have back')
  const tested = await testGiven(deps, [proxy])
  return transact(deps.db, (tx) => {
    const row = visible(tx, before.accountId, actor)
    if (row.generation !== before.generation) throw changedMeanwhile()
    const after = takeGiven(deps, tx, row, exitOf(deps, previous, tested.found), { actor, why: 'restored', leaving: 'restored' })
    if (!after) throw exitInUse()
    store.markUnlisted(tx, row.accountId, deps.now())
    also(after)
    return showTest(deps, tx, after, tested, actor)
  })
}

/** The exit an account could have back now, if any. */
export function restorable({ db, now }: Deps, { accountId, exitKey }: store.Assignment): history.FormerExit | undefined {
  const previous = history.lastLeft(db, accountId, now() - RESTORE_WITHIN_MS, exitKey)
  return previous && !isBurnt(db, previous.exitKey) ? previous : undefined
}

function exitOf({ db }: Deps, previous: history.FormerExit, { exitIp }: GoodTest): store.GivenExit {
  const { exitKey, proxyId, sourceId, protocol, host, port, credentialId, countryCode, cityName, mode } = previous
  const known = surroundingsOf(db, exitKey)
  const subnet = known?.subnet ?? subnetOf(exitIp)
  return {
    exitKey,
    proxyId,
    sourceId,
    protocol,
    host,
    port,
    credentialId,
    countryCode,
    cityName,
    mode,
    subnet,
    asnNumber: known?.asnNumber ?? null,
  }
}
