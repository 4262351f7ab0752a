import { afterAll, beforeAll } from 'bun:test'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

// Tests run like the shipped program: an environment that tries to route traffic elsewhere must not matter.
process.env.TZ = 'UTC'

// Every test has folders of its own; they all lie in one, which goes when the run ends.
const PREFIX = 'mooring-tests-'
const HOUR_MS = 3_600_000
removeAbandoned()
const scratch = mkdtempSync(join(tmpdir(), PREFIX))
// Proxies that others wrote give up their rights and must still reach their files in it.
chmodSync(scratch, 0o755)
process.env.TMPDIR = scratch
// `bun test --rerun-each` comes by again after the end.
beforeAll(() => void mkdirSync(scratch, { recursive: true }))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

// A run that was killed could not clean up. Nothing that runs leaves its folder alone for so long.
function removeAbandoned() {
  for (const name of readdirSync(tmpdir()).filter((one) => one.startsWith(PREFIX))) {
    const folder = join(tmpdir(), name)
    const { mtimeMs = Date.now() } = statSync(folder, { throwIfNoEntry: false }) ?? {}
    if (Date.now() - mtimeMs > HOUR_MS) rmSync(folder, { recursive: true, force: true })
  }
}
