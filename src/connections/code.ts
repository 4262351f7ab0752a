import { transact } from '#db/open.ts'
import { hashToken } from '#src/base/secrets.ts'
import type { Deps } from '#src/deps.ts'
import { type Submitted, submitCode } from '#src/onlyfans/client.ts'
import type { Actor } from '#src/team/actor.ts'
import { findAny } from './connections.ts'
import { exitFor } from './exit.ts'
import { exitIdOf } from './exit-id.ts'
import { codeRefused, codeUsed, connectionNotFound, noSession, notAwaitingCode, undecided } from './problems.ts'
import { type Newest, newestOf } from './revision.ts'
import { captured, seal } from './session.ts'
import { settle } from './settle.ts'
import * as store from './store.ts'
import { inTurn } from './turns.ts'
import * as uses from './uses.ts'
import { asking } from './validate.ts'

/** Codes that were handed over, by connection: OnlyFans counts tries. A restart forgives. */
const handedOver = new WeakMap<Deps['db'], Map<string, string>>()

/**
 * Hands OnlyFans the one-time code that it waits for, once. Throws 404; 409 NOT_AWAITING_CODE, CODE_USED or what keeps the session from
 * being used; 422 CODE_REFUSED; 502 or 503 when nothing was heard: whether the code was taken is then not known.
 */
export async function handOver(deps: Deps, id: string, code: string, actor: Actor): Promise<store.Connection> {
  const { onlyfansUserId } = findAny(deps, id, actor)
  return inTurn(deps, [`user ${onlyfansUserId}`], async () => {
    const connection = findAny(deps, id, actor)
    if (connection.status !== 'awaiting_2fa') throw notAwaitingCode()
    const newest = newestOf(deps, id)
    if (!newest) throw noSession()
    const exit = await exitFor(deps, connection.accountId, { country: null, digest: newest.captured.digest }, actor)
    assertUnused(deps, id, code)
    const { session } = newest.captured
    const outcome = await asking(deps, newest.captured, exit, false, (proxy) => submitCode(deps, { session, proxy, code }))
    return keep(deps, id, newest, outcome, exitIdOf(deps, exit), actor)
  })
}

function assertUnused({ db, secrets }: Deps, id: string, code: string) {
  const known = handedOver.get(db) ?? new Map<string, string>()
  handedOver.set(db, known)
  // Keyed, because a code of six digits is guessed from its hash.
  const hash = hashToken(`${secrets.derive('mooring/codes/v1').toString('base64')} ${code}`)
  if (known.get(id) === hash) throw codeUsed()
  known.set(id, hash)
}

function keep(deps: Deps, id: string, { row, captured: before }: Newest, outcome: Submitted, exitId: string, actor: Actor) {
  const settled = transact(deps.db, (tx) => {
    if (outcome.session) {
      const after = captured(deps.secrets, outcome.session, before.rest)
      if (after.digest !== before.digest) uses.goOnAs(tx, deps, after, exitId)
      const sealed = seal(deps.secrets, id, row.revision, after)
      store.changeSession(tx, id, row.revision, { sealed, digest: after.digest })
    }
    return settle(deps, tx, id, row.revision, outcome, actor)
  })
  if (!settled) throw connectionNotFound()
  if (outcome.kind === 'awaiting_2fa') throw codeRefused(outcome.twoFactor.attemptsLeft)
  if (outcome.kind === 'active' || outcome.kind === 'expired') return settled
  throw undecided(outcome)
}
