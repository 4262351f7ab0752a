import { type Tx, transact } from '#db/open.ts'
import type { Deps } from '#src/deps.ts'
import { record } from '#src/events/events.ts'
import type { TestResult } from '#src/net/net.ts'
import type { ProxyServer } from '#src/net/proxy.ts'
import { type Actor, SYSTEM } from '#src/team/actor.ts'
import { leavesExitBlameless } from './blameless.ts'
import * as checks from './check-store.ts'
import { nextCheckAt } from './next-check.ts'
import { proxyInactive, testFailed } from './problems.ts'
import { recordIfShared } from './shared-exit.ts'
import { type Assignment, find } from './store.ts'
import { upstreamOf } from './upstream.ts'

export type GoodTest = Extract<TestResult, { ok: true }>

/** A proxy that answered, and what its test found. */
export interface Tested {
  proxy: ProxyServer
  found: GoodTest
}

/**
 * Tests a proxy that somebody typed in; stores nothing. A line that can be read in several ways is tried in each.
 * Throws 400 PROXY_TEST_FAILED with the reason of the first reading.
 */
export async function testGiven(deps: Deps, readings: ProxyServer[]): Promise<Tested> {
  let failed: Exclude<TestResult, GoodTest> | undefined
  for (const proxy of readings) {
    const found = await deps.net.test(proxy)
    if (found.ok) return { proxy, found }
    failed ??= found
  }
  throw testFailed(failed?.reason ?? 'protocol')
}

/** The proxy an account goes out through. Throws 409 PROXY_INACTIVE when it has none or is switched off. */
export function activeUpstream(deps: Deps, row: Assignment): ProxyServer {
  const proxy = upstreamOf(deps, row)
  if (!proxy) throw proxyInactive('The account has no proxy')
  if (!row.isActive) throw proxyInactive()
  return proxy
}

/** Tests an exit and keeps the result, at the account only while it still has this exit, and not at all once it is deleted. */
export async function check(
  deps: Deps,
  row: Assignment,
  proxy: ProxyServer,
  cause: checks.CheckCause,
  actor: Actor | null,
): Promise<TestResult> {
  const found = await deps.net.test(proxy)
  keep(deps, row, found, cause, actor)
  return found
}

function keep(deps: Deps, row: Assignment, found: TestResult, cause: checks.CheckCause, actor: Actor | null) {
  const result = resultOf(deps, row, found, cause)
  transact(deps.db, (tx) => {
    const present = find(tx, row.accountId, SYSTEM.reach)
    if (!present) return
    checks.add(tx, result)
    checks.showLatest(tx, result, row.generation, repeatAt(deps, tx, present, result) ?? nextCheckAt(deps))
    const isNewIp = found.ok && present.generation === row.generation && found.exitIp !== present.exitIp
    if (isNewIp) recordIfShared(deps, tx, present, found.exitIp, actor ?? SYSTEM)
    if (actor) {
      const { ok, reason, exitIp } = result
      record(tx, result.at, actor, {
        type: 'proxy.tested',
        accountId: row.accountId,
        data: { ok, reason, exit_ip: exitIp, cause },
      })
    }
  })
}

// A failure is looked at again soon, twice: what passes by itself is over by then, and what does not is proven.
function repeatAt({ now }: Deps, tx: Tx, { failedAt }: Assignment, { accountId, exitKey, reason }: checks.Result) {
  if (reason === null || failedAt !== null || !mayPass(reason)) return null
  const failures = checks.failuresInARow(tx, { accountId, exitKey, most: REPEATS_AFTER_MS.length + 1, counts: mayPass }).length
  const wait = REPEATS_AFTER_MS[failures - 1]
  return wait === undefined ? null : now() + wait
}

const mayPass = (reason: string) => !leavesExitBlameless(reason)
const REPEATS_AFTER_MS = [30_000, 60_000]

/** What a test found, as it is kept. */
export function resultOf({ now }: Deps, { accountId, exitKey }: Assignment, found: TestResult, cause: checks.CheckCause) {
  const { exitIp, country, latencyMs } = found.ok ? found : NOTHING
  const reason = found.ok ? null : found.reason
  return { accountId, exitKey: exitKey ?? '', at: now(), cause, ok: found.ok, reason, exitIp, country, latencyMs }
}

const NOTHING = { exitIp: null, country: null, latencyMs: null }
