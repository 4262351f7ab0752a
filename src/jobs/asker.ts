import type { Queryable } from '#db/open.ts'
import { type Actor, SYSTEM } from '#src/team/actor.ts'
import { reachOf } from '#src/team/auth.ts'
import * as store from './asker-store.ts'

/**
 * Whoever asked for a job, with the role and reach they have at this moment; the system for timers.
 * Null when the member or key is gone: what they asked for must not go on in their name.
 */
export function askerOf(db: Queryable, createdBy: string | null, now: number): Actor | null {
  if (createdBy === null) return SYSTEM
  const user = store.memberById(db, createdBy)
  if (user) return { ...SYSTEM, kind: 'user', id: user.id, name: user.name, role: user.role, reach: reachOf(user) }
  const found = store.keyById(db, createdBy, now)
  if (!found) return null
  const { key, maker } = found
  const reach = { ...reachOf(maker), accountIds: key.accountIds }
  return { ...SYSTEM, kind: 'key', id: key.id, name: key.name, role: maker.role, scopes: new Set(key.scopes), reach }
}
