import { chmodSync, existsSync, readdirSync, statfsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { backUp, newestSoundBackup, problemsIn } from './backup.ts'
import { applyMigrations, migrationStatus } from './migrate.ts'
import { closeDb, connect, type Db } from './open.ts'
import { DatabaseRefused } from './refused.ts'

interface Installation {
  /** The database file; made when it does not exist. */
  file: string
  /** Folder for backups. */
  backups: string
  /** Of this program: names the backup that an update makes. */
  version: string
  /** Folder of migrations, when it is not our own. */
  migrations?: string
}

/**
 * Opens the database of an installation: refuses a damaged or newer one, backs it up before it is changed, migrates it.
 * Throws DatabaseRefused, with nothing changed. Calls `backedUp` with the file of the backup it made.
 */
export function prepareDb(
  { file, backups, version, migrations }: Installation,
  backedUp: (backup: string) => void = () => {},
): Db {
  const existed = existsSync(file)
  const db = existed ? connectSound(file, backups) : connect(file)
  try {
    const { isNew, isNewer, pending } = migrationStatus(db.$client, migrations)
    if (isNewer) throw new DatabaseRefused('A newer Mooring has changed this database. Start that version, or restore a backup.')
    if (pending > 0 && !isNew) {
      assertRoomFor(file)
      const backup = join(backups, `pre-${version}-${stamp()}.db`)
      backUp(db.$client, backup)
      backedUp(backup)
    }
    if (pending > 0) applyMigrations(db, migrations)
    keepPrivate(file)
    return db
  } catch (error) {
    closeDb(db)
    throw error
  }
}

function connectSound(file: string, backups: string): Db {
  let problem: unknown
  try {
    const db = connect(file)
    const [first] = problemsIn(db.$client, 'quick_check')
    if (first === undefined) return db
    db.$client.close()
    problem = new Error(first)
  } catch (error) {
    problem = error
  }
  const backup = newestSoundBackup(backups)
  const advice = backup
    ? `The newest sound backup is ${backup}: stop Mooring, keep the damaged file aside, and copy that one in its place.`
    : `There is no sound backup in ${backups}.`
  throw new DatabaseRefused(`The database ${file} is damaged and was left as it is. ${advice}`, { cause: problem })
}

/** A backup and a migration each need room for the whole database once more. */
function assertRoomFor(file: string) {
  const { bavail, bsize } = statfsSync(dirname(file))
  if (bavail * bsize < 2 * statSync(file).size) {
    throw new DatabaseRefused('The disk has too little room to back up and migrate the database: twice its size is needed.')
  }
}

// SQLite makes its side files with the rights of the database file, which may come from a copy made by hand.
function keepPrivate(file: string) {
  for (const name of readdirSync(dirname(file))) {
    const path = join(dirname(file), name)
    if (path.startsWith(file)) chmodSync(path, 0o600)
  }
}

const stamp = () => new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '')
