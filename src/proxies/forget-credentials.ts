import type { Deps } from '#src/deps.ts'
import * as store from './credential-store.ts'
import { RESTORE_WITHIN_MS } from './restore.ts'

/**
 * Deletes passwords that nothing can use any more: those of proxies that an account left too long ago to have them back, and
 * those of sources that are gone. In small steps, so that requests get their turn in between.
 */
export async function forgetCredentials({ db, now }: Pick<Deps, 'db' | 'now'>, signal: AbortSignal) {
  const before = now() - RESTORE_WITHIN_MS
  while (!signal.aborted && store.detachLeft(db, before) > 0) await Bun.sleep(0)
  while (!signal.aborted && store.deleteUnused(db) > 0) await Bun.sleep(0)
}
