import type { Tx } from '#db/open.ts'
import { transact } from '#db/open.ts'
import type { Deps } from '#src/deps.ts'
import type { Outcome } from '#src/onlyfans/outcome.ts'
import type { Digests } from './digests.ts'
import { browserChanged, exitChanged, sessionExpired } from './problems.ts'
import * as store from './uses-store.ts'

/** Why a session must not be sent now. */
export type Hindrance = 'ended' | 'exit_changed' | 'browser_changed'

/** What stands against using a sign-in through an exit; null when nothing does. */
export function hindranceOf(db: Tx | Deps['db'], { digest, pairing }: Digests, exitId: string): Hindrance | null {
  const use = store.find(db, digest)
  if (!use) return null
  if (use.endedAt !== null) return 'ended'
  if (use.exitKey !== exitId) return 'exit_changed'
  return use.pairing === pairing ? null : 'browser_changed'
}

export function problemOf(hindrance: Hindrance) {
  if (hindrance === 'ended') return sessionExpired('ended')
  return hindrance === 'exit_changed' ? exitChanged() : browserChanged()
}

/** The id of the exit that a sign-in was first used through; null when it never was. */
export const exitOf = (db: Deps['db'], digest: string): string | null => store.find(db, digest)?.exitKey ?? null

/**
 * Notes, before anything is sent, what a sign-in is used with from now on. On disk first: after a crash in the middle of the call
 * the session must not leave by another exit either. Throws 409 EXIT_CHANGED or BROWSER_CHANGED, 422 SESSION_EXPIRED.
 * @param anyway somebody decided to use it although that may end it; never one that is over.
 * @returns how to take the note back when nothing was sent after all.
 */
export function claim(deps: Deps, digests: Digests, exitId: string, anyway = false): () => void {
  return transact(deps.db, (tx) => {
    const hindrance = hindranceOf(tx, digests, exitId)
    if (hindrance && (hindrance === 'ended' || !anyway)) throw problemOf(hindrance)
    const before = store.find(tx, digests.digest)
    store.write(tx, { ...digests, exitKey: exitId, lastUsedAt: deps.now() })
    return before ? () => {} : () => transact(deps.db, (again) => store.forget(again, digests.digest))
  })
}

// Failures of the way to the proxy and of the tunnel: the request itself was not written yet.
const NEVER_SENT = new Set([
  'refused',
  'dns',
  'auth_failed',
  'payment_required',
  'forbidden',
  'tls_failed',
  'not_allowed',
  'upstream_error',
])

/** Whether OnlyFans cannot have seen the session. */
export const wasNeverSent = (outcome: Outcome) =>
  outcome.kind === 'no_rules' || (outcome.kind === 'proxy_failed' && NEVER_SENT.has(outcome.reason))

/** Notes that a sign-in is over: it is never asked about again. */
export const end = (tx: Tx, deps: Deps, digest: string) => store.end(tx, digest, deps.now())

/** Notes that a sign-in goes on under another cookie. */
export const goOnAs = (tx: Tx, deps: Deps, digests: Digests, exitId: string) =>
  store.write(tx, { ...digests, exitKey: exitId, lastUsedAt: deps.now() })
