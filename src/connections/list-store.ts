import { and, desc, eq, type SQL, sql } from 'drizzle-orm'
import type { Queryable } from '#db/open.ts'
import { type ConnectionStatus, connections } from '#db/schema/connections.ts'
import { within } from '#src/accounts/reach.ts'
import type { Reach } from '#src/team/actor.ts'
import { type Connection, isDecided } from './store.ts'

export interface ConnectionFilter {
  reach: Reach
  status?: ConnectionStatus | undefined
  imported?: boolean | undefined
  clientReferenceId?: string | undefined
}

/** Decided ones, the newest first; one more than the limit tells that there are others. */
export const list = (
  db: Queryable,
  filter: ConnectionFilter,
  { limit, offset }: { limit: number; offset: number },
): Connection[] =>
  db
    .select()
    .from(connections)
    .where(matching(filter))
    .orderBy(desc(connections.createdAt), desc(connections.id))
    .limit(limit + 1)
    .offset(offset)
    .all()

function matching({ reach, status, imported, clientReferenceId }: ConnectionFilter): SQL | undefined {
  return and(
    within(connections.accountId, reach),
    isDecided,
    status ? eq(connections.status, status) : undefined,
    imported === undefined ? undefined : imported ? eq(connections.source, 'import') : sql`${connections.source} <> 'import'`,
    clientReferenceId === undefined ? undefined : eq(connections.clientReferenceId, clientReferenceId),
  )
}
