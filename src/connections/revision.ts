import type { Tx } from '#db/open.ts'
import type { ConnectionSource } from '#db/schema/connections.ts'
import type { Deps } from '#src/deps.ts'
import type { Actor } from '#src/team/actor.ts'
import { type Captured, open, seal } from './session.ts'
import * as store from './store.ts'

/** The newest session that is kept of a connection: the one in use, or one that is still to be proven. */
export interface Newest {
  row: store.SessionRow
  captured: Captured
}

export function newestOf({ db, secrets }: Pick<Deps, 'db' | 'secrets'>, connectionId: string): Newest | null {
  const [row] = store.heldSessions(db, connectionId)
  const captured = row && open(secrets, row)
  return captured ? { row, captured } : null
}

/** Whether this is the very sign-in, in the very browser, that OnlyFans let in before. */
export const isInUse = ({ row, captured }: Newest, { status }: store.Connection, given: Captured) =>
  status === 'active' && row.verdict === 'active' && captured.digest === given.digest && captured.pairing === given.pairing

/**
 * Keeps a session as the newest of a connection. One that is proven stays in use beside it until the new one is; anything else is
 * forgotten. Returns the number of the new one.
 * @param verdict what is known of it already.
 */
export function addRevision(
  deps: Deps,
  tx: Tx,
  connection: store.Connection,
  given: Captured,
  { source, actor, verdict = null }: { source: ConnectionSource; actor: Actor; verdict?: 'active' | null },
): number {
  const revision = store.nextRevision(tx, connection.id)
  const inUse = store.heldSessions(tx, connection.id).find((row) => row.revision === connection.revision)
  const staysInUse = verdict === null && connection.status !== 'expired' && inUse?.verdict === 'active'
  store.forgetSessions(tx, connection.id, staysInUse ? [connection.revision] : [])
  store.addSession(tx, {
    connectionId: connection.id,
    revision,
    sealed: seal(deps.secrets, connection.id, revision, given),
    digest: given.digest,
    userAgent: given.session.userAgent,
    source,
    capturedAt: deps.now(),
    capturedFrom: actor.ip,
    capturedBy: actor.name,
    verdict,
  })
  if (!staysInUse) store.change(tx, connection.id, { revision, updatedAt: deps.now() })
  return revision
}
