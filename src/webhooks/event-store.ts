import { and, asc, eq, gt, inArray, max } from 'drizzle-orm'
import type { Queryable } from '#db/open.ts'
import { accounts } from '#db/schema/accounts.ts'
import { connections } from '#db/schema/connections.ts'
import { events } from '#db/schema/events.ts'
import { statement } from '#db/statement.ts'
import type { EventType } from './types.ts'

export type EventRow = typeof events.$inferSelect
export type ConnectionRow = typeof connections.$inferSelect

/** The number of the latest event; 0 when there is none. */
export const latest = (db: Queryable): number =>
  db
    .select({ id: max(events.id) })
    .from(events)
    .get()?.id ?? 0

/** Whether something has happened that an endpoint which is switched on was not told of yet. Asked every second. */
export function isBehind(db: Queryable): boolean {
  const sql = `select 1 as behind from webhook_endpoints
    where disabled_at is null and cursor < (select max(id) from events) limit 1`
  return statement(db, sql).get({}) !== null
}

/** Events of these types after a number, the oldest first. */
export function after(db: Queryable, cursor: number, types: readonly EventType[], limit: number): EventRow[] {
  return db
    .select()
    .from(events)
    .where(and(gt(events.id, cursor), inArray(events.type, [...types])))
    .orderBy(asc(events.id))
    .limit(limit)
    .all()
}

/** What the agency's own program calls an account; null when it calls it nothing, or the account is gone. */
export const referenceOf = (db: Queryable, accountId: string): string | null =>
  db.select({ reference: accounts.clientReferenceId }).from(accounts).where(eq(accounts.id, accountId)).get()?.reference ?? null

export const connectionById = (db: Queryable, id: string): ConnectionRow | undefined =>
  db.select().from(connections).where(eq(connections.id, id)).get()
