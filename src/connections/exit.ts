import type { Deps } from '#src/deps.ts'
import { AppError } from '#src/http/errors.ts'
import { assignAuto, assignListed } from '#src/proxies/assignment.ts'
import { accountArchived, proxyInactive } from '#src/proxies/problems.ts'
import type { AccountProxy } from '#src/proxies/store.ts'
import { visible } from '#src/proxies/visible.ts'
import type { Actor } from '#src/team/actor.ts'
import { exitChanged } from './problems.ts'
import { exitOf } from './uses.ts'

const WHY = 'a session was connected'

/**
 * The exit of an account, given to it first where it has none: nothing is asked for it otherwise. A session that was used before gets
 * the exit it was used through, or none. Throws 404; 409 PROXY_INACTIVE, ACCOUNT_ARCHIVED, EXIT_CHANGED; 503 as assign-auto does.
 * @param wish a country of the request; the account's own preference counts where there is none.
 */
export async function exitFor(
  deps: Deps,
  accountId: string,
  { country, digest }: { country: string | null; digest: string },
  actor: Actor,
): Promise<AccountProxy> {
  const row = visible(deps.db, accountId, actor)
  if (row.archivedAt !== null) throw accountArchived()
  if (row.mode !== 'none') return inUse(row)
  const before = exitOf(deps.db, digest)
  if (before === null) return inUse(await assigned(deps, accountId, country, actor))
  const again = assignListed(deps, accountId, before, actor, WHY)
  if (!again) throw exitChanged()
  return again
}

function inUse(row: AccountProxy): AccountProxy {
  if (!row.isActive) throw proxyInactive()
  return row
}

async function assigned(deps: Deps, accountId: string, country: string | null, actor: Actor): Promise<AccountProxy> {
  try {
    return await assignAuto(deps, accountId, { country, city: null, force: false }, actor, WHY)
  } catch (error) {
    // Somebody else gave it one meanwhile: that is the one, then.
    if (!(error instanceof AppError) || error.status !== 409) throw error
    return visible(deps.db, accountId, actor)
  }
}
