import { transact } from '#db/open.ts'
import type { Deps } from '#src/deps.ts'
import { cut, type Page } from '#src/http/paging.ts'
import type { Actor } from '#src/team/actor.ts'
import type { ChangeBody, ListQuery } from './input.ts'
import * as lists from './list-store.ts'
import { connectionNotFound } from './problems.ts'
import { nextRegularCheck } from './regular.ts'
import { announce } from './settle.ts'
import * as store from './store.ts'

export type { Connection } from './store.ts'

/** A connection that the caller may see, also one that is not decided yet. Throws 404. */
export function findAny({ db }: Pick<Deps, 'db'>, id: string, actor: Actor): store.Connection {
  const connection = store.byId(db, id, actor.reach)
  if (!connection) throw connectionNotFound()
  return connection
}

/** A connection as programs know them: decided. Throws 404. */
export function find(deps: Pick<Deps, 'db'>, id: string, actor: Actor): store.Connection {
  const connection = findAny(deps, id, actor)
  if (connection.status === 'pending') throw connectionNotFound()
  return connection
}

export function list({ db }: Pick<Deps, 'db'>, query: ListQuery, actor: Actor): Page<store.Connection> {
  const { limit, offset, ...filter } = query
  return cut(lists.list(db, { ...filter, reach: actor.reach }, { limit, offset }), limit)
}

/** Changes what needs no new session. Throws 404. */
export function change(deps: Deps, id: string, body: ChangeBody, actor: Actor): store.Connection {
  const { permissions, clientReferenceId, checksRegularly } = body
  return transact(deps.db, (tx) => {
    const before = findAny({ db: deps.db }, id, actor)
    const values = {
      ...(permissions && { permissions }),
      ...(clientReferenceId !== undefined && { clientReferenceId }),
      ...(checksRegularly !== undefined && {
        checksRegularly,
        nextCheckAt: checksRegularly ? (before.nextCheckAt ?? nextRegularCheck(deps)) : null,
      }),
    }
    const after = { ...before, ...values, updatedAt: deps.now() }
    if (JSON.stringify({ ...after, updatedAt: 0 }) === JSON.stringify({ ...before, updatedAt: 0 })) return before
    store.change(tx, id, after)
    announce(tx, deps, after, 'connection.updated', actor, { changed: Object.keys(values) })
    return after
  })
}

/** Marks a connection as expired and forgets its sessions; the record stays. Doing it again changes nothing. Throws 404. */
export function invalidate(deps: Deps, id: string, actor: Actor): store.Connection {
  return transact(deps.db, (tx) => {
    const before = findAny({ db: deps.db }, id, actor)
    store.forgetSessions(tx, id)
    if (before.status === 'expired') return before
    const now = deps.now()
    const values = { status: 'expired' as const, reason: 'invalidated', twoFactor: null, expiredAt: now, updatedAt: now }
    const after = { ...before, ...values }
    store.change(tx, id, values)
    announce(tx, deps, after, 'connection.expired', actor, { from: before.status })
    return after
  })
}

/** Forgets a connection and everything that was captured for it. The account and its exit stay. Throws 404. */
export function remove(deps: Deps, id: string, actor: Actor) {
  transact(deps.db, (tx) => {
    const connection = findAny({ db: deps.db }, id, actor)
    store.remove(tx, id)
    announce(tx, deps, connection, 'connection.disconnected', actor)
  })
}
