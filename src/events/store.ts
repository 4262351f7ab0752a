import { and, desc, eq, gte, isNotNull, lt, or, type SQL, sql } from 'drizzle-orm'
import type { Queryable } from '#db/open.ts'
import { accounts } from '#db/schema/accounts.ts'
import { events } from '#db/schema/events.ts'
import { within } from '#src/accounts/reach.ts'
import type { Reach } from '#src/team/actor.ts'

export type EventRow = typeof events.$inferSelect & { accountName: string | null }

export interface EventFilter {
  reach: Reach
  /** Also those that concern no account: sign-ins, keys, settings. */
  withoutAccount: boolean
  /** A type, or the noun in front of the dot. */
  type?: string | undefined
  account?: string | undefined
  /** Id of a member or key. */
  actor?: string | undefined
  since?: number | undefined
}

/** Newest first. @param before the id to go on from; null begins with the newest. */
export function list(
  db: Queryable,
  filter: EventFilter,
  { limit, before }: { limit: number; before: number | null },
): EventRow[] {
  return db
    .select({ event: events, accountName: accounts.name })
    .from(events)
    .leftJoin(accounts, eq(accounts.id, events.accountId))
    .where(and(matching(filter), before === null ? undefined : lt(events.id, before)))
    .orderBy(desc(events.id))
    .limit(limit)
    .all()
    .map(({ event, accountName }) => ({ ...event, accountName }))
}

export const count = (db: Queryable, filter: EventFilter): number =>
  db.select({ total: sql<number>`count(*)` }).from(events).where(matching(filter)).get()?.total ?? 0

function matching({ reach, withoutAccount, type, account, actor, since }: EventFilter): SQL | undefined {
  return and(
    withoutAccount ? undefined : and(isNotNull(events.accountId), within(events.accountId, reach)),
    // `/` follows `.` in the order of characters, so the range holds every type of the noun and can use the index.
    type ? or(eq(events.type, type), and(gte(events.type, `${type}.`), lt(events.type, `${type}/`))) : undefined,
    account ? eq(events.accountId, account) : undefined,
    actor ? eq(events.actorId, actor) : undefined,
    since === undefined ? undefined : gte(events.at, since),
  )
}
