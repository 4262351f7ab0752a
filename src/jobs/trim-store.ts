import { type SQL, sql } from 'drizzle-orm'
import type { Queryable } from '#db/open.ts'
import { checks } from '#db/schema/accounts.ts'
import { sessions, sessionUses } from '#db/schema/connections.ts'
import { events } from '#db/schema/events.ts'
import { pairings } from '#db/schema/extension.ts'
import { jobs } from '#db/schema/jobs.ts'
import { syncRuns } from '#db/schema/pool.ts'
import { idempotencyKeys, invites, signIns } from '#db/schema/team.ts'
import { webhookDeliveries } from '#db/schema/webhooks.ts'

const STEP = 2_000

/** Per table: the rows that ended before a moment. */
export const OLDER_THAN = {
  checks: (moment: number) => rows(checks, sql`${checks.at} < ${moment}`),
  events: (moment: number) => rows(events, sql`${events.at} < ${moment}`),
  idempotencyKeys: (moment: number) => rows(idempotencyKeys, sql`${idempotencyKeys.createdAt} < ${moment}`),
  invites: (moment: number) => rows(invites, sql`${invites.expiresAt} < ${moment}`),
  // Unfinished jobs have no end and stay.
  jobs: (moment: number) => rows(jobs, sql`${jobs.finishedAt} < ${moment}`),
  pairings: (moment: number) => rows(pairings, sql`${pairings.expiresAt} < ${moment}`),
  // A session lives for a month or two, but one that is kept still may not forget where it belongs.
  sessionUses: (moment: number) =>
    rows(
      sessionUses,
      sql`${sessionUses.lastUsedAt} < ${moment} and ${sessionUses.digest} not in (
        select ${sessions.digest} from ${sessions} where ${sessions.sealed} is not null)`,
    ),
  signIns: (moment: number) => rows(signIns, sql`${signIns.expiresAt} < ${moment}`),
  syncRuns: (moment: number) => rows(syncRuns, sql`${syncRuns.startedAt} < ${moment}`),
  // Tries end after days: what waits longer does so for an endpoint that was switched off.
  webhookDeliveries: (moment: number) => rows(webhookDeliveries, sql`${webhookDeliveries.createdAt} < ${moment}`),
}

interface Rows {
  table: SQL
  condition: SQL
}

const rows = (table: Parameters<typeof sql>[1], condition: SQL): Rows => ({ table: sql`${table}`, condition })

/** Deletes at most a step of these rows. Returns how many. */
export function deleteSome(db: Queryable, { table, condition }: Rows): number {
  const deleted = db.all(
    sql`delete from ${table} where rowid in (select rowid from ${table} where ${condition} limit ${STEP}) returning 1`,
  )
  return deleted.length
}
