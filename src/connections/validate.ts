import type { Deps } from '#src/deps.ts'
import { whoIs } from '#src/onlyfans/client.ts'
import type { Outcome } from '#src/onlyfans/outcome.ts'
import { activeUpstream } from '#src/proxies/connectivity.ts'
import type { AccountProxy } from '#src/proxies/store.ts'
import { exitIdOf } from './exit-id.ts'
import type { Captured } from './session.ts'
import * as uses from './uses.ts'

/**
 * Asks OnlyFans once about a session, through the exit of its account; never where an earlier use of it forbids that.
 * Throws 409 PROXY_INACTIVE, EXIT_CHANGED or BROWSER_CHANGED, and 422 SESSION_EXPIRED for one that is known to be over, all before
 * anything is sent.
 */
export function validate(deps: Deps, given: Captured, exit: AccountProxy, anyway = false): Promise<Outcome> {
  return asking(deps, given, exit, anyway, (proxy) => whoIs(deps, { session: given.session, proxy }))
}

/** Makes one call with a session, in the only company it may be in. */
export async function asking<T extends Outcome>(
  deps: Deps,
  digests: Captured,
  exit: AccountProxy,
  anyway: boolean,
  ask: (proxy: ReturnType<typeof activeUpstream>) => Promise<T>,
): Promise<T> {
  const proxy = activeUpstream(deps, exit)
  const { digest, pairing } = digests
  const takeBack = uses.claim(deps, { digest, pairing }, exitIdOf(deps, exit), anyway)
  const outcome = await ask(proxy)
  if (uses.wasNeverSent(outcome)) takeBack()
  return outcome
}
