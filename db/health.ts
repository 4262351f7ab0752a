import type { Database } from 'bun:sqlite'
import { migrationStatus } from './migrate.ts'
import type { Db } from './open.ts'

/** Each look waits for the disk, and strangers may ask. */
const ONE_LOOK_LASTS_MS = 1_000

const looks = new WeakMap<Database, { at: number; isWritable: boolean }>()

/** Whether the database takes a write and is as this program needs it: as it was within the last second. */
export function isWritable({ $client }: Db): boolean {
  const last = looks.get($client)
  const now = performance.now()
  if (last && now - last.at < ONE_LOOK_LASTS_MS) return last.isWritable
  const look = { at: now, isWritable: takesWrites($client) && migrationStatus($client).pending === 0 }
  looks.set($client, look)
  return look.isWritable
}

// Only what goes all the way to the disk finds out that it is full. This number is the application's to use, and no table is touched.
function takesWrites(client: Database): boolean {
  try {
    const { user_version: number } = client.query<{ user_version: number }, []>('PRAGMA user_version').get() ?? {
      user_version: 0,
    }
    client.run(`PRAGMA user_version = ${(number + 1) % 2}`)
    return true
  } catch {
    return false
  }
}
