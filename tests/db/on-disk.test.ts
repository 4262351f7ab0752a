import { describe, expect, test } from 'bun:test'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { canWatch } from '#tests/support/leak-detector.ts'

// A killed process loses nothing either way: only its system calls tell whether a pulled plug would.

const TIMES = 20

/** Of so many changes after the first, for how many the disk was waited for before they were confirmed. */
async function waitedFor(way: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'mooring-on-disk-'))
  const calls = join(folder, 'calls')
  const tracer = ['strace', '-f', '-qq', '-e', 'trace=fsync,fdatasync,write', '-e', 'signal=none', '-o', calls]
  const program = [process.execPath, 'tests/db/children/confirm.ts', join(folder, 'it.db'), way, String(TIMES + 1)]
  const child = Bun.spawn([...tracer, ...program], { stdout: 'pipe', stderr: 'inherit' })
  expect(await new Response(child.stdout).text()).toContain(`confirmed ${TIMES}\n`)
  await child.exited

  // What was waited for before the first one may belong to the opening of the database.
  const between = readFileSync(calls, 'utf8')
    .split(/write\(1, "confirmed \d+/)
    .slice(1, -1)
  return between.filter((part) => /f(data)?sync\(.*= 0/.test(part)).length
}

describe.skipIf(!canWatch)('a change', () => {
  test.each(['transact', 'together'])('by %s is on disk before it is confirmed', async (way) => {
    expect(await waitedFor(way)).toBe(TIMES)
  })

  test('that is not waited for is noticed', async () => {
    expect(await waitedFor('normal')).toBeLessThan(2)
  })
})
