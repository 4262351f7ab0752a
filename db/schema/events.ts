import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { json, moment } from './columns.ts'

/** What happened: who, what, when, from where. Written in the transaction of the change itself; holds no secret. */
export const events = sqliteTable(
  'events',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    at: moment('at').notNull(),
    /** A webhook type of API.md where one fits (`proxy.assigned`), else the noun and what happened to it (`key.created`). */
    type: text('type').notNull(),
    actorKind: text('actor_kind', { enum: ['user', 'key', 'system'] }).notNull(),
    actorId: text('actor_id'),
    actorName: text('actor_name').notNull(),
    accountId: text('account_id'),
    /** From, to, why; ids and display words only. */
    data: json<Record<string, unknown>>('data').notNull(),
    ip: text('ip'),
    requestId: text('request_id'),
  },
  (table) => [
    index('events_by_account').on(table.accountId, table.id),
    index('events_by_type').on(table.type, table.id),
    index('events_by_age').on(table.at),
  ],
)
