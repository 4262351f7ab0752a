import { and, asc, eq, inArray } from 'drizzle-orm'
import type { Queryable } from '#db/open.ts'
import { accounts, accountTags, assignments } from '#db/schema/accounts.ts'
import { statement } from '#db/statement.ts'
import type { Reach } from '#src/team/actor.ts'
import { within } from './reach.ts'

export type AccountRow = typeof accounts.$inferSelect
export type Account = AccountRow & { tags: string[] }
export type AssignmentRow = typeof assignments.$inferSelect

export interface NewAccount {
  account: Omit<AccountRow, 'archivedAt'>
  tags: string[]
  regionPreference?: string | null
  cityPreference?: string | null
}

/** Every account has its row of assignments from the start, in mode `none`. */
export function insert(tx: Queryable, added: NewAccount[]) {
  const account = statement(
    tx,
    `insert into accounts (id, name, username, client_reference_id, note, move_policy, created_at, updated_at)
     values ($id, $name, $username, $clientReferenceId, $note, $movePolicy, $createdAt, $updatedAt)`,
  )
  const assignment = statement(
    tx,
    'insert into assignments (account_id, region_preference, city_preference) values ($accountId, $regionPreference, $cityPreference)',
  )
  const tagged = statement(tx, 'insert into account_tags (account_id, tag) values ($accountId, $tag)')
  for (const { account: row, tags, regionPreference = null, cityPreference = null } of added) {
    account.run(row)
    assignment.run({ accountId: row.id, regionPreference, cityPreference })
    for (const tag of tags) tagged.run({ accountId: row.id, tag })
  }
}

export function byId(db: Queryable, id: string, reach: Reach): Account | undefined {
  const row = db
    .select()
    .from(accounts)
    .where(and(eq(accounts.id, id), within(accounts.id, reach)))
    .get()
  return row && { ...row, tags: tagsOf(db, [id]).get(id) ?? [] }
}

export function assignmentOf(db: Queryable, id: string): AssignmentRow | undefined {
  return db.select().from(assignments).where(eq(assignments.accountId, id)).get()
}

/** Tags by account, sorted. */
export function tagsOf(db: Queryable, ids: string[]): Map<string, string[]> {
  const tags = new Map<string, string[]>(ids.map((id) => [id, []]))
  if (ids.length === 0) return tags
  const rows = db.select().from(accountTags).where(inArray(accountTags.accountId, ids)).orderBy(asc(accountTags.tag)).all()
  for (const { accountId, tag } of rows) tags.get(accountId)?.push(tag)
  return tags
}

/** Names of the accounts among `ids` that are within reach. */
export function namesOf(db: Queryable, ids: string[], reach: Reach): Map<string, string> {
  if (ids.length === 0) return new Map()
  const rows = db
    .select({ id: accounts.id, name: accounts.name })
    .from(accounts)
    .where(and(inArray(accounts.id, ids), within(accounts.id, reach)))
    .all()
  return new Map(rows.map(({ id, name }) => [id, name]))
}

export function update(tx: Queryable, id: string, values: Partial<AccountRow>) {
  tx.update(accounts).set(values).where(eq(accounts.id, id)).run()
}

export function replaceTags(tx: Queryable, accountId: string, tags: string[]) {
  tx.delete(accountTags).where(eq(accountTags.accountId, accountId)).run()
  if (tags.length > 0)
    tx.insert(accountTags)
      .values(tags.map((tag) => ({ accountId, tag })))
      .run()
}
