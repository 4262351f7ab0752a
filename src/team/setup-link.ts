import { randomBytes, timingSafeEqual } from 'node:crypto'
import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '#src/config.ts'

/** How long the link works from when it was made. */
const SETUP_LINK_LASTS_MS = 30 * 60_000

const TOKEN_BYTES = 32
const FILE = 'setup-link'

type Place = Pick<Config, 'dataDir' | 'publicUrl'>

/**
 * Makes the one link with which a stranger becomes the first owner, in place of any earlier one. It stands in a file that only
 * the user who runs Mooring can read, so that a second process (`mooring setup-link`) can make one for the running server.
 * @param now milliseconds since 1970.
 */
export function makeSetupLink({ dataDir, publicUrl }: Place, now: number): string {
  const url = new URL(`/setup/${randomBytes(TOKEN_BYTES).toString('base64url')}`, publicUrl).href
  const file = join(dataDir, FILE)
  // Removed first: the rights given here count only for a new file.
  rmSync(file, { force: true })
  writeFileSync(file, `${url}\n`, { mode: 0o600 })
  utimesSync(file, now / 1000, now / 1000)
  return url
}

/** Whether the token is that of the present link, and the link is young enough. */
export function isSetupToken({ dataDir }: Place, token: string, now: number): boolean {
  const file = join(dataDir, FILE)
  try {
    if (now - statSync(file).mtimeMs > SETUP_LINK_LASTS_MS) return false
    const expected = Buffer.from(readFileSync(file, 'utf8').trim().split('/').at(-1) ?? '')
    const given = Buffer.from(token)
    return given.length === expected.length && timingSafeEqual(given, expected)
  } catch {
    // There is no link.
    return false
  }
}

export const removeSetupLink = ({ dataDir }: Place) => rmSync(join(dataDir, FILE), { force: true })
