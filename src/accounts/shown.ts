import type { Queryable } from '#db/open.ts'
import { countryName } from '#src/geo/places.ts'
import type { Actor } from '#src/team/actor.ts'
import { may } from '#src/team/actor.ts'
import type { AccountRowView, MayDo } from '#views/accounts.tsx'
import type { ListedAccount } from './list-store.ts'
import { lastVerdicts } from './strip-store.ts'

/** An account as the table shows it. */
export function shown(db: Queryable, { account, assignment }: ListedAccount): AccountRowView {
  return {
    ...assignment,
    id: account.id,
    name: account.name,
    username: account.username,
    tags: account.tags,
    archivedAt: account.archivedAt,
    country: assignment.countryCode && countryName(assignment.countryCode),
    verdicts: lastVerdicts(db, account.id),
  }
}

/** Which buttons a person gets. What a button does is guarded again where it is done. */
export const mayDo = (actor: Actor): MayDo => ({
  write: may(actor, { role: 'manager', scope: 'accounts:write' }),
  assign: may(actor, { role: 'operator', scope: 'proxy:write' }),
})
