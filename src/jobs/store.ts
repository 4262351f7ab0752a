import { and, asc, count, desc, eq, inArray, lt, notInArray, or, type SQL, sql } from 'drizzle-orm'
import { tell } from '#db/changes.ts'
import { type Db, type Queryable, transact } from '#db/open.ts'
import { type JobState, jobItems, jobs } from '#db/schema/jobs.ts'
import type { JobType } from './job.ts'

export type JobRow = typeof jobs.$inferSelect
export type JobItem = typeof jobItems.$inferSelect

const ACTIVE: JobState[] = ['queued', 'running']
const UNFINISHED: JobState[] = [...ACTIVE, 'paused']

/** Within the caller's transaction where one is open. */
export function insert(db: Db, row: typeof jobs.$inferInsert) {
  inTransaction(db, (tx) => {
    tx.insert(jobs).values(row).run()
    changed(tx, row.id)
  })
}

const changed = (db: Queryable, jobId: string) => tell(db, { type: 'job.changed', jobId })

function inTransaction(db: Db, write: (tx: Queryable) => void) {
  if (db.$client.inTransaction) write(db)
  else transact(db, write)
}

export function byId(db: Queryable, id: string): JobRow | undefined {
  return db.select().from(jobs).where(eq(jobs.id, id)).get()
}

export function itemsOf(db: Queryable, jobId: string): JobItem[] {
  return db.select().from(jobItems).where(eq(jobItems.jobId, jobId)).orderBy(sql`rowid`).all()
}

/** The oldest job of a type that is queued or running. */
export function unfinished(db: Queryable, type: JobType): string | null {
  const found = db
    .select({ id: jobs.id })
    .from(jobs)
    .where(and(eq(jobs.type, type), inArray(jobs.state, ACTIVE)))
    .orderBy(asc(jobs.createdAt), sql`rowid`)
    .get()
  return found?.id ?? null
}

/** Claims the oldest queued job of a type, or nothing. */
export function claimNext(db: Queryable, type: JobType, now: number): JobRow | undefined {
  const next = db
    .select({ id: jobs.id })
    .from(jobs)
    .where(and(eq(jobs.type, type), eq(jobs.state, 'queued')))
    .orderBy(asc(jobs.createdAt), sql`rowid`)
    .get()
  if (!next) return undefined
  const claimed = db
    .update(jobs)
    .set({ state: 'running', startedAt: sql`coalesce(${jobs.startedAt}, ${now})` })
    .where(and(eq(jobs.id, next.id), eq(jobs.state, 'queued')))
    .returning()
    .get()
  if (claimed) changed(db, claimed.id)
  return claimed
}

/** Puts what another process was running back into the queue; returns the types that have something to do. */
export function requeue(db: Queryable, except: string[]): JobType[] {
  db.update(jobs)
    .set({ state: 'queued' })
    .where(and(eq(jobs.state, 'running'), except.length > 0 ? notInArray(jobs.id, except) : undefined))
    .run()
  const rows = db.selectDistinct({ type: jobs.type }).from(jobs).where(eq(jobs.state, 'queued')).all()
  return rows.map(({ type }) => type as JobType)
}

/** Takes a job from one of these states to another. Says whether it was in one of them. */
export function turn(db: Queryable, id: string, from: readonly JobState[], to: JobState): boolean {
  const turned = db
    .update(jobs)
    .set({ state: to })
    .where(and(eq(jobs.id, id), inArray(jobs.state, [...from])))
    .returning({ id: jobs.id })
    .all()
  if (turned.length === 1) changed(db, id)
  return turned.length === 1
}

/** Ends a job that has not ended yet, and forgets what was sealed in its input. Says whether it was this call that ended it. */
export function end(db: Queryable, id: string, now: number, state: JobState, error: string | null = null): boolean {
  const ended = db
    .update(jobs)
    .set({ state, error, finishedAt: now, input: sql`json_remove(${jobs.input}, '$.sealed')` })
    .where(and(eq(jobs.id, id), inArray(jobs.state, UNFINISHED)))
    .returning({ id: jobs.id })
    .all()
  if (ended.length === 1) changed(db, id)
  return ended.length === 1
}

export function setProgress(db: Queryable, id: string, progress: { total?: number; done?: number }) {
  db.update(jobs).set(progress).where(eq(jobs.id, id)).run()
  changed(db, id)
}

export function isFinished(db: Queryable, jobId: string, item: string): boolean {
  return (
    db
      .select({ ok: jobItems.ok })
      .from(jobItems)
      .where(and(eq(jobItems.jobId, jobId), eq(jobItems.item, item)))
      .get() !== undefined
  )
}

/** Stores an item and counts it, once; within the caller's transaction where one is open. */
export function finishItem(db: Db, row: JobItem) {
  inTransaction(db, (tx) => {
    const stored = tx.insert(jobItems).values(row).onConflictDoNothing().returning({ item: jobItems.item }).all()
    if (stored.length === 0) return
    tx.update(jobs)
      .set({ done: sql`${jobs.done} + 1`, failed: sql`${jobs.failed} + ${row.ok ? 0 : 1}` })
      .where(eq(jobs.id, row.jobId))
      .run()
    changed(tx, row.jobId)
  })
}

export interface JobFilter {
  /** Only jobs this member or key asked for; null for all. */
  createdBy: string | null
  type?: string | undefined
  state?: JobState | undefined
}

const matching = ({ createdBy, type, state }: JobFilter): SQL | undefined =>
  and(
    createdBy === null ? undefined : eq(jobs.createdBy, createdBy),
    type ? eq(jobs.type, type) : undefined,
    state ? eq(jobs.state, state) : undefined,
  )

/** Where a list of jobs goes on: after the job of this age and id. */
export type JobPlace = readonly [createdAt: number, id: string]

/** Newest first. */
export function list(db: Queryable, filter: JobFilter, { limit, after }: { limit: number; after: JobPlace | null }): JobRow[] {
  const beyond = after && or(lt(jobs.createdAt, after[0]), and(eq(jobs.createdAt, after[0]), lt(jobs.id, after[1])))
  return db
    .select()
    .from(jobs)
    .where(and(matching(filter), beyond ?? undefined))
    .orderBy(desc(jobs.createdAt), desc(jobs.id))
    .limit(limit)
    .all()
}

export function countMatching(db: Queryable, filter: JobFilter): number {
  return db.select({ total: count() }).from(jobs).where(matching(filter)).get()?.total ?? 0
}

/** The finished items of a job that did not work out. */
export function failedItemsOf(db: Queryable, jobId: string): JobItem[] {
  return db
    .select()
    .from(jobItems)
    .where(and(eq(jobItems.jobId, jobId), eq(jobItems.ok, false)))
    .orderBy(sql`rowid`)
    .all()
}

const SHOWN_RESULTS = 200

/** What a page shows of the results: failures first, and no more than a person reads. */
export function resultsToShow(db: Queryable, jobId: string): JobItem[] {
  return db
    .select()
    .from(jobItems)
    .where(eq(jobItems.jobId, jobId))
    .orderBy(asc(jobItems.ok), sql`rowid`)
    .limit(SHOWN_RESULTS)
    .all()
}
