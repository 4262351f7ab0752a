import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import type { Db } from '#db/open.ts'
import { accounts, assignments } from '#db/schema/accounts.ts'
import { connections } from '#db/schema/connections.ts'
import { exitNeedsAttention } from '#src/accounts/list-store.ts'
import { within } from '#src/accounts/reach.ts'
import type { Reach } from '#src/team/actor.ts'
import type { SessionFacts } from './thing.ts'

/** The connections that wait for somebody, those that wait longest first. */
export function sessionsInNeed(db: Db, reach: Reach): SessionFacts[] {
  return db
    .select({
      connectionId: connections.id,
      accountId: accounts.id,
      name: accounts.name,
      status: sql<SessionFacts['status']>`${connections.status}`,
      since: sql<number>`coalesce(${connections.expiredAt}, ${connections.updatedAt})`,
      isExitFine: sql<boolean>`not ${exitNeedsAttention}`.mapWith(Boolean),
    })
    .from(connections)
    .innerJoin(accounts, eq(accounts.id, connections.accountId))
    .innerJoin(assignments, eq(assignments.accountId, accounts.id))
    .where(and(inArray(connections.status, ['expired', 'awaiting_2fa']), isNull(accounts.archivedAt), within(accounts.id, reach)))
    .orderBy(sql`coalesce(${connections.expiredAt}, ${connections.updatedAt})`)
    .all()
}
