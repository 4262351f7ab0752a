import { afterAll, setDefaultTimeout } from 'bun:test'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

// Tests run like the shipped program: an environment that tries to route traffic elsewhere must not matter.
process.env.TZ = 'UTC'

// A busy machine is no failure: what takes long is measured by the benchmarks.
setDefaultTimeout(60_000)

// Every test has folders of its own; they all lie in one, which goes when the run ends.
const scratch = mkdtempSync(join(tmpdir(), 'mooring-tests-'))
// Proxies that others wrote give up their rights and must still reach their files in it.
chmodSync(scratch, 0o755)
process.env.TMPDIR = scratch
afterAll(() => rmSync(scratch, { recursive: true, force: true }))
