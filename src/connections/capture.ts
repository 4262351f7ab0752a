import { type Tx, transact } from '#db/open.ts'
import { accountIdFrom } from '#src/base/ids.ts'
import type { Deps } from '#src/deps.ts'
import { record } from '#src/events/events.ts'
import { canonicalIp } from '#src/http/client-ip.ts'
import { AppError, conflict, forbidden } from '#src/http/errors.ts'
import { accountArchived } from '#src/proxies/problems.ts'
import type { AccountProxy } from '#src/proxies/store.ts'
import { visible } from '#src/proxies/visible.ts'
import { type Actor, EVERYTHING } from '#src/team/actor.ts'
import { exitFor } from './exit.ts'
import { newConnection } from './import.ts'
import { accountFor } from './provisional.ts'
import { addRevision, isInUse, newestOf } from './revision.ts'
import type { Captured } from './session.ts'
import { settle } from './settle.ts'
import * as store from './store.ts'
import { inTurn, shared } from './turns.ts'
import { takeAsIs } from './update.ts'
import { validate } from './validate.ts'
import { noteWrongCreator } from './wrong-creator.ts'

export interface Capture {
  given: Captured
  /** As it was sent; null where the user decides. */
  accountId: string | null
  country: string | null
}

export interface CaptureResult {
  accountId: string
  /** OnlyFans said yes; kept, but nothing is decided; OnlyFans said no. */
  status: 'connected' | 'pending' | 'error'
  warning: string | null
}

/**
 * Keeps a session that a browser captured, and asks OnlyFans once about it, through the account's exit. The same user again gets a new
 * revision of the same connection, and the same sign-in is not asked about twice. Throws 403, 404, and 409 ACCOUNT_MISMATCH before
 * anything is kept or sent.
 */
export async function capture(deps: Deps, { given, accountId: named, country }: Capture, actor: Actor): Promise<CaptureResult> {
  const accountId = named === null ? null : visible(deps.db, accountIdFrom(named), actor).accountId
  const { userId } = given.session
  const names = [`user ${userId}`, ...(accountId ? [`account ${accountId}`] : [])]
  return shared(deps, actor, ['capture', given.digest, given.pairing, accountId ?? ''], () =>
    inTurn(deps, names, () => take(deps, { given, accountId, country }, actor)),
  )
}

async function take(deps: Deps, { given, accountId, country }: Capture, actor: Actor): Promise<CaptureResult> {
  if (accountId !== null) noteWrongCreator(deps, accountId, given.session.userId, actor)
  const known = connectionFor(deps.db, given.session.userId, accountId, actor)
  const newest = known && newestOf(deps, known.id)
  if (known && newest && isInUse(newest, known, given)) {
    takeAsIs(deps, known, given, actor, 'capture')
    return told(deps, known.accountId, 'connected', null, actor)
  }
  const home = known?.accountId ?? accountId ?? accountFor(deps, given.session.userId, null, actor)
  if (visible(deps.db, home, actor).archivedAt !== null) throw accountArchived()
  const { id, revision } = keep(deps, given, home, actor)
  return ask(deps, { id, revision, home }, given, country, actor)
}

/** The connection that a capture belongs to; null where it makes one. Throws 403 or 409 where it may not. */
function connectionFor(db: Deps['db'] | Tx, userId: string, accountId: string | null, actor: Actor): store.Connection | null {
  const known = store.ofUser(db, userId)
  if (known && !store.byId(db, known.id, actor.reach)) {
    throw forbidden('This OnlyFans user belongs to an account that you may not see')
  }
  if (known && accountId !== null && known.accountId !== accountId) {
    throw mismatch('This OnlyFans user is connected to another account. Nothing was changed.')
  }
  if (!known && accountId !== null && store.ofAccount(db, accountId)) {
    throw mismatch('This browser is signed in as another OnlyFans user than the account. Nothing was changed.')
  }
  return known ?? null
}

const mismatch = (message: string) => conflict('ACCOUNT_MISMATCH', message)

/** Before anybody is asked: what a browser handed over must not be lost. */
function keep(deps: Deps, given: Captured, accountId: string, actor: Actor): { id: string; revision: number } {
  const { userId } = given.session
  return transact(deps.db, (tx) => {
    // The account may have been deleted since.
    visible(tx, accountId, actor)
    const connection =
      connectionFor(tx, userId, accountId, actor) ?? newConnection(deps, tx, { accountId, userId, source: 'capture' })
    const revision = addRevision(deps, tx, connection, given, { source: 'capture', actor })
    const data = { connection_id: connection.id, revision }
    record(tx, deps.now(), actor, { type: 'connection.captured', accountId, data })
    return { id: connection.id, revision }
  })
}

interface Kept {
  id: string
  revision: number
  home: string
}

async function ask(deps: Deps, { id, revision, home }: Kept, given: Captured, country: string | null, actor: Actor) {
  try {
    const exit = await exitFor(deps, home, { country, digest: given.digest }, actor)
    const outcome = await validate(deps, given, exit)
    transact(deps.db, (tx) => settle(deps, tx, id, revision, outcome, actor))
    const status = outcome.kind === 'active' ? 'connected' : outcome.kind === 'expired' ? 'error' : 'pending'
    return told(deps, home, status, WARNINGS[outcome.kind] ?? null, actor)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return notAsked(deps, { id, revision, home }, error, actor)
  }
}

/** Nothing was sent. A session that is known to be over stays so; any other waits until what stands in the way is gone. */
function notAsked(deps: Deps, { id, revision, home }: Kept, { reason, message }: AppError, actor: Actor): CaptureResult {
  if (reason === 'SESSION_EXPIRED') {
    transact(deps.db, (tx) => settle(deps, tx, id, revision, { kind: 'expired', reason: 'refused' }, actor))
    return told(deps, home, 'error', message, actor)
  }
  transact(deps.db, (tx) => {
    const isUndecided = store.byId(tx, id, EVERYTHING)?.status === 'pending'
    if (isUndecided) store.change(tx, id, { reason: reason.toLowerCase(), updatedAt: deps.now() })
  })
  return told(deps, home, 'pending', message, actor)
}

const WARNINGS: Record<string, string> = {
  awaiting_2fa: 'OnlyFans waits for a one-time code.',
  rules_outdated: 'The signing rules are outdated, so OnlyFans was not asked.',
  no_rules: 'There are no signing rules yet, so OnlyFans was not asked.',
  proxy_failed: "The account's proxy did not get through to OnlyFans.",
  unreachable: 'OnlyFans could not be asked now.',
}

function told(deps: Deps, accountId: string, status: CaptureResult['status'], why: string | null, actor: Actor): CaptureResult {
  const elsewhere = cameFromElsewhere(visible(deps.db, accountId, actor), actor.ip)
    ? "This came from another address than the account's exit. Let the browser use the account's proxy."
    : null
  return { accountId, status, warning: [why, elsewhere].filter(Boolean).join(' ') || null }
}

/** OnlyFans ties a session to the address that it was begun from. */
function cameFromElsewhere({ exitIp, exitKey }: Pick<AccountProxy, 'exitIp' | 'exitKey'>, ip: string | null): boolean {
  const exit = exitIp ?? canonicalIp(exitKey ?? '')
  return exit !== null && ip !== null && exit !== ip
}
