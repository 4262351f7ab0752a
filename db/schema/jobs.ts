import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { flag, json, moment } from './columns.ts'

export const JOB_STATES = ['queued', 'running', 'paused', 'done', 'failed', 'cancelled'] as const
export type JobState = (typeof JOB_STATES)[number]

/** A long task somebody asked for, or a timer started; it survives a restart and goes on where it was. */
export const jobs = sqliteTable(
  'jobs',
  {
    id: text('id').primaryKey(),
    /** `pool.sync`, `proxy.bulk`, `proxy.assign_missing`, `accounts.import` … */
    type: text('type').notNull(),
    state: text('state', { enum: JOB_STATES }).notNull(),
    /** What it was asked to do. Never holds a secret. */
    input: json<unknown>('input').notNull(),
    done: integer('done').notNull().default(0),
    total: integer('total').notNull().default(0),
    failed: integer('failed').notNull().default(0),
    error: text('error'),
    /** The member or key that asked; null for a timer. */
    createdBy: text('created_by'),
    createdAt: moment('created_at').notNull(),
    startedAt: moment('started_at'),
    finishedAt: moment('finished_at'),
  },
  (table) => [index('jobs_by_state').on(table.state), index('jobs_by_age').on(table.createdAt)],
)

/** One finished item of a job, so that a job that goes on after a restart does nothing twice. */
export const jobItems = sqliteTable(
  'job_items',
  {
    jobId: text('job_id')
      .notNull()
      .references(() => jobs.id, { onDelete: 'cascade' }),
    /** What the item is about, usually an account id. */
    item: text('item').notNull(),
    ok: flag('ok').notNull(),
    /** Goes into `results` of the job as it is, with the reason where it failed. */
    result: json<Record<string, unknown>>('result').notNull(),
  },
  (table) => [primaryKey({ columns: [table.jobId, table.item] })],
)

/** When each periodic task runs next, so that a restart neither forgets nor repeats one. */
export const schedules = sqliteTable('schedules', {
  name: text('name').primaryKey(),
  nextRunAt: moment('next_run_at').notNull(),
  lastRunAt: moment('last_run_at'),
  lastError: text('last_error'),
})
