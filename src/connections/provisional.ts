import { transact } from '#db/open.ts'
import * as accounts from '#src/accounts/accounts.ts'
import { forget } from '#src/accounts/forget-store.ts'
import type { Deps } from '#src/deps.ts'
import { record } from '#src/events/events.ts'
import { forbidden } from '#src/http/errors.ts'
import { releaseTried } from '#src/proxies/assignment.ts'
import { type Actor, seesEveryAccount } from '#src/team/actor.ts'

/** What an account is called until OnlyFans says whose it is. */
export const placeholderOf = (userId: string) => `OnlyFans ${userId}`

/**
 * An account for a user who has none. Throws 403 for a caller who would not see it.
 */
export function accountFor(deps: Deps, userId: string, clientReferenceId: string | null, actor: Actor): string {
  if (!seesEveryAccount(actor)) throw forbidden('You see certain accounts only and may not add others. Name one of yours.')
  return accounts.create(deps, { name: placeholderOf(userId), client_reference_id: clientReferenceId }, actor).id
}

/**
 * Takes an account back that was made for a try which came to nothing, with its exit.
 * @param restMs how long that exit stays away from other accounts; null for the usual time.
 */
export function withdraw(deps: Deps, accountId: string, restMs: number | null, actor: Actor) {
  transact(deps.db, (tx) => {
    releaseTried(tx, deps, accountId, restMs, actor)
    forget(tx, accountId)
    record(tx, deps.now(), actor, { type: 'account.deleted', accountId, data: { why: 'nothing came of it' } })
  })
}
