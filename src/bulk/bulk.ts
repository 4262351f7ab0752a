import { idsMatching } from '#src/accounts/list-store.ts'
import { accountIdFrom } from '#src/base/ids.ts'
import type { Deps } from '#src/deps.ts'
import type { Actor } from '#src/team/actor.ts'
import { assertMayDo } from './actions.ts'
import type { BulkInput } from './input.ts'

export type BulkJob = 'proxy.bulk' | 'proxy.assign_missing'

/** A bulk action whose accounts are settled. */
export type Settled = BulkInput & { accountIds: string[] }

/** Which accounts are meant, settled now, so that a job that goes on later means the same. Throws 403. */
export function settled({ db }: Pick<Deps, 'db'>, input: BulkInput, actor: Actor): Settled {
  assertMayDo(input.action, actor)
  const { archived = 'false', ...filter } = input.filter ?? {}
  const ids = input.accountIds?.map(canonicalId) ?? idsMatching(db, { ...filter, archived, reach: actor.reach })
  return { ...input, accountIds: [...new Set(ids)], filter: null }
}

// `acc_` before an id and capitals in it name the same account, which is to be acted on once. What is no id gets a result as it is.
const canonicalId = (text: string) => accountIdFrom(text) ?? text

/** Starts one action for many accounts. Returns the job's id. Throws 403 for what the caller may not do to accounts. */
export function startBulk(deps: Deps, input: BulkInput, actor: Actor, type: BulkJob = 'proxy.bulk'): string {
  return deps.jobs.start(type, settled(deps, { ...input, dryRun: false }, actor), actor)
}
