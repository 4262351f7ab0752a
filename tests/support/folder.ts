import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const made: string[] = []

/** A folder of one's own that goes when the process ends; in a run of tests it goes with all the others (preload.ts). */
export function ownFolder(kind: string): string {
  const folder = mkdtempSync(join(tmpdir(), `mooring-${kind}-`))
  made.push(folder)
  return folder
}

process.on('exit', () => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true })
})
