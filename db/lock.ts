import { Database, SQLiteError } from 'bun:sqlite'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseRefused } from './refused.ts'

// A handle that nothing refers to is collected, and its lock goes with it: then two processes would both get it.
const held = new Map<string, Database>()

/**
 * Makes this process the only one that works on the data in `folder`, until `release` or its end, however it ends.
 * Throws DatabaseRefused with the other's process id, or when nothing can be locked there.
 */
export function lockData(folder: string): { release: () => void } {
  const file = join(folder, 'mooring.lock')
  const pidFile = join(folder, 'mooring.pid')
  const lock = new Database(file, { create: true })
  try {
    lock.run('BEGIN EXCLUSIVE')
  } catch (cause) {
    lock.close()
    if (!isTaken(cause))
      throw new DatabaseRefused('The data folder cannot be locked: is it on a network drive, or full?', { cause })
    throw new DatabaseRefused(`Another Mooring works on this data${otherPid(pidFile)}. Stop it first.`, { cause })
  }
  held.set(file, lock)
  writeFileSync(pidFile, `${process.pid}\n`, { mode: 0o600 })
  return {
    release() {
      if (!held.delete(file)) return
      rmSync(pidFile, { force: true })
      lock.close()
    },
  }
}

const isTaken = (error: unknown) => error instanceof SQLiteError && error.code?.startsWith('SQLITE_BUSY')

function otherPid(pidFile: string) {
  try {
    return ` (process ${Number.parseInt(readFileSync(pidFile, 'utf8'), 10)})`
  } catch {
    return ''
  }
}
