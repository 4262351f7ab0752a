import { chmodSync, existsSync, mkdirSync, readdirSync, statfsSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { DatabaseRefused } from '#db/refused.ts'
import { ConfigError } from '#src/config.ts'

/** Where everything of an installation lies. */
export interface DataFolder {
  path: string
  database: string
  /** The master key, when it does not come from the environment. Outside of the backups. */
  key: string
  backups: string
}

const OURS = /^(mooring\..*|secret\.key|setup-link|backups|lost\+found)$/

// From statfs(2): on these, SQLite's locks do not keep a second machine out.
const NETWORK_FILE_SYSTEMS = new Set([0x6969, 0x517b, 0xff534d42, 0xfe534d42])

export function dataFolderAt(dataDir: string): DataFolder {
  const path = resolve(dataDir)
  return {
    path,
    database: join(path, 'mooring.db'),
    key: join(path, 'secret.key'),
    backups: join(path, 'backups'),
  }
}

/** Makes the data folder, readable by this user alone. Throws ConfigError or DatabaseRefused for one that cannot be used. */
export function openDataFolder(dataDir: string): DataFolder {
  const folder = dataFolderAt(dataDir)
  try {
    mkdirSync(folder.path, { recursive: true, mode: 0o700 })
    assertFolder(folder.path)
    if ((statSync(folder.path).mode & 0o077) !== 0) tighten(folder.path)
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause
    throw new ConfigError('MOORING_DATA_DIR takes a folder that this user can write to.', { cause })
  }
  if (NETWORK_FILE_SYSTEMS.has(statfsSync(folder.path).type)) {
    throw new DatabaseRefused('The data folder lies on a network file system, where a database is not safe. Use a local disk.')
  }
  return folder
}

function assertFolder(path: string) {
  if (existsSync(path) && !statSync(path).isDirectory()) throw new ConfigError('MOORING_DATA_DIR takes a folder.')
}

// Only a folder of our own: closing /tmp or a home to everybody else would be a nasty surprise.
function tighten(path: string) {
  if (!readdirSync(path).every((name) => OURS.test(name))) {
    throw new ConfigError(
      'MOORING_DATA_DIR names a folder with other files that other users can read. Give Mooring its own folder.',
    )
  }
  chmodSync(path, 0o700)
}
