import type { Database } from 'bun:sqlite'
import type { Queryable } from './open.ts'
import { clientOf } from './statement.ts'

/** That something was changed, by id alone: what it is now, everybody reads for themselves. */
export interface Change {
  /** An event's type (`proxy.assigned`), or `job.changed`, `proxy.checked`. */
  type: string
  accountId?: string | null
  jobId?: string
}

export type Hear = (changes: Change[]) => void

const listeners = new WeakMap<Database, Set<Hear>>()
const untold = new WeakMap<Database, Change[]>()

/** Calls `hear` after every commit that changed something. It must be quick and must not throw. Returns the way to end it. */
export function listen(db: Queryable, hear: Hear): () => void {
  const client = clientOf(db)
  const all = listeners.get(client) ?? new Set()
  listeners.set(client, all.add(hear))
  return () => void all.delete(hear)
}

/** Says, after writing, what was written. Heard when the transaction is committed; at once where none is open. */
export function tell(db: Queryable, change: Change) {
  const client = clientOf(db)
  if (!listeners.get(client)?.size) return
  const waiting = untold.get(client)
  if (waiting) waiting.push(change)
  else untold.set(client, [change])
  if (!client.inTransaction) tellAll(client)
}

/** After the outermost commit. */
export function tellAll(client: Database) {
  const changes = untold.get(client)
  if (!changes) return
  untold.delete(client)
  for (const hear of listeners.get(client) ?? []) hear(changes)
}

/** How many changes wait to be told. */
export const countUntold = (client: Database): number => untold.get(client)?.length ?? 0

/** After a rollback: nothing has happened since so many waited. */
export function forgetUntold(client: Database, since = 0) {
  if (since === 0) untold.delete(client)
  else untold.get(client)?.splice(since)
}
