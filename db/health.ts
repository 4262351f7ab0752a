import { migrationStatus } from './migrate.ts'
import type { Db } from './open.ts'

/** Whether the database takes a write now and is as this program needs it. Writes nothing. */
export function isWritable({ $client }: Db): boolean {
  try {
    $client.run('BEGIN IMMEDIATE')
  } catch {
    return false
  }
  try {
    // A write that is taken back reaches for the disk's lock and its rights all the same.
    $client.run('UPDATE settings SET updated_at = updated_at WHERE 0')
    return migrationStatus($client).pending === 0
  } catch {
    return false
  } finally {
    $client.run('ROLLBACK')
  }
}
