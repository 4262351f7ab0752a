import { transact } from '#db/open.ts'
import type { Deps } from '#src/deps.ts'
import { record } from '#src/events/events.ts'
import type { Outcome } from '#src/onlyfans/outcome.ts'
import type { Actor } from '#src/team/actor.ts'
import { exitFor } from './exit.ts'
import { exitIdOf } from './exit-id.ts'
import type { CheckBody } from './input.ts'
import { connectionNotFound, noSession, undecided } from './problems.ts'
import { type Newest, newestOf } from './revision.ts'
import { settle } from './settle.ts'
import * as store from './store.ts'
import { inTurn, shared } from './turns.ts'
import * as uses from './uses.ts'
import { validate } from './validate.ts'

/**
 * Asks OnlyFans once about the newest session of a connection. Of one that is over nothing is asked. Throws 404; 409 EXIT_CHANGED or
 * BROWSER_CHANGED unless `anyway`, SESSION_NOT_PROVIDED, PROXY_INACTIVE; 502 PROXY_ERROR; 503 NETWORK_ERROR or RULES_OUTDATED, after
 * which nothing is changed.
 */
export async function check(deps: Deps, id: string, { anyway = false }: CheckBody, actor: Actor): Promise<store.Connection> {
  const { onlyfansUserId } = seen(deps, id, actor)
  return shared(deps, actor, ['check', id, String(anyway)], () =>
    inTurn(deps, [`user ${onlyfansUserId}`], async () => {
      const connection = seen(deps, id, actor)
      const newest = newestOf(deps, id)
      // A session that was captured since may be asked about.
      if (connection.status === 'expired' && newest?.row.verdict !== null) return connection
      if (!newest) throw noSession()
      const outcome = await verdictOn(deps, connection, newest, anyway, actor)
      return keep(deps, connection, newest, outcome, actor)
    }),
  )
}

async function verdictOn(
  deps: Deps,
  { accountId }: store.Connection,
  { captured }: Newest,
  anyway: boolean,
  actor: Actor,
): Promise<Outcome> {
  const exit = await exitFor(deps, accountId, { country: null, digest: captured.digest }, actor)
  const isOver = uses.hindranceOf(deps.db, captured, exitIdOf(deps, exit)) === 'ended'
  return isOver ? { kind: 'expired', reason: 'refused' } : validate(deps, captured, exit, anyway)
}

function keep(deps: Deps, { id, accountId }: store.Connection, { row }: Newest, outcome: Outcome, actor: Actor) {
  const settled = transact(deps.db, (tx) => {
    const after = settle(deps, tx, id, row.revision, outcome, actor)
    const data = { connection_id: id, outcome: outcome.kind, ...('reason' in outcome && { reason: outcome.reason }) }
    if (after) record(tx, deps.now(), actor, { type: 'connection.checked', accountId, data })
    return after
  })
  if (!settled) throw connectionNotFound()
  if (outcome.kind === 'active' || outcome.kind === 'expired' || outcome.kind === 'awaiting_2fa') return settled
  throw undecided(outcome)
}

function seen({ db }: Deps, id: string, { reach }: Actor): store.Connection {
  const connection = store.byId(db, id, reach)
  if (!connection) throw connectionNotFound()
  return connection
}
