import { Database } from 'bun:sqlite'
import { existsSync } from 'node:fs'
import type { Queryable } from './open.ts'
import { DatabaseRefused } from './refused.ts'
import { settings } from './schema/team.ts'

const KEY_PROOF = 'key_proof'

// No such table in a new file, and a damaged or foreign one: opening it properly says so in better words.
const NO_PROOF = /^SQLITE_(ERROR|NOTADB|CORRUPT|IOERR)/

/**
 * What the key that sealed this data left behind, read without changing a byte of the file; null when there is none.
 * It lies in the database, so that it travels with every backup. Throws DatabaseRefused when it cannot be read now.
 */
export function keyProofIn(file: string): string | null {
  if (!existsSync(file)) return null
  try {
    const client = new Database(file, { readonly: true })
    try {
      client.run('PRAGMA busy_timeout = 5000')
      const row = client.query<{ sealed: string }, [string]>('select sealed from settings where name = ?').get(KEY_PROOF)
      return row?.sealed ?? null
    } finally {
      client.close()
    }
  } catch (cause) {
    if (NO_PROOF.test((cause as { code?: string }).code ?? '')) return null
    // To take this for "no proof" would let a wrong key in, or make a new one.
    throw new DatabaseRefused('The database cannot be read. Does another program hold it?', { cause })
  }
}

/** Leaves the proof of the key in a database that has none yet. */
export function leaveKeyProof(db: Queryable, proof: string, now: number) {
  db.insert(settings).values({ name: KEY_PROOF, sealed: proof, updatedAt: now }).onConflictDoNothing().run()
}
