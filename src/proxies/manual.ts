import { type Tx, transact } from '#db/open.ts'
import type { Deps } from '#src/deps.ts'
import { exitKeyOf, type ProxyServer } from '#src/net/proxy.ts'
import { BACKBONE_HOST, exitOfUser, subnetOf } from '#src/pool/exit.ts'
import { read } from '#src/settings/settings.ts'
import type { Actor } from '#src/team/actor.ts'
import * as checks from './check-store.ts'
import { resultOf, type Tested, testGiven } from './connectivity.ts'
import { takeGiven } from './hold.ts'
import { nextCheckAt } from './next-check.ts'
import { accountArchived, changedMeanwhile, exitInUse } from './problems.ts'
import { recordIfShared } from './shared-exit.ts'
import * as store from './store.ts'
import { keepCredentials } from './upstream.ts'
import { visible } from './visible.ts'

export interface ManualInput {
  /** How the given proxy can be read; more than one only for a pasted line that fits two forms. */
  readings: ProxyServer[]
  /** Display text. */
  country: string | null
  city: string | null
}

/**
 * Gives an account a proxy of somebody's own, after it was tested. Nothing is held while the test runs.
 * Throws 404; 400 PROXY_TEST_FAILED; 409 EXIT_IN_USE when other accounts fill the exit, PROXY_CHANGED when somebody was faster.
 */
export async function setManual(
  deps: Deps,
  accountId: string | null,
  input: ManualInput,
  actor: Actor,
): Promise<store.AccountProxy> {
  const before = assertOpen(visible(deps.db, accountId, actor))
  assertRoom(deps, before, input.readings)
  const tested = await testGiven(deps, input.readings)
  return transact(deps.db, (tx) => {
    const row = assertOpen(visible(tx, before.accountId, actor))
    if (row.generation !== before.generation) throw changedMeanwhile()
    const after = takeGiven(deps, tx, row, exitOf(deps, tx, tested, input), { actor, why: 'manual', leaving: 'manual' })
    if (!after) throw exitInUse()
    return showTest(deps, tx, after, tested, actor)
  })
}

function assertOpen(row: store.AccountProxy): store.AccountProxy {
  if (row.archivedAt !== null) throw accountArchived()
  return row
}

// Before the test already: an exit that cannot be had need not be waited for. The index decides in the end.
function assertRoom({ db }: Deps, { accountId }: store.AccountProxy, readings: ProxyServer[]) {
  const { accountsPerProxy } = read(db)
  if (readings.every((proxy) => store.othersOn(db, manualExitKey(proxy), accountId) >= accountsPerProxy)) throw exitInUse()
}

// A user of Webshare's backbone is an exit of its own, whoever typed it in.
function manualExitKey(proxy: ProxyServer): string {
  const host = exitKeyOf(proxy)
  if (host !== BACKBONE_HOST || proxy.username === null) return host
  return exitOfUser(proxy.username)?.exitKey ?? `${proxy.username}@${host}`
}

function exitOf(deps: Deps, tx: Tx, { proxy, found }: Tested, { country, city }: ManualInput): store.GivenExit {
  return {
    mode: 'manual',
    exitKey: manualExitKey(proxy),
    proxyId: null,
    sourceId: null,
    protocol: proxy.protocol,
    host: proxy.host,
    port: proxy.port,
    credentialId: keepCredentials(deps, tx, proxy),
    countryCode: country,
    cityName: city,
    subnet: subnetOf(found.exitIp),
    asnNumber: null,
  }
}

/** Keeps the test that allowed the exit. */
export function showTest(deps: Deps, tx: Tx, row: store.AccountProxy, { found }: Tested, actor: Actor): store.AccountProxy {
  const result = resultOf(deps, row, found, 'manual')
  checks.add(tx, result)
  checks.showLatest(tx, result, row.generation, nextCheckAt(deps))
  recordIfShared(deps, tx, row, found.exitIp, actor)
  return visible(tx, row.accountId, actor)
}
