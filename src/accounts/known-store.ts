import { isNotNull } from 'drizzle-orm'
import type { Queryable } from '#db/open.ts'
import { accounts } from '#db/schema/accounts.ts'

/** What tells accounts apart, in lower case but for references. */
export interface KnownNames {
  references: Iterable<string>
  usernames: Iterable<string>
  names: Iterable<string>
}

export function knownNames(db: Queryable): KnownNames {
  const rows = db.select({ name: accounts.name, username: accounts.username }).from(accounts).all()
  const references = db
    .select({ reference: accounts.clientReferenceId })
    .from(accounts)
    .where(isNotNull(accounts.clientReferenceId))
    .all()
  return {
    references: references.flatMap(({ reference }) => reference ?? []),
    usernames: rows.flatMap(({ username }) => username?.toLowerCase() ?? []),
    names: rows.map(({ name }) => name.toLowerCase()),
  }
}
