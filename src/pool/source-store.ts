import { and, asc, eq, inArray, isNotNull, isNull, sql } from 'drizzle-orm'
import type { Queryable } from '#db/open.ts'
import { jobs } from '#db/schema/jobs.ts'
import { poolProxies, poolSources, syncRuns } from '#db/schema/pool.ts'

export type Source = typeof poolSources.$inferSelect
export type NewSource = typeof poolSources.$inferInsert
export type SyncRun = typeof syncRuns.$inferSelect

export const sources = (db: Queryable): Source[] =>
  db.select().from(poolSources).orderBy(asc(poolSources.createdAt), asc(poolSources.id)).all()

/** The Webshare sources that can be read, oldest first. */
export const webshareSources = (db: Queryable): Source[] =>
  db
    .select()
    .from(poolSources)
    .where(and(eq(poolSources.kind, 'webshare'), isNotNull(poolSources.apiKey), isNull(poolSources.disabledAt)))
    .orderBy(asc(poolSources.createdAt), asc(poolSources.id))
    .all()

export const sourceById = (db: Queryable, id: string): Source | undefined =>
  db.select().from(poolSources).where(eq(poolSources.id, id)).get()

export const sourceFromEnvironment = (db: Queryable): Source | undefined =>
  db.select().from(poolSources).where(eq(poolSources.origin, 'environment')).get()

export function insertSource(tx: Queryable, source: NewSource) {
  tx.insert(poolSources).values(source).run()
}

export function updateSource(tx: Queryable, id: string, changes: Partial<NewSource>) {
  if (Object.keys(changes).length === 0) return
  tx.update(poolSources).set(changes).where(eq(poolSources.id, id)).run()
}

/** With it go its proxies. */
export function deleteSource(tx: Queryable, id: string) {
  tx.delete(poolSources).where(eq(poolSources.id, id)).run()
}

/** Whether the pool has anything in it, or ever had. */
export function wasFilled(db: Queryable): boolean {
  const filled = db
    .select({ id: poolSources.id })
    .from(poolSources)
    .where(sql`${poolSources.lastGoodAt} is not null`)
    .limit(1)
    .get()
  return filled !== undefined || db.select({ id: poolProxies.id }).from(poolProxies).limit(1).get() !== undefined
}

/** The refresh of all sources that waits or runs, if any. */
export function refreshOfAll(db: Queryable): string | null {
  const found = db
    .select({ id: jobs.id })
    .from(jobs)
    .where(
      and(eq(jobs.type, 'pool.sync'), inArray(jobs.state, ['queued', 'running']), sql`${jobs.input} ->> '$.sourceId' is null`),
    )
    .orderBy(asc(jobs.createdAt))
    .get()
  return found?.id ?? null
}

export function startRun(tx: Queryable, sourceId: string, startedAt: number): number {
  return tx.insert(syncRuns).values({ sourceId, startedAt }).returning({ id: syncRuns.id }).get().id
}

export function finishRun(tx: Queryable, id: number, run: Partial<SyncRun>) {
  tx.update(syncRuns).set(run).where(eq(syncRuns.id, id)).run()
}
