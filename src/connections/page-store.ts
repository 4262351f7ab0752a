import { and, asc, desc, eq, isNull, type SQL, sql } from 'drizzle-orm'
import type { Queryable } from '#db/open.ts'
import { accounts } from '#db/schema/accounts.ts'
import { type ConnectionStatus, connections } from '#db/schema/connections.ts'
import { within } from '#src/accounts/reach.ts'
import type { Reach } from '#src/team/actor.ts'
import type { Connection } from './store.ts'

export interface Listed {
  connection: Connection
  accountName: string
}

export interface PageFilter {
  reach: Reach
  status?: ConnectionStatus | undefined
}

// Those that somebody has to look at first.
const ORDER = sql`case ${connections.status} when 'expired' then 0 when 'awaiting_2fa' then 1 when 'pending' then 2 else 3 end`

/** All of them, also those that are not decided. */
export const listPage = (db: Queryable, filter: PageFilter, { limit, offset }: { limit: number; offset: number }): Listed[] =>
  db
    .select({ connection: connections, accountName: accounts.name })
    .from(connections)
    .innerJoin(accounts, eq(accounts.id, connections.accountId))
    .where(matching(filter))
    .orderBy(ORDER, desc(connections.updatedAt), desc(connections.id))
    .limit(limit)
    .offset(offset)
    .all()

export function countsByStatus(db: Queryable, reach: Reach) {
  const rows = db
    .select({ status: connections.status, total: sql<number>`count(*)` })
    .from(connections)
    .where(within(connections.accountId, reach))
    .groupBy(connections.status)
    .all()
  const of = (status: ConnectionStatus) => rows.find((row) => row.status === status)?.total ?? 0
  return {
    all: rows.reduce((sum, { total }) => sum + total, 0),
    active: of('active'),
    expired: of('expired'),
    awaiting_2fa: of('awaiting_2fa'),
    pending: of('pending'),
  }
}

const matching = ({ reach, status }: PageFilter): SQL | undefined =>
  and(within(connections.accountId, reach), status ? eq(connections.status, status) : undefined)

/** Accounts within reach that nobody is connected to. */
export const unconnected = (db: Queryable, reach: Reach, limit: number): { id: string; name: string }[] =>
  db
    .select({ id: accounts.id, name: accounts.name })
    .from(accounts)
    .leftJoin(connections, eq(connections.accountId, accounts.id))
    .where(and(isNull(connections.id), isNull(accounts.archivedAt), within(accounts.id, reach)))
    .orderBy(asc(sql`lower(${accounts.name})`))
    .limit(limit)
    .all()

export const accountName = (db: Queryable, id: string): string =>
  db.select({ name: accounts.name }).from(accounts).where(eq(accounts.id, id)).get()?.name ?? ''
