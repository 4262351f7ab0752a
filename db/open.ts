import { Database } from 'bun:sqlite'
import { type BunSQLiteDatabase, drizzle } from 'drizzle-orm/bun-sqlite'
import { forgetUntold, tellAll } from './changes.ts'
import { effects } from './effects.ts'
import { applyMigrations } from './migrate.ts'
import { clientOf } from './statement.ts'

export type Db = BunSQLiteDatabase & { $client: Database }
/** A transaction of the same database: what stores take, so that a verb decides what belongs together. */
export type Tx = Parameters<Parameters<Db['transaction']>[0]>[0]
export type Queryable = Db | Tx

/** Opens and migrates the database in `file` (`:memory:` for tests). */
export function openDb(file: string): Db {
  const db = connect(file)
  applyMigrations(db)
  return db
}

/** Opens the database in `file` as it is, without migrating it. */
export function connect(file: string): Db {
  const client = new Database(file, { create: true, strict: true })
  // busy_timeout first: switching to WAL may itself have to wait for another process.
  client.run('PRAGMA busy_timeout = 5000')
  client.run('PRAGMA journal_mode = WAL')
  client.run('PRAGMA synchronous = FULL')
  client.run('PRAGMA foreign_keys = ON')
  client.run('PRAGMA trusted_schema = OFF')
  client.run('PRAGMA cell_size_check = ON')
  client.run('PRAGMA secure_delete = ON')
  // In pages. A change of an assignment touches pages all over its indexes: written back rarely, most of them are written back once.
  client.run('PRAGMA wal_autocheckpoint = 4000')
  client.run('PRAGMA journal_size_limit = 67108864')
  // Without the schema: it serves queries that nothing here asks, and is worked through anew for every transaction.
  return drizzle(client)
}

/** Writes what is still in the write-ahead log into the database file, and closes it. */
export function closeDb({ $client }: Db) {
  $client.run('PRAGMA wal_checkpoint(TRUNCATE)')
  $client.close()
}

/** One transaction, begun as a writer. `work` must not be async: an async callback would commit at its first await. */
export function transact<T>(db: Queryable, work: (tx: Tx) => T extends Promise<unknown> ? never : T): T {
  const client = clientOf(db)
  try {
    const result = db.transaction(
      (tx) => {
        const done = work(tx) as T
        effects.getStore()?.mark(tx)
        return done
      },
      { behavior: 'immediate' },
    )
    // Only what is on the disk is told.
    if (!client.inTransaction) tellAll(client)
    return result
  } finally {
    if (!client.inTransaction) forgetUntold(client)
  }
}
