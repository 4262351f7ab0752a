import { type Tx, transact } from '#db/open.ts'
import { accountIdFrom, newId } from '#src/base/ids.ts'
import type { Deps } from '#src/deps.ts'
import type { Outcome } from '#src/onlyfans/outcome.ts'
import { visible } from '#src/proxies/visible.ts'
import { read } from '#src/settings/settings.ts'
import type { Actor } from '#src/team/actor.ts'
import { exitFor } from './exit.ts'
import { sessionIn } from './given.ts'
import type { ImportBody } from './input.ts'
import { connectedElsewhere, connectionExists, connectionNotFound, sessionExpired, undecided, userMismatch } from './problems.ts'
import { accountFor, withdraw } from './provisional.ts'
import { addRevision, newestOf } from './revision.ts'
import { type Captured, withXBc } from './session.ts'
import { settle } from './settle.ts'
import * as store from './store.ts'
import { inTurn, shared } from './turns.ts'
import * as uses from './uses.ts'
import { validate } from './validate.ts'

/** How long the exit of a try that was not decided waits for another try with the same session. */
const WAITS_MS = 3_600_000

/**
 * Connects an OnlyFans user by a session that somebody has, asked about once, through the account's exit. An expired connection of the
 * same user is revived under its id. When OnlyFans does not let the session in, or nothing is heard, nothing is kept.
 * Throws 400, 403, 404, 409 CONNECTION_EXISTS or USER_MISMATCH before anything is sent; 422 SESSION_EXPIRED; 502 PROXY_ERROR;
 * 503 NETWORK_ERROR, RULES_OUTDATED or NO_PROXY_AVAILABLE.
 */
export async function importSession(deps: Deps, body: ImportBody, actor: Actor): Promise<store.Connection> {
  const given = sessionIn(deps, body)
  const accountId = body.accountId === undefined ? null : accountIdFrom(body.accountId)
  if (body.accountId !== undefined) visible(deps.db, accountId, actor)
  const names = [`user ${given.session.userId}`, ...(accountId ? [`account ${accountId}`] : [])]
  const mine = Symbol('mine')
  const { connection, by } = await shared(deps, actor, ['import', given.digest, given.pairing, accountId ?? ''], async () => ({
    connection: await inTurn(deps, names, () => connect(deps, { body, given, accountId }, actor)),
    by: mine,
  }))
  if (by !== mine) throw connectionExists(connection)
  return connection
}

interface Wanted {
  body: ImportBody
  given: Captured
  accountId: string | null
}

async function connect(deps: Deps, wanted: Wanted, actor: Actor): Promise<store.Connection> {
  const { session } = wanted.given
  const target = targetOf(deps.db, session.userId, wanted.accountId, actor)
  const accountId = target.accountId ?? accountFor(deps, session.userId, wanted.body.clientReferenceId ?? null, actor)
  let restMs: number | null = 0
  try {
    const before = target.connection ? (newestOf(deps, target.connection.id)?.captured ?? null) : null
    const given = withXBc(deps.secrets, wanted.given, before)
    const exit = await exitFor(deps, accountId, { country: wanted.body.proxyCountry ?? null, digest: given.digest }, actor)
    restMs = WAITS_MS
    const outcome = await validate(deps, given, exit)
    restMs = uses.wasNeverSent(outcome) ? 0 : outcome.kind === 'expired' ? null : WAITS_MS
    assertLetIn(deps, given, outcome)
    return transact(deps.db, (tx) => keep(deps, tx, { ...wanted, given, accountId }, outcome, actor))
  } catch (error) {
    if (target.accountId === null) withdraw(deps, accountId, restMs, actor)
    throw error
  }
}

interface Target {
  /** The connection that is to be revived. */
  connection: store.Connection | null
  /** Null: one is to be made. */
  accountId: string | null
}

/** Which account a user belongs to. Throws 409 where user or account are taken. */
export function targetOf(db: Deps['db'] | Tx, userId: string, accountId: string | null, actor: Actor): Target {
  const connection = store.ofUser(db, userId)
  if (connection) {
    if (!store.byId(db, connection.id, actor.reach)) throw connectedElsewhere()
    const isElsewhere = accountId !== null && accountId !== connection.accountId
    if (connection.status === 'active' || isElsewhere) throw connectionExists(connection)
    return { connection, accountId: connection.accountId }
  }
  if (accountId !== null && store.ofAccount(db, accountId)) throw userMismatch()
  return { connection: null, accountId }
}

/** What OnlyFans lets in, at once or by a code. Throws 422, 502 or 503 for everything else. */
export function assertLetIn(deps: Deps, { digest }: Captured, outcome: Outcome) {
  if (outcome.kind === 'active' || outcome.kind === 'awaiting_2fa') return
  if (outcome.kind !== 'expired') throw undecided(outcome)
  transact(deps.db, (tx) => uses.end(tx, deps, digest))
  throw sessionExpired(outcome.reason)
}

function keep(deps: Deps, tx: Tx, { body, given, accountId }: Wanted & { accountId: string }, outcome: Outcome, actor: Actor) {
  // The account may have been deleted while OnlyFans was asked.
  visible(tx, accountId, actor)
  const { connection } = targetOf(tx, given.session.userId, accountId, actor)
  const asked = {
    source: 'import' as const,
    ...(body.permissions && { permissions: body.permissions }),
    ...(body.clientReferenceId !== undefined && { clientReferenceId: body.clientReferenceId }),
  }
  const made = connection ?? newConnection(deps, tx, { accountId, userId: given.session.userId, source: 'import' })
  store.change(tx, made.id, asked)
  const revision = addRevision(deps, tx, { ...made, ...asked }, given, { source: 'import', actor })
  const settled = settle(deps, tx, made.id, revision, outcome, actor)
  if (!settled) throw connectionNotFound()
  return settled
}

/** A connection of which nothing is decided yet. */
export function newConnection(
  deps: Deps,
  tx: Tx,
  { accountId, userId, source }: { accountId: string; userId: string; source: store.Connection['source'] },
): store.Connection {
  const now = deps.now()
  const connection: store.Connection = {
    id: newId('conn'),
    accountId,
    onlyfansUserId: userId,
    name: '',
    username: '',
    avatar: null,
    status: 'pending',
    reason: null,
    twoFactor: null,
    source,
    permissions: [...read(tx).defaultPermissions],
    clientReferenceId: null,
    checksRegularly: false,
    nextCheckAt: null,
    revision: 1,
    createdAt: now,
    updatedAt: now,
    expiredAt: null,
    lastCheckedAt: null,
  }
  store.add(tx, connection)
  return connection
}
