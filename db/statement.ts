import type { Database, Statement } from 'bun:sqlite'
import type { Queryable } from './open.ts'

type Row = Record<string, unknown>
export type Bindings = Record<string, string | number | boolean | null>

/**
 * A statement of the connection behind a database or a transaction of it, prepared once per connection.
 * For questions asked on every request: Drizzle builds and prepares its statements anew each time, which costs more than asking.
 */
export function statement<Found extends Row = Row>(db: Queryable, sql: string): Statement<Found, [Bindings]> {
  return clientOf(db).query<Found, [Bindings]>(sql)
}

// Drizzle keeps the session out of its public types; a transaction has the same one as its database.
export const clientOf = (db: Queryable) => (db as unknown as { session: { client: Database } }).session.client
