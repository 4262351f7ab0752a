import { type Tx, transact } from '#db/open.ts'
import { find as findAccount } from '#src/accounts/accounts.ts'
import { accountIdFrom } from '#src/base/ids.ts'
import type { Deps } from '#src/deps.ts'
import { AppError } from '#src/http/errors.ts'
import { ensureFilled } from '#src/pool/refresh.ts'
import * as assignment from '#src/proxies/assignment.ts'
import { activeUpstream } from '#src/proxies/connectivity.ts'
import { restorable } from '#src/proxies/restore.ts'
import type { AccountProxy } from '#src/proxies/store.ts'
import { visible } from '#src/proxies/visible.ts'
import type { Actor } from '#src/team/actor.ts'
import { type BulkAction, placesAccounts } from './actions.ts'
import { type Settled, settled } from './bulk.ts'
import { type Fit, fitOf } from './fit.ts'
import type { BulkInput } from './input.ts'
import { remedyFor } from './remedy.ts'
import { retagged } from './tags.ts'
import { assignWish, replaceWish } from './wish.ts'

/** What would happen to one account. */
export interface PlannedAccount {
  accountId: string
  name: string | null
  /** `nothing` where nothing would change, with why in `why`. */
  would: BulkAction | 'nothing'
  /** The exit it would have, and how near that is. */
  exit: AccountProxy | null
  fit: Fit | null
  why: string | null
  /** Why it would fail; with what comes nearest where no exit fits. */
  problem: AppError | null
  /** Where no exit was found. */
  missed?: Missed
}

interface Missed {
  row: AccountProxy
  wish: assignment.AutoInput
}

export interface Plan {
  input: Settled
  rows: PlannedAccount[]
}

/** Thrown to undo what a plan has tried. */
class Undone extends Error {
  override name = 'Undone'
}

/**
 * What a bulk action would do, account by account: it is really done, in a transaction that is undone, so the plan and the doing
 * cannot disagree. Nothing goes out and nothing stays. Throws 403, and 503 WEBSHARE_UNAVAILABLE for a pool that cannot be filled.
 */
export async function planFor(deps: Deps, input: BulkInput, actor: Actor): Promise<Plan> {
  const chosen = settled(deps, input, actor)
  if (placesAccounts(input.action)) await ensureFilled(deps)
  const rows: PlannedAccount[] = []
  try {
    transact(deps.db, (tx) => {
      for (const id of chosen.accountIds) rows.push(planned(deps, tx, id, chosen, actor))
      // What comes nearest is what is left when everybody else has theirs.
      const sayWhy = oncePerPlace((missed) => assignment.nothingFor(deps, missed.row, missed.wish))
      for (const row of rows) if (row.missed) row.problem = sayWhy(row.missed)
      throw new Undone()
    })
  } catch (error) {
    if (!(error instanceof Undone)) throw error
  }
  return { input: chosen, rows }
}

/** Thousands may find nothing in the same few places, and looking around costs more than assigning. */
function oncePerPlace(say: (missed: Missed) => AppError) {
  const said = new Map<string, AppError>()
  return (missed: Missed) => {
    const { country, city } = assignment.homeOfAccount(missed.row, missed.wish)
    const place = JSON.stringify([country, city])
    const known = said.get(place) ?? say(missed)
    said.set(place, known)
    return known
  }
}

const NOTHING = { exit: null, fit: null, why: null, problem: null }

function planned(deps: Deps, tx: Tx, item: string, input: Settled, actor: Actor): PlannedAccount {
  let name: string | null = null
  try {
    const row = visible(tx, accountIdFrom(item), actor)
    name = row.accountName
    return { accountId: row.accountId, name, ...NOTHING, ...whatWould(deps, tx, row, input, actor) }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const isSettled = UNCHANGED.has(error.reason)
    const would = isSettled ? 'nothing' : input.action
    return { accountId: item, name, would, ...NOTHING, ...(isSettled ? { why: error.message } : { problem: error }) }
  }
}

// Refusals that say that all is well as it is.
const UNCHANGED = new Set(['PROXY_ALREADY_ASSIGNED'])

type Would = Pick<PlannedAccount, 'would'> & Partial<PlannedAccount>

function whatWould(deps: Deps, tx: Tx, row: AccountProxy, input: Settled, actor: Actor): Would {
  const nothing = (why: string): Would => ({ would: 'nothing', why })
  switch (input.action) {
    case 'assign':
      return placed(deps, tx, row, assignWish(input), actor)
    case 'replace':
      return placed(deps, tx, row, replaceWish(input), actor)
    case 'fix': {
      const remedy = remedyFor(row)
      if (remedy.action === null) return nothing(remedy.why)
      return whatWould(deps, tx, row, { ...input, action: remedy.action }, actor)
    }
    case 'test':
      activeUpstream(deps, row)
      break
    case 'disable':
      if (row.mode === 'none') return nothing('It has no exit.')
      break
    case 'restore':
      if (!restorable(deps, row)) return nothing('It left no exit within the last 24 hours.')
      break
    case 'switch_on':
    case 'switch_off':
      if (row.mode === 'none') return nothing('It has no exit.')
      if (row.isActive === (input.action === 'switch_on')) return nothing('It is so already.')
      break
    case 'tag': {
      const { tags } = findAccount(deps, row.accountId, actor)
      if (retagged(tags, input).join() === tags.join()) return nothing('Its tags are so already.')
      break
    }
    case 'archive':
      if (row.archivedAt !== null) return nothing('It is archived already.')
  }
  return { would: input.action }
}

function placed(deps: Deps, tx: Tx, row: AccountProxy, wish: assignment.AutoInput, actor: Actor): Would {
  const after = assignment.assignNow(deps, tx, row, wish, { actor, why: 'planned' })
  if (!after) return { would: wish.force ? 'replace' : 'assign', missed: { row, wish } }
  const would = after.exitKey === row.exitKey ? 'switch_on' : wish.force ? 'replace' : 'assign'
  return { would, exit: after, fit: fitOf(assignment.homeOfAccount(row, wish), after) }
}
