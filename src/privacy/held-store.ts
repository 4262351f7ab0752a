import { asc, desc, eq, inArray, or, sql } from 'drizzle-orm'
import type { Queryable } from '#db/open.ts'
import { checks, exitHistory } from '#db/schema/accounts.ts'
import { connections, sessions } from '#db/schema/connections.ts'
import { events } from '#db/schema/events.ts'
import { jobItems } from '#db/schema/jobs.ts'
import { webhookDeliveries } from '#db/schema/webhooks.ts'

/** Everything on record about one account beyond the account itself, oldest first. */
export function heldOn(db: Queryable, accountId: string) {
  const connection = db.select().from(connections).where(eq(connections.accountId, accountId)).get() ?? null
  const own = db.select().from(events).where(eq(events.accountId, accountId)).orderBy(asc(events.id)).all()
  return {
    connection,
    sessions: connection
      ? db.select().from(sessions).where(eq(sessions.connectionId, connection.id)).orderBy(asc(sessions.revision)).all()
      : [],
    exits: db.select().from(exitHistory).where(eq(exitHistory.accountId, accountId)).orderBy(asc(exitHistory.id)).all(),
    checks: db.select().from(checks).where(eq(checks.accountId, accountId)).orderBy(asc(checks.id)).all(),
    events: own.map((event) => ({ ...event, accountName: null })),
    jobItems: db
      .select()
      .from(jobItems)
      .where(or(eq(jobItems.item, accountId), sql`instr(${jobItems.result}, ${accountId}) > 0`))
      .all(),
    deliveries: db
      .select()
      .from(webhookDeliveries)
      .where(inArray(webhookDeliveries.eventId, db.select({ id: events.id }).from(events).where(eq(events.accountId, accountId))))
      .orderBy(desc(webhookDeliveries.sequence))
      .all(),
  }
}

export type Held = ReturnType<typeof heldOn>
