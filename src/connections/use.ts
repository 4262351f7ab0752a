import { transact } from '#db/open.ts'
import type { Deps } from '#src/deps.ts'
import { AppError } from '#src/http/errors.ts'
import type { ProxyServer } from '#src/net/proxy.ts'
import type { Outcome } from '#src/onlyfans/outcome.ts'
import type { Session } from '#src/onlyfans/session.ts'
import { activeUpstream } from '#src/proxies/connectivity.ts'
import { visible } from '#src/proxies/visible.ts'
import { type Actor, EVERYTHING, SYSTEM } from '#src/team/actor.ts'
import { find } from './connections.ts'
import { exitIdOf } from './exit-id.ts'
import { opened } from './opened.ts'
import { settle } from './settle.ts'
import * as store from './store.ts'
import * as uses from './uses.ts'

/** Everything that a request as a connection's user needs, as of now. */
export interface Usable {
  connection: store.Connection
  /** Of the session. */
  revision: number
  session: Session
  /** Which sign-in it is. */
  digest: string
  /** The exit of the account, the same that the session was proven through. */
  proxy: ProxyServer
  /** Which exit that is. */
  exitId: string
  /** Of the assignment: another number, another exit. */
  generation: number
}

/**
 * The proven session of a connection, with the exit it belongs to. Throws 404; 401 SESSION_EXPIRED or SESSION_NOT_PROVIDED;
 * 409 PROXY_INACTIVE, EXIT_CHANGED or BROWSER_CHANGED.
 */
export function usable(deps: Deps, id: string, actor: Actor): Usable {
  const connection = find(deps, id, actor)
  if (connection.status === 'expired') throw over()
  const row = store.sessionOf(deps.db, id, connection.revision)
  const captured = row?.verdict === 'active' ? opened(deps.secrets, row) : null
  if (!captured) throw notLetIn()
  const exit = visible(deps.db, connection.accountId, actor)
  const proxy = activeUpstream(deps, exit)
  const exitId = exitIdOf(deps, exit)
  const hindrance = uses.hindranceOf(deps.db, captured, exitId)
  if (hindrance === 'ended') throw over()
  if (hindrance) throw uses.problemOf(hindrance)
  const { session, digest } = captured
  return { connection, revision: connection.revision, session, digest, proxy, exitId, generation: exit.generation }
}

/** Keeps what OnlyFans itself said of a session while it was used. Anything else changes nothing. */
export function heard(deps: Deps, { connection: { id }, revision, digest }: Usable, outcome: Outcome) {
  if (outcome.kind !== 'expired' && outcome.kind !== 'awaiting_2fa') return
  transact(deps.db, (tx) => {
    // Many calls may hear the same, and the sign-in may have gone on under another cookie since this one was sent.
    const isKnown = store.byId(tx, id, EVERYTHING)?.status === 'expired'
    if (!isKnown && store.sessionOf(tx, id, revision)?.digest === digest) settle(deps, tx, id, revision, outcome, SYSTEM)
  })
}

const over = () =>
  new AppError(401, 'SESSION_EXPIRED', 'OnlyFans says that this session is over. Sign in again and capture the new one.')

const notLetIn = () =>
  new AppError(401, 'SESSION_NOT_PROVIDED', 'OnlyFans has not let a session of this connection in yet. It may wait for a code.')
