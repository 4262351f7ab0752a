import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, statSync, writeSync } from 'node:fs'
import { keyProofIn } from '#db/installation.ts'
import { createSecrets, type Secrets } from '#src/base/secrets.ts'
import { type Config, ConfigError } from '#src/config.ts'
import type { DataFolder } from './data-folder.ts'

/**
 * The secrets of this installation, under the key from the environment or from the key file; the file is made on the first run.
 * Throws ConfigError, with nothing written, when the key does not open the data that is there.
 */
export function openSecrets({ secretKey }: Pick<Config, 'secretKey'>, folder: DataFolder): Secrets {
  const proof = keyProofIn(folder.database)
  const key = secretKey ?? keyInFile(folder.key)
  if (key === null) {
    if (proof !== null) {
      throw new ConfigError(`The key of this data is missing. Set MOORING_SECRET_KEY, or put the key file back to ${folder.key}.`)
    }
    return createSecrets(makeKeyFile(folder.key))
  }
  const secrets = createSecrets(key)
  if (proof !== null && !secrets.recognises(proof)) {
    const name = secretKey ? 'MOORING_SECRET_KEY' : `The key file ${folder.key}`
    throw new ConfigError(`${name} is not the key of this data. Nothing was changed.`)
  }
  return secrets
}

function keyInFile(file: string): Buffer | null {
  if (!existsSync(file)) return null
  if ((statSync(file).mode & 0o077) !== 0) {
    throw new ConfigError(`The key file ${file} can be read by other users. Make it yours alone: chmod 600`)
  }
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64')
  if (key.length !== 32) throw new ConfigError(`The key file ${file} holds no key of 32 bytes in base64.`)
  return key
}

function makeKeyFile(file: string): Buffer {
  const key = randomBytes(32)
  const handle = openSync(file, 'wx', 0o600)
  writeSync(handle, `${key.toString('base64')}\n`)
  // Data sealed under a key that a power cut took away would be lost.
  fsyncSync(handle)
  closeSync(handle)
  return key
}
