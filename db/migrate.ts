import type { Database } from 'bun:sqlite'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { BunSQLiteDatabase } from 'drizzle-orm/bun-sqlite'
import { migrate } from 'drizzle-orm/bun-sqlite/migrator'
import { readMigrationFiles } from 'drizzle-orm/migrator'

// From source the folder lies beside this file; in the compiled binary every module lies at the root of its files.
const FOLDERS = [join(import.meta.dir, 'migrations'), join(import.meta.dir, 'db', 'migrations')]
const MIGRATIONS = FOLDERS.find((folder) => existsSync(folder)) ?? FOLDERS[0] ?? ''

type AnyDb = BunSQLiteDatabase<Record<string, unknown>> & { $client: Database }

/** Brings the database up to this program, in one transaction: it either finishes or leaves the old state. */
export const applyMigrations = (db: unknown, folder = MIGRATIONS) => migrate(db as AnyDb, { migrationsFolder: folder })

export interface MigrationStatus {
  /** Nothing was ever applied: a new file. */
  isNew: boolean
  /** How many migrations of this program the database still lacks. */
  pending: number
  /** The database holds a migration that this program does not know. */
  isNewer: boolean
}

/** Compares what a database has with what this program carries. */
export function migrationStatus(client: Database, folder = MIGRATIONS): MigrationStatus {
  const known = readMigrationFiles({ migrationsFolder: folder })
  const applied = appliedMigrations(client)
  const ours = new Set(known.map(({ folderMillis }) => folderMillis))
  const last = Math.max(0, ...applied)
  return {
    isNew: applied.length === 0,
    // The same comparison as Drizzle's migrator makes.
    pending: known.filter(({ folderMillis }) => folderMillis > last).length,
    isNewer: applied.some((at) => !ours.has(at)),
  }
}

function appliedMigrations(client: Database): number[] {
  const table = client.query("select 1 from sqlite_master where type = 'table' and name = '__drizzle_migrations'").get()
  if (!table) return []
  const rows = client.query<{ at: number }, []>('select created_at as at from __drizzle_migrations').all()
  return rows.map(({ at }) => Number(at))
}
