import { transact } from '#db/open.ts'
import type { Deps } from '#src/deps.ts'
import type { Actor } from '#src/team/actor.ts'
import { find, findAny } from './connections.ts'
import { exitFor } from './exit.ts'
import { sessionIn } from './given.ts'
import { assertLetIn } from './import.ts'
import type { UpdateBody } from './input.ts'
import { connectionNotFound, notImported, userMismatch } from './problems.ts'
import { addRevision, isInUse, newestOf } from './revision.ts'
import { type Captured, withXBc } from './session.ts'
import { announce, settle } from './settle.ts'
import type * as store from './store.ts'
import { inTurn, shared } from './turns.ts'
import { validate } from './validate.ts'

/**
 * Puts a new session in the place of the one a connection has. The old one stays until OnlyFans let the new one in. Throws 404;
 * 400 NOT_IMPORTED or BAD_REQUEST; 409 USER_MISMATCH before anything is sent; else as importing does.
 */
export async function update(deps: Deps, id: string, body: UpdateBody, actor: Actor): Promise<store.Connection> {
  const { source, onlyfansUserId } = findAny(deps, id, actor)
  if (source === 'link') throw notImported()
  const given = sessionIn(deps, body)
  if (given.session.userId !== onlyfansUserId) throw userMismatch()
  return shared(deps, actor, ['update', id, given.digest, given.pairing], () =>
    inTurn(deps, [`user ${onlyfansUserId}`], () => replace(deps, id, given, actor)),
  )
}

async function replace(deps: Deps, id: string, bare: Captured, actor: Actor): Promise<store.Connection> {
  const before = findAny(deps, id, actor)
  const newest = newestOf(deps, id)
  const given = withXBc(deps.secrets, bare, newest?.captured ?? null)
  if (newest && isInUse(newest, before, given)) return takeAsIs(deps, before, given, actor)
  const exit = await exitFor(deps, before.accountId, { country: null, digest: given.digest }, actor)
  const outcome = await validate(deps, given, exit)
  assertLetIn(deps, given, outcome)
  return transact(deps.db, (tx) => {
    const present = findAny({ db: deps.db }, id, actor)
    const revision = addRevision(deps, tx, present, given, { source: 'import', actor })
    const settled = settle(deps, tx, id, revision, outcome, actor)
    if (!settled) throw connectionNotFound()
    return settled
  })
}

/** The same sign-in again, as it came with the newest cookies beside it: OnlyFans need not be asked about it a second time. */
export function takeAsIs(
  deps: Deps,
  { id }: store.Connection,
  given: Captured,
  actor: Actor,
  source: store.Connection['source'] = 'import',
) {
  return transact(deps.db, (tx) => {
    const before = find({ db: deps.db }, id, actor)
    const revision = addRevision(deps, tx, before, given, { source, actor, verdict: 'active' })
    const after = { ...before, revision, updatedAt: deps.now() }
    announce(tx, deps, after, 'connection.updated', actor, { from: before.status, revision })
    return after
  })
}
