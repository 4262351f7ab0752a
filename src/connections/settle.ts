import type { Tx } from '#db/open.ts'
import type { Deps } from '#src/deps.ts'
import { record } from '#src/events/events.ts'
import type { Outcome } from '#src/onlyfans/outcome.ts'
import { type Actor, EVERYTHING } from '#src/team/actor.ts'
import { placeholderOf } from './provisional.ts'
import * as store from './store.ts'
import * as uses from './uses.ts'

/**
 * Keeps what OnlyFans said of one session of a connection; only what it said itself changes anything. A session that was refused
 * leaves an older, proven one in its place; a proven one takes the place of all others. Returns the connection as it is then; null
 * when it, or this session of it, is gone.
 */
export function settle(
  deps: Deps,
  tx: Tx,
  id: string,
  revision: number,
  outcome: Outcome,
  actor: Actor,
): store.Connection | null {
  const before = store.byId(tx, id, EVERYTHING)
  const session = store.heldSessions(tx, id).find((one) => one.revision === revision)
  if (!before || !session) return null
  const said: Said = { deps, tx, before, session, actor }
  switch (outcome.kind) {
    case 'active':
      return proven(said, outcome)
    case 'awaiting_2fa':
      return waiting(said, outcome)
    case 'expired':
      return refused(said, outcome)
    default:
      return undecided(said, outcome)
  }
}

interface Said {
  deps: Deps
  tx: Tx
  before: store.Connection
  session: store.SessionRow
  actor: Actor
}

function proven({ deps, tx, before, session, actor }: Said, { user }: Extract<Outcome, { kind: 'active' }>) {
  const { name, username, avatar } = user
  store.forgetSessions(tx, before.id, [session.revision])
  store.changeSession(tx, before.id, session.revision, { verdict: 'active' })
  store.nameAccount(tx, before.accountId, { placeholder: placeholderOf(before.onlyfansUserId), name: name || username })
  store.nameUser(tx, before.accountId, username)
  return changed({ deps, tx, before, session, actor }, 'connection.updated', {
    status: 'active',
    reason: null,
    twoFactor: null,
    expiredAt: null,
    revision: session.revision,
    name,
    username,
    avatar,
  })
}

function waiting(said: Said, { twoFactor }: Extract<Outcome, { kind: 'awaiting_2fa' }>) {
  const { tx, before, session } = said
  store.changeSession(tx, before.id, session.revision, { verdict: 'awaiting_2fa' })
  // An older session that is proven stays until this one is.
  return changed(said, 'connection.awaiting_2fa', {
    status: 'awaiting_2fa',
    reason: null,
    twoFactor: { ...twoFactor },
    expiredAt: null,
  })
}

function refused(said: Said, { reason }: Extract<Outcome, { kind: 'expired' }>) {
  const { deps, tx, before, session } = said
  uses.end(tx, deps, session.digest)
  store.changeSession(tx, before.id, session.revision, { verdict: 'expired' })
  if (session.revision === before.revision) {
    return changed(said, 'connection.expired', { status: 'expired', reason, twoFactor: null, expiredAt: deps.now() })
  }
  store.changeSession(tx, before.id, session.revision, { sealed: null })
  if (before.status !== 'awaiting_2fa') return changed(said, null, {})
  return changed(said, 'connection.updated', { status: 'active', reason: null, twoFactor: null })
}

// Nothing is known, so nothing is changed but the reason why one that never was decided still is not.
function undecided({ deps, tx, before }: Said, outcome: Outcome) {
  if (before.status !== 'pending') return before
  const reason = outcome.kind === 'no_rules' ? 'rules_outdated' : outcome.kind
  store.change(tx, before.id, { reason, updatedAt: deps.now() })
  return { ...before, reason, updatedAt: deps.now() }
}

type EventType = 'connection.updated' | 'connection.expired' | 'connection.awaiting_2fa'

/** Writes the new state and, where anything is new, the event of it. Something that is decided for the first time was made. */
function changed({ deps, tx, before, session, actor }: Said, type: EventType | null, values: Partial<store.Connection>) {
  const now = deps.now()
  const differs = Object.entries(values).some(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name as keyof store.Connection]),
  )
  const after = { ...before, ...values, lastCheckedAt: now, ...(differs && { updatedAt: now }) }
  store.change(tx, before.id, after)
  if (type && differs) {
    const isFirst = before.status === 'pending' && before.lastCheckedAt === null && after.status !== 'expired'
    if (isFirst) announce(tx, deps, after, 'connection.created', actor, { revision: session.revision })
    if (!isFirst || type !== 'connection.updated')
      announce(tx, deps, after, type, actor, { from: before.status, revision: session.revision })
  }
  return after
}

/** Records what happened to a connection, with what a receiver of webhooks is told of it. No secret. */
export function announce(
  tx: Tx,
  { now }: Deps,
  connection: store.Connection,
  type: string,
  actor: Actor,
  more: Record<string, unknown> = {},
) {
  const { id, accountId, status, reason, clientReferenceId, permissions, onlyfansUserId, name, username, avatar } = connection
  record(tx, now(), actor, {
    type,
    accountId,
    data: {
      connection_id: id,
      status,
      ...(reason && { reason }),
      client_reference_id: clientReferenceId,
      permissions,
      user: { id: onlyfansUserId, name, username, avatar },
      ...more,
    },
  })
}
