import { and, asc, isNull, ne, sql } from 'drizzle-orm'
import type { Queryable } from '#db/open.ts'
import { accounts } from '#db/schema/accounts.ts'
import type { Reach } from '#src/team/actor.ts'
import { within } from './reach.ts'
import type { Account } from './store.ts'

const MOST = 5

/** Other accounts of the same user on the site, as far as a caller sees them: one of them is likely there by mistake. */
export function namesakesOf(db: Queryable, { id, username }: Pick<Account, 'id' | 'username'>, reach: Reach) {
  if (username === null) return []
  return db
    .select({ id: accounts.id, name: accounts.name })
    .from(accounts)
    .where(
      and(
        sql`lower(${accounts.username}) = ${username.toLowerCase()}`,
        ne(accounts.id, id),
        isNull(accounts.archivedAt),
        within(accounts.id, reach),
      ),
    )
    .orderBy(asc(accounts.name))
    .limit(MOST)
    .all()
}
