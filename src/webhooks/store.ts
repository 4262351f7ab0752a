import { asc, eq, isNull, sql } from 'drizzle-orm'
import type { Queryable } from '#db/open.ts'
import { webhookEndpoints } from '#db/schema/webhooks.ts'

export type EndpointRow = typeof webhookEndpoints.$inferSelect

/** The oldest first. */
export const all = (db: Queryable): EndpointRow[] =>
  db.select().from(webhookEndpoints).orderBy(asc(webhookEndpoints.createdAt), asc(webhookEndpoints.id)).all()

export const switchedOn = (db: Queryable): EndpointRow[] =>
  db.select().from(webhookEndpoints).where(isNull(webhookEndpoints.disabledAt)).orderBy(asc(webhookEndpoints.id)).all()

export const byId = (db: Queryable, id: string): EndpointRow | undefined =>
  db.select().from(webhookEndpoints).where(eq(webhookEndpoints.id, id)).get()

export const insert = (db: Queryable, row: EndpointRow) => void db.insert(webhookEndpoints).values(row).run()

export const update = (db: Queryable, id: string, values: Partial<EndpointRow>) =>
  void db.update(webhookEndpoints).set(values).where(eq(webhookEndpoints.id, id)).run()

/** Its deliveries go with it. */
export const remove = (db: Queryable, id: string) => void db.delete(webhookEndpoints).where(eq(webhookEndpoints.id, id)).run()

/** How many endpoints there are. */
export const count = (db: Queryable): number =>
  db.select({ total: sql<number>`count(*)` }).from(webhookEndpoints).get()?.total ?? 0
