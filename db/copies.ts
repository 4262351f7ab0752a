import { Database } from 'bun:sqlite'
import { statSync } from 'node:fs'
import { backupsIn } from './backup.ts'

/** A backup, and whether a row is in it. */
export interface Copy {
  file: string
  /** Milliseconds since 1970. */
  madeAt: number
  /** Null: it could not be read. */
  holds: boolean | null
}

/** Looks into every backup in a folder for an account, without changing any. */
export const copiesWith = (folder: string, accountId: string): Copy[] =>
  backupsIn(folder).map((file) => ({ file, madeAt: statSync(file).mtimeMs, holds: isIn(file, accountId) }))

function isIn(file: string, accountId: string): boolean | null {
  try {
    const copy = new Database(file, { readonly: true })
    try {
      return copy.query('select 1 from accounts where id = ?').get(accountId) !== null
    } finally {
      copy.close()
    }
  } catch {
    return null
  }
}
