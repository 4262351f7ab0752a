import { and, eq, gte, inArray, isNotNull, sql } from 'drizzle-orm'
import type { Queryable } from '#db/open.ts'
import { assignments } from '#db/schema/accounts.ts'
import { settings } from '#db/schema/team.ts'
import { statement } from '#db/statement.ts'

export interface StoredSetting extends Record<string, unknown> {
  name: string
  /** JSON text. */
  value: string | null
}

export function all(db: Queryable): StoredSetting[] {
  return statement<StoredSetting>(db, 'select name, value from settings order by name').all({})
}

export function write(tx: Queryable, now: number, values: Record<string, unknown>) {
  for (const [name, value] of Object.entries(values)) {
    tx.insert(settings)
      .values({ name, value, updatedAt: now })
      .onConflictDoUpdate({ target: settings.name, set: { value, updatedAt: now } })
      .run()
  }
}

/** How many exits more than `limit` accounts share. */
export function exitsSharedByMoreThan(db: Queryable, limit: number): number {
  const rows = db.all(
    sql`select 1 from ${assignments} where ${assignments.exitKey} is not null group by ${assignments.exitKey} having count(*) > ${limit}`,
  )
  return rows.length
}

/** Moves accounts in places beyond `limit` down to free places of the same exit, in the order they came. */
export function closeUp(tx: Queryable, limit: number) {
  const crowded = tx.selectDistinct({ exitKey: assignments.exitKey }).from(assignments).where(gte(assignments.slot, limit))
  const holders = tx
    .select({ accountId: assignments.accountId, exitKey: assignments.exitKey, slot: assignments.slot })
    .from(assignments)
    .where(and(isNotNull(assignments.exitKey), inArray(assignments.exitKey, crowded)))
    .orderBy(assignments.exitKey, assignments.slot)
    .all()
  // Ascending within an exit, so that a place is free before it is taken.
  let place = 0
  for (const [index, { accountId, exitKey, slot }] of holders.entries()) {
    place = exitKey === holders[index - 1]?.exitKey ? place + 1 : 0
    if (slot !== place) tx.update(assignments).set({ slot: place }).where(eq(assignments.accountId, accountId)).run()
  }
}
