import { Database } from 'bun:sqlite'
import { chmodSync, closeSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseRefused } from './refused.ts'

/**
 * Copies a live database into `file`: written beside it under another name, checked, flushed to disk, then renamed,
 * so that `file` is either whole or absent. Throws DatabaseRefused when the copy does not check out.
 */
export function backUp(client: Database, file: string) {
  const unfinished = `${file}.unfinished`
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  rmSync(unfinished, { force: true })
  client.query('VACUUM INTO ?').run(unfinished)
  try {
    if (!isSound(unfinished, 'integrity_check')) throw new DatabaseRefused('The copy made as a backup is damaged.')
    chmodSync(unfinished, 0o600)
    flush(unfinished)
    renameSync(unfinished, file)
    flush(dirname(file))
  } finally {
    rmSync(unfinished, { force: true })
  }
}

/** The newest backup in `folder` that checks out, or null. */
export function newestSoundBackup(folder: string): string | null {
  const age = (file: string) => statSync(file).mtimeMs
  return (
    backupsIn(folder)
      .sort((a, b) => age(b) - age(a))
      .find((file) => isSound(file, 'quick_check')) ?? null
  )
}

export function backupsIn(folder: string) {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.db'))
      .map((name) => join(folder, name))
  } catch {
    return []
  }
}

/** Asks SQLite whether a file is a whole database, without changing it. */
export function isSound(file: string, check: 'quick_check' | 'integrity_check'): boolean {
  try {
    const copy = new Database(file, { readonly: true })
    try {
      return problemsIn(copy, check).length === 0
    } finally {
      copy.close()
    }
  } catch {
    return false
  }
}

/** What SQLite finds wrong; empty when the database is whole. */
export function problemsIn(client: Database, check: 'quick_check' | 'integrity_check'): string[] {
  const rows = client.query<Record<string, string>, []>(`PRAGMA ${check}(5)`).all()
  return rows.flatMap((row) => Object.values(row)).filter((text) => text !== 'ok')
}

function flush(path: string) {
  const handle = openSync(path, 'r')
  fsyncSync(handle)
  closeSync(handle)
}
