import { existsSync, statfsSync, statSync } from 'node:fs'
import { isSound, newestSoundBackup } from '#db/backup.ts'
import { keyProofIn } from '#db/installation.ts'
import { ownUrl } from '#src/boot/address.ts'
import { type DataFolder, dataFolderAt } from '#src/boot/data-folder.ts'
import { openSecrets } from '#src/boot/master-key.ts'
import { readConfigBesideServer } from '#src/boot/running-address.ts'
import type { Config } from '#src/config.ts'
import { isReady } from '#src/net/own-health.ts'
import type { Command } from './commands.ts'
import { EXIT } from './exit.ts'
import { readOptions } from './options.ts'

const GIB = 1024 ** 3
const DAY_MS = 86_400_000

interface Finding {
  name: string
  ok: boolean
  detail: string
}

export const doctor: Command = {
  usage: 'mooring doctor [--json]',
  about: 'Looks at the data folder, key, database, disk and backups, changes nothing, and says what is wrong.',
  async run(args) {
    const { json } = readOptions(args, { json: { type: 'boolean' } })
    const config = readConfigBesideServer()
    const findings = await examine(config, dataFolderAt(config.dataDir))
    console.log(json ? JSON.stringify(findings, null, 2) : findings.map(line).join('\n'))
    return findings.every(({ ok }) => ok) ? EXIT.ok : EXIT.failed
  },
}

const line = ({ name, ok, detail }: Finding) => `${ok ? 'ok  ' : 'FAIL'} ${name.padEnd(12)} ${detail}`

async function examine(config: Config, folder: DataFolder): Promise<Finding[]> {
  if (!existsSync(folder.database)) return [{ name: 'data folder', ok: false, detail: `no database in ${folder.path}` }]
  const running = await isReady(ownUrl(config), 3_000)
  return [
    rights(folder),
    key(config, folder),
    { name: 'database', ...verdict(isSound(folder.database, 'integrity_check'), 'whole', 'damaged') },
    disk(folder),
    backups(folder),
    { name: 'server', ok: true, detail: running ? `ready on ${ownUrl(config).host}` : 'not running' },
  ]
}

function rights({ path }: DataFolder): Finding {
  return { name: 'data folder', ...verdict((statSync(path).mode & 0o077) === 0, path, `${path} can be read by other users`) }
}

function key(config: Config, folder: DataFolder): Finding {
  // Without this guard a missing key file would be made anew.
  const present = config.secretKey !== undefined || existsSync(folder.key)
  if (!present || keyProofIn(folder.database) === null) return { name: 'key', ok: false, detail: 'missing' }
  try {
    openSecrets(config, folder)
    return { name: 'key', ok: true, detail: 'opens the data' }
  } catch (error) {
    return { name: 'key', ok: false, detail: error instanceof Error ? error.message : 'does not open the data' }
  }
}

function disk({ path, database }: DataFolder): Finding {
  const { bavail, bsize } = statfsSync(path)
  const free = bavail * bsize
  const enough = free > 2 * statSync(database).size && free > GIB / 2
  return { name: 'disk', ok: enough, detail: `${(free / GIB).toFixed(1)} GiB free` }
}

function backups({ backups: at }: DataFolder): Finding {
  const newest = newestSoundBackup(at)
  if (newest === null) return { name: 'backups', ok: true, detail: 'none yet: mooring backup makes one' }
  const days = Math.floor((Date.now() - statSync(newest).mtimeMs) / DAY_MS)
  return { name: 'backups', ok: true, detail: `newest sound one is ${days} days old: ${newest}` }
}

const verdict = (ok: boolean, good: string, bad: string) => ({ ok, detail: ok ? good : bad })
