import { type AnyColumn, and, inArray, type SQL, sql } from 'drizzle-orm'
import { accountTags } from '#db/schema/accounts.ts'
import type { Reach } from '#src/team/actor.ts'

/** The condition that keeps a query within what a caller may see; undefined when there is no limit. */
export function within(accountId: AnyColumn, { tags, accountIds }: Reach): SQL | undefined {
  return and(
    accountIds ? inArray(accountId, accountIds) : undefined,
    tags
      ? sql`exists (select 1 from ${accountTags} where ${accountTags.accountId} = ${accountId} and ${tags.length > 0 ? inArray(accountTags.tag, tags) : sql`0`})`
      : undefined,
  )
}
