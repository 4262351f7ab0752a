import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import type { Queryable } from '#db/open.ts'
import { accounts, assignments, credentials, exitHistory } from '#db/schema/accounts.ts'
import { connections } from '#db/schema/connections.ts'
import { events } from '#db/schema/events.ts'
import { jobItems } from '#db/schema/jobs.ts'
import { exits, poolProxies } from '#db/schema/pool.ts'
import { webhookDeliveries, webhookEndpoints } from '#db/schema/webhooks.ts'

/**
 * Removes an account and everything that tells of it: tags, proxy, history and checks go with it; credentials typed in for it,
 * the words of its events, its results of jobs and the messages of its webhooks are removed here. That something happened to this id stays in the log.
 */
export function forget(tx: Queryable, id: string) {
  const own = [...credentialsIn(tx, assignments, id), ...credentialsIn(tx, exitHistory, id)]
  tx.delete(accounts).where(eq(accounts.id, id)).run()
  if (own.length > 0) deleteUnused(tx, own)
  deleteMessages(tx, id)
  tx.update(events).set({ data: {} }).where(eq(events.accountId, id)).run()
  tx.update(jobItems).set({ result: {} }).where(eq(jobItems.item, id)).run()
  tx.update(exits).set({ lastAccountId: null }).where(eq(exits.lastAccountId, id)).run()
}

/** The connection that goes with an account. */
export const connectionOf = (tx: Queryable, accountId: string): string | undefined =>
  tx.select({ id: connections.id }).from(connections).where(eq(connections.accountId, accountId)).get()?.id

function credentialsIn(tx: Queryable, table: typeof assignments | typeof exitHistory, accountId: string): string[] {
  const rows = tx.select({ id: table.credentialId }).from(table).where(eq(table.accountId, accountId)).all()
  return rows.flatMap(({ id }) => (id === null ? [] : [id]))
}

// Those of a pool source belong to it; a pair that another account still uses stays too.
function deleteUnused(tx: Queryable, ids: string[]) {
  const usedIn = (table: typeof assignments | typeof exitHistory | typeof poolProxies) =>
    sql`exists (select 1 from ${table} where ${table.credentialId} = ${credentials.id})`
  tx.delete(credentials)
    .where(
      and(
        inArray(credentials.id, ids),
        isNull(credentials.sourceId),
        sql`not (${usedIn(assignments)} or ${usedIn(exitHistory)} or ${usedIn(poolProxies)})`,
      ),
    )
    .run()
}

// By endpoint too, although all are meant: their index begins with it, and there may be millions of messages.
function deleteMessages(tx: Queryable, accountId: string) {
  const endpoints = tx.select({ id: webhookEndpoints.id }).from(webhookEndpoints)
  const ofAccount = tx.select({ id: events.id }).from(events).where(eq(events.accountId, accountId))
  tx.delete(webhookDeliveries)
    .where(and(inArray(webhookDeliveries.endpointId, endpoints), inArray(webhookDeliveries.eventId, ofAccount)))
    .run()
}
