import { and, asc, count, desc, eq, gt, inArray, lt, ne, sql } from 'drizzle-orm'
import type { Queryable } from '#db/open.ts'
import { webhookAttempts, webhookDeliveries } from '#db/schema/webhooks.ts'
import { statement } from '#db/statement.ts'

export type DeliveryRow = typeof webhookDeliveries.$inferSelect
export type AttemptRow = typeof webhookAttempts.$inferSelect
export type DeliveryState = DeliveryRow['state']

/** A delivery before it has its place in the order. */
export type NewDelivery = Pick<DeliveryRow, 'id' | 'endpointId' | 'eventId' | 'type' | 'orderKey' | 'body' | 'createdAt'>

/** Puts deliveries at the end of the line; one that is there already stays as it is. Those behind one that waits, wait with it. */
export function add(tx: Queryable, deliveries: readonly NewDelivery[]) {
  const insert = statement(
    tx,
    `insert into webhook_deliveries
       (id, endpoint_id, event_id, sequence, type, order_key, body, state, attempts, next_attempt_at, created_at)
     values ($id, $endpointId, $eventId, (select coalesce(max(sequence), 0) + 1 from webhook_deliveries where endpoint_id = $endpointId),
       $type, $orderKey, $body, 'pending', 0,
       coalesce((select max(next_attempt_at) from webhook_deliveries
         where endpoint_id = $endpointId and order_key = $orderKey and state = 'pending'), $createdAt), $createdAt)
     on conflict (endpoint_id, event_id) do nothing`,
  )
  for (const delivery of deliveries) insert.run({ ...delivery })
}

// Nothing goes out while an earlier one of the same key waits.
const IS_FIRST = `(d.order_key is null or not exists (select 1 from webhook_deliveries earlier
  where earlier.endpoint_id = d.endpoint_id and earlier.order_key = d.order_key and earlier.state = 'pending'
    and earlier.sequence < d.sequence))`

const IS_DUE = `d.state = 'pending' and d.next_attempt_at <= $now and ${IS_FIRST}`

/** Ids of deliveries of an endpoint that may go out now, in their order. */
export function due(db: Queryable, endpointId: string, now: number, limit: number): string[] {
  // In the order of the index it ends with the first few; by their moments all that are due would be read and sorted each time.
  const sql = `select d.id from webhook_deliveries d indexed by webhook_deliveries_next
    where d.endpoint_id = $endpointId and ${IS_DUE} order by d.sequence limit $limit`
  return statement<{ id: string }>(db, sql)
    .all({ endpointId, now, limit })
    .map(({ id }) => id)
}

/** Whether any endpoint that is switched on has one that may go out now. Asked every second. */
export function isAnyDue(db: Queryable, now: number): boolean {
  const sql = `select 1 as due from webhook_deliveries d join webhook_endpoints e on e.id = d.endpoint_id
    where e.disabled_at is null and ${IS_DUE} limit 1`
  return statement(db, sql).get({ now }) !== null
}

/** Whether no other one has to go before it. */
export function isFirst(db: Queryable, id: string): boolean {
  return statement(db, `select 1 as first from webhook_deliveries d where d.id = $id and ${IS_FIRST}`).get({ id }) !== null
}

export const byId = (db: Queryable, id: string): DeliveryRow | undefined =>
  db.select().from(webhookDeliveries).where(eq(webhookDeliveries.id, id)).get()

export const update = (tx: Queryable, id: string, values: Partial<DeliveryRow>) =>
  void tx.update(webhookDeliveries).set(values).where(eq(webhookDeliveries.id, id)).run()

export const addAttempt = (tx: Queryable, attempt: Omit<AttemptRow, 'id'>) =>
  void tx.insert(webhookAttempts).values(attempt).run()

/** Those that wait behind a delivery come when it comes again, or now when it is out of their way. */
export function moveFollowers(tx: Queryable, { endpointId, orderKey, sequence }: DeliveryRow, at: number) {
  if (orderKey === null) return
  tx.update(webhookDeliveries)
    .set({ nextAttemptAt: at })
    .where(
      and(
        eq(webhookDeliveries.endpointId, endpointId),
        eq(webhookDeliveries.orderKey, orderKey),
        eq(webhookDeliveries.state, 'pending'),
        gt(webhookDeliveries.sequence, sequence),
        ne(webhookDeliveries.nextAttemptAt, at),
      ),
    )
    .run()
}

/** Everything that waits for an endpoint comes now. */
export const moveAll = (tx: Queryable, endpointId: string, at: number) =>
  void tx
    .update(webhookDeliveries)
    .set({ nextAttemptAt: at })
    .where(and(eq(webhookDeliveries.endpointId, endpointId), eq(webhookDeliveries.state, 'pending')))
    .run()

/** Whether anything arrived at an endpoint after a moment. */
export const deliveredAfter = (db: Queryable, endpointId: string, moment: number): boolean =>
  db
    .select({ id: webhookDeliveries.id })
    .from(webhookDeliveries)
    .where(
      and(
        eq(webhookDeliveries.endpointId, endpointId),
        eq(webhookDeliveries.state, 'delivered'),
        gt(webhookDeliveries.finishedAt, moment),
      ),
    )
    .limit(1)
    .get() !== undefined

export interface DeliveryFilter {
  endpointId: string
  state?: DeliveryState | undefined
}

const matching = ({ endpointId, state }: DeliveryFilter) =>
  and(eq(webhookDeliveries.endpointId, endpointId), state && eq(webhookDeliveries.state, state))

/** Newest first. @param before the place in the order to go on from; null begins with the newest. */
export function list(
  db: Queryable,
  filter: DeliveryFilter,
  { limit, before }: { limit: number; before: number | null },
): DeliveryRow[] {
  return db
    .select()
    .from(webhookDeliveries)
    .where(and(matching(filter), before === null ? undefined : lt(webhookDeliveries.sequence, before)))
    .orderBy(desc(webhookDeliveries.sequence))
    .limit(limit)
    .all()
}

export const countMatching = (db: Queryable, filter: DeliveryFilter): number =>
  db.select({ total: count() }).from(webhookDeliveries).where(matching(filter)).get()?.total ?? 0

/** Every try of these deliveries, the first one first. */
export const attemptsOf = (db: Queryable, ids: readonly string[]): AttemptRow[] =>
  db
    .select()
    .from(webhookAttempts)
    .where(inArray(webhookAttempts.deliveryId, [...ids]))
    .orderBy(asc(webhookAttempts.id))
    .all()

export interface Tally {
  endpointId: string
  state: DeliveryState
  number: number
  /** When the latest one ended, in milliseconds since 1970; null while none has. */
  finishedAt: number | null
}

/** How many deliveries each endpoint has, by state. */
export const tallies = (db: Queryable): Tally[] =>
  db
    .select({
      endpointId: webhookDeliveries.endpointId,
      state: webhookDeliveries.state,
      number: count(),
      finishedAt: sql<number | null>`max(${webhookDeliveries.finishedAt})`,
    })
    .from(webhookDeliveries)
    .groupBy(webhookDeliveries.endpointId, webhookDeliveries.state)
    .all()
