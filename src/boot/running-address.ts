import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { type Config, readConfig } from '#src/config.ts'

// A name that openDataFolder knows as one of ours.
const FILE = 'mooring.address'
const fileIn = (dataDir: string) => join(dataDir, FILE)

const Note = z.object({ host: z.string(), port: z.number(), publicUrl: z.url() })

/** Notes where this server listens, for the commands beside it: they seldom run with its environment. */
export function noteAddress({ dataDir, host, port, publicUrl }: Config) {
  writeFileSync(fileIn(dataDir), `${JSON.stringify({ host, port, publicUrl: publicUrl.href })}\n`, { mode: 0o600 })
}

export const forgetAddress = ({ dataDir }: Config) => rmSync(fileIn(dataDir), { force: true })

/** The configuration of a command: what its own environment does not say about addresses, the running server has noted. */
export function readConfigBesideServer(): Config {
  const config = readConfig()
  const note = noteIn(config.dataDir)
  if (!note) return config
  const { setByEnvironment: isSet } = config
  const listens = (isSet.has('MOORING_PORT') && config.port !== 0) || isSet.has('MOORING_HOST') ? config : note
  const publicUrl = isSet.has('MOORING_PUBLIC_URL') || listens === config ? config.publicUrl : new URL(note.publicUrl)
  return Object.freeze({ ...config, host: listens.host, port: listens.port, publicUrl })
}

function noteIn(dataDir: string) {
  try {
    return Note.parse(JSON.parse(readFileSync(fileIn(dataDir), 'utf8')))
  } catch {
    // No server has run here, or one of another version.
    return null
  }
}
