import { leaveKeyProof } from '#db/installation.ts'
import { lockData } from '#db/lock.ts'
import { closeDb, type Db } from '#db/open.ts'
import { prepareDb } from '#db/prepare.ts'
import type { Log } from '#src/base/log.ts'
import type { Secrets } from '#src/base/secrets.ts'
import type { Config } from '#src/config.ts'
import { type DataFolder, openDataFolder } from './data-folder.ts'
import { openSecrets } from './master-key.ts'
import { VERSION } from './version.ts'

/** The data of one Mooring, open and ours alone. */
export interface Installation {
  folder: DataFolder
  db: Db
  secrets: Secrets
  close(): void
}

/** Opens the data folder: lock, key, database, in this order, so that a wrong key is noticed before anything is written. */
export function openInstallation(config: Config, log: Log): Installation {
  process.umask(0o077)
  const folder = openDataFolder(config.dataDir)
  const lock = lockData(folder.path)
  try {
    const secrets = openSecrets(config, folder)
    const installation = { file: folder.database, backups: folder.backups, version: VERSION }
    const db = prepareDb(installation, (backup) => log.info({ backup }, 'Backed the database up before changing it'))
    leaveKeyProof(db, secrets.proof(), Date.now())
    return {
      folder,
      db,
      secrets,
      close() {
        closeDb(db)
        lock.release()
      },
    }
  } catch (error) {
    lock.release()
    throw error
  }
}
