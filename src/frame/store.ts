import { isNull, sql } from 'drizzle-orm'
import type { Db } from '#db/open.ts'
import { accounts, assignments } from '#db/schema/accounts.ts'
import { statement } from '#db/statement.ts'
import { needsAttention } from '#src/accounts/list-store.ts'
import { within } from '#src/accounts/reach.ts'
import type { Reach } from '#src/team/actor.ts'

/** How many accounts within reach need somebody. Looks at the accounts of bad exits alone, which are few. */
export function countNeedy(db: Db, reach: Reach): number {
  const limit = within(accounts.id, reach)
  const [row] = db.all<{ needy: number }>(
    sql`select count(*) as needy from ${assignments} cross join ${accounts} on ${accounts.id} = ${assignments.accountId}
      where ${needsAttention} and ${isNull(accounts.archivedAt)} ${limit ? sql`and ${limit}` : sql``}`,
  )
  return row?.needy ?? 0
}

/** How many exits of the pool accounts go out by. */
export function countUsed(db: Db): number {
  const sql = "select count(distinct exit_key) as used from assignments where mode = 'auto' and exit_key is not null"
  return statement<{ used: number }>(db, sql).get({})?.used ?? 0
}
