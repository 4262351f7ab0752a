import type { Queryable } from '#db/open.ts'
import { countryName } from '#src/geo/places.ts'
import { causeOf } from '#src/proxies/cause.ts'
import { lastChecks } from '#src/proxies/last-checks-store.ts'
import { withinOf } from '#src/proxies/wishes.ts'
import type { Actor } from '#src/team/actor.ts'
import { may } from '#src/team/actor.ts'
import type { AccountRowView, MayDo } from '#views/accounts.tsx'
import type { ListedAccount } from './list-store.ts'
import { sessionOf } from './session-store.ts'

const CHECKS = 30

/** An account as the table shows it. */
export function shown(db: Queryable, { account, assignment }: ListedAccount): AccountRowView {
  return {
    ...assignment,
    ...lastChecks(db, account.id, CHECKS),
    id: account.id,
    name: account.name,
    username: account.username,
    tags: account.tags,
    archivedAt: account.archivedAt,
    country: assignment.countryCode && countryName(assignment.countryCode),
    cause: causeOf(assignment),
    within: withinOf(assignment),
    session: sessionOf(db, account.id),
  }
}

/** Which buttons a person gets. What a button does is guarded again where it is done. */
export const mayDo = (actor: Actor): MayDo => ({
  write: may(actor, { role: 'manager', scope: 'accounts:write' }),
  assign: may(actor, { role: 'operator', scope: 'proxy:write' }),
})
