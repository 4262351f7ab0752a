import type { Queryable } from '#db/open.ts'
import { accountNotFound } from '#src/http/errors.ts'
import type { Actor } from '#src/team/actor.ts'
import { type AccountProxy, find } from './store.ts'

/** The proxy of an account within the caller's reach. Throws 404 for a foreign, missing or malformed id alike. */
export function visible(db: Queryable, accountId: string | null, actor: Actor): AccountProxy {
  const row = accountId === null ? undefined : find(db, accountId, actor.reach)
  if (!row) throw accountNotFound()
  return row
}
