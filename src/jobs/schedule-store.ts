import { eq, isNull } from 'drizzle-orm'
import type { Queryable } from '#db/open.ts'
import { schedules } from '#db/schema/jobs.ts'
import { poolSources } from '#db/schema/pool.ts'

export type ScheduleRow = typeof schedules.$inferSelect

export function byName(db: Queryable, name: string): ScheduleRow | undefined {
  return db.select().from(schedules).where(eq(schedules.name, name)).get()
}

export function write(db: Queryable, row: ScheduleRow) {
  db.insert(schedules).values(row).onConflictDoUpdate({ target: schedules.name, set: row }).run()
}

/** Whether there is anything that could fill the pool. */
export function hasPoolSource(db: Queryable): boolean {
  return db.select({ id: poolSources.id }).from(poolSources).where(isNull(poolSources.disabledAt)).limit(1).get() !== undefined
}
