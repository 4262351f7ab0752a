import { Database } from 'bun:sqlite'
import { existsSync } from 'node:fs'
import type { Queryable } from './open.ts'
import { settings } from './schema/team.ts'

const KEY_PROOF = 'key_proof'

/**
 * What the key that sealed this data left behind, read without changing a byte of the file; null when there is none.
 * It lies in the database, so that it travels with every backup.
 */
export function keyProofIn(file: string): string | null {
  if (!existsSync(file)) return null
  try {
    const client = new Database(file, { readonly: true })
    try {
      const row = client.query<{ sealed: string }, [string]>('select sealed from settings where name = ?').get(KEY_PROOF)
      return row?.sealed ?? null
    } finally {
      client.close()
    }
  } catch {
    // Damaged, or not ours: opening it properly says so in better words.
    return null
  }
}

/** Leaves the proof of the key in a database that has none yet. */
export function leaveKeyProof(db: Queryable, proof: string, now: number) {
  db.insert(settings).values({ name: KEY_PROOF, sealed: proof, updatedAt: now }).onConflictDoNothing().run()
}
