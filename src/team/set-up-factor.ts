import type { Deps } from '#src/deps.ts'
import type { Actor } from './actor.ts'
import { endSignIn } from './members-store.ts'
import { confirm } from './second-factor.ts'
import { begin, type SignedIn, tokenFor } from './sign-in.ts'
import type { User } from './store.ts'

export interface SetUp {
  /** Told only now. */
  recoveryCodes: string[]
  /** In place of a sign-in that opened nothing but the set-up; null for one that goes on. */
  signedIn: SignedIn | null
}

/**
 * Sets up two-factor sign-in with the first code of the app. Whoever had to do so gets a new sign-in: the old one was made with the
 * password alone. Throws like `confirm`.
 */
export async function setUpFactor(deps: Deps, actor: Actor, code: string, userAgent: string | null): Promise<SetUp> {
  const next: { user: User; begun: ReturnType<typeof begin> }[] = []
  const recoveryCodes = confirm(deps, actor, code, (tx, user) => {
    if (!actor.awaitsTotp || actor.signInId === null) return
    endSignIn(tx, actor.signInId, deps.now())
    next.push({ user, begun: begin(tx, deps, user, { ip: actor.ip, requestId: actor.requestId, userAgent }) })
  })
  const [fresh] = next
  return { recoveryCodes, signedIn: fresh ? await tokenFor(deps, fresh.begun, fresh.user) : null }
}
