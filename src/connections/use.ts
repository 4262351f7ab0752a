import { transact } from '#db/open.ts'
import type { Deps } from '#src/deps.ts'
import { AppError } from '#src/http/errors.ts'
import type { ProxyServer } from '#src/net/proxy.ts'
import type { Outcome } from '#src/onlyfans/outcome.ts'
import type { Session } from '#src/onlyfans/session.ts'
import { activeUpstream } from '#src/proxies/connectivity.ts'
import { visible } from '#src/proxies/visible.ts'
import { type Actor, SYSTEM } from '#src/team/actor.ts'
import { find } from './connections.ts'
import { open } from './session.ts'
import { settle } from './settle.ts'
import * as store from './store.ts'
import * as uses from './uses.ts'

/** Everything that a request as a connection's user needs, as of now. */
export interface Usable {
  connection: store.Connection
  /** Of the session. */
  revision: number
  session: Session
  /** The exit of the account, the same that the session was proven through. */
  proxy: ProxyServer
}

/**
 * The proven session of a connection, with the exit it belongs to. Throws 404; 401 SESSION_EXPIRED or SESSION_NOT_PROVIDED;
 * 409 PROXY_INACTIVE, EXIT_CHANGED or BROWSER_CHANGED.
 */
export function usable(deps: Deps, id: string, actor: Actor): Usable {
  const connection = find(deps, id, actor)
  if (connection.status === 'expired') throw over()
  const row = store.sessionOf(deps.db, id, connection.revision)
  const captured = row?.verdict === 'active' ? open(deps.secrets, row) : null
  if (!captured) throw notLetIn()
  const exit = visible(deps.db, connection.accountId, actor)
  const proxy = activeUpstream(deps, exit)
  const hindrance = uses.hindranceOf(deps.db, captured, exit.exitKey ?? '')
  if (hindrance === 'ended') throw over()
  if (hindrance) throw uses.problemOf(hindrance)
  return { connection, revision: connection.revision, session: captured.session, proxy }
}

/** Keeps what OnlyFans itself said of a session while it was used. Anything else changes nothing. */
export function heard(deps: Deps, { connection, revision }: Usable, outcome: Outcome) {
  if (outcome.kind !== 'expired' && outcome.kind !== 'awaiting_2fa') return
  transact(deps.db, (tx) => settle(deps, tx, connection.id, revision, outcome, SYSTEM))
}

const over = () =>
  new AppError(401, 'SESSION_EXPIRED', 'OnlyFans says that this session is over. Sign in again and capture the new one.')

const notLetIn = () =>
  new AppError(401, 'SESSION_NOT_PROVIDED', 'OnlyFans has not let a session of this connection in yet. It may wait for a code.')
