import type { Deps } from '#src/deps.ts'
import { unauthorized } from '#src/http/errors.ts'
import type { Actor } from './actor.ts'
import { meJson } from './json.ts'
import { memberById } from './members-store.ts'

/** What a caller is told about themselves: a member, or what a key may do. */
export function whoIs(deps: Deps, actor: Actor) {
  if (actor.kind === 'key') {
    const { id, name, role, scopes, reach } = actor
    return { id, name, role, kind: 'key', scopes: [...(scopes ?? [])], account_ids: reach.accountIds }
  }
  const user = memberById(deps.db, actor.id ?? '')
  if (!user) throw unauthorized()
  return meJson(user)
}

/** The address a member signs in with. */
export const emailOf = (deps: Deps, actor: Actor) => memberById(deps.db, actor.id ?? '')?.email ?? ''
