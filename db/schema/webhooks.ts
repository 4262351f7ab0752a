import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { json, moment } from './columns.ts'

export const SIGNATURES = ['standard', 'ofauth'] as const
export type SignatureKind = (typeof SIGNATURES)[number]

/** Who is told what happened. */
export const webhookEndpoints = sqliteTable('webhook_endpoints', {
  id: text('id').primaryKey(),
  /** Sealed: many receivers put a token of their own into it. */
  url: text('url').notNull(),
  description: text('description').notNull().default(''),
  /** Event types; empty for all of them. */
  events: json<string[]>('events').notNull(),
  signature: text('signature', { enum: SIGNATURES }).notNull().default('standard'),
  /** Sealed. */
  secret: text('secret').notNull(),
  /** The one before, sealed; signs beside the new one until the moment. */
  formerSecret: text('former_secret'),
  formerSecretUntil: moment('former_secret_until'),
  /** The last event that was looked at for this endpoint. */
  cursor: integer('cursor').notNull(),
  createdAt: moment('created_at').notNull(),
  updatedAt: moment('updated_at').notNull(),
  disabledAt: moment('disabled_at'),
  /** `by_hand`, `gone` (it answered 410) or `failing`. */
  disabledWhy: text('disabled_why'),
})

/** One event on its way to one endpoint. */
export const webhookDeliveries = sqliteTable(
  'webhook_deliveries',
  {
    /** Sent as `webhook-id`: the same for every try. */
    id: text('id').primaryKey(),
    endpointId: text('endpoint_id')
      .notNull()
      .references(() => webhookEndpoints.id, { onDelete: 'cascade' }),
    /** Null for a test. */
    eventId: integer('event_id'),
    /** Counts up in the order in which they are to arrive. */
    sequence: integer('sequence').notNull(),
    type: text('type').notNull(),
    /** Those with the same key arrive in order: a connection or an account; null for any order. */
    orderKey: text('order_key'),
    body: text('body').notNull(),
    state: text('state', { enum: ['pending', 'delivered', 'failed'] }).notNull(),
    attempts: integer('attempts').notNull().default(0),
    nextAttemptAt: moment('next_attempt_at'),
    createdAt: moment('created_at').notNull(),
    finishedAt: moment('finished_at'),
  },
  (table) => [
    uniqueIndex('webhook_deliveries_once').on(table.endpointId, table.eventId),
    index('webhook_deliveries_due').on(table.state, table.nextAttemptAt),
    index('webhook_deliveries_in_order').on(table.endpointId, table.orderKey, table.state, table.sequence),
    index('webhook_deliveries_by_age').on(table.createdAt),
    index('webhook_deliveries_by_place').on(table.endpointId, table.sequence),
    index('webhook_deliveries_next').on(table.endpointId, table.state, table.sequence, table.nextAttemptAt),
    index('webhook_deliveries_by_end').on(table.endpointId, table.state, table.finishedAt),
  ],
)

/** Every try of a delivery, and what came back. */
export const webhookAttempts = sqliteTable(
  'webhook_attempts',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    deliveryId: text('delivery_id')
      .notNull()
      .references(() => webhookDeliveries.id, { onDelete: 'cascade' }),
    at: moment('at').notNull(),
    /** HTTP status; null when there was no answer. */
    status: integer('status'),
    /** One of the closed failure names, when there was none. */
    failure: text('failure'),
    durationMs: integer('duration_ms').notNull(),
    /** The beginning of the answer's body, sealed: it is the receiver's own. */
    answer: text('answer'),
  },
  (table) => [index('webhook_attempts_by_delivery').on(table.deliveryId, table.at)],
)
