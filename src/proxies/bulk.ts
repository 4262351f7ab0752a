import { transact } from '#db/open.ts'
import { accountIdFrom } from '#src/base/ids.ts'
import type { Deps } from '#src/deps.ts'
import { AppError } from '#src/http/errors.ts'
import type { Job } from '#src/jobs/job.ts'
import { ensureFilled } from '#src/pool/refresh.ts'
import type { Actor } from '#src/team/actor.ts'
import * as assignment from './assignment.ts'
import * as bulkStore from './bulk-store.ts'
import { testAssigned } from './connectivity.ts'
import type { BulkInput } from './input.ts'
import { newProxyJson, testedJson } from './json.ts'
import { createPlan } from './plan.ts'
import type { AccountProxy } from './store.ts'
import { visible } from './visible.ts'

export type AssignMissingInput = Pick<BulkInput, 'filter' | 'dryRun' | 'country' | 'city'>

/** Starts one action for many accounts. Which ones is settled now, so that a job that goes on later means the same. Returns the job's id. */
export function startBulk({ db, jobs }: Deps, input: BulkInput, actor: Actor): string {
  const accountIds = input.accountIds?.map(canonicalId) ?? bulkStore.accountIds(db, actor.reach, input.filter ?? {})
  return jobs.start('proxy.bulk', { ...input, accountIds: [...new Set(accountIds)], filter: null }, actor)
}

// `acc_` before an id and capitals in it name the same account, which is to be acted on once. What is no id gets a result as it is.
const canonicalId = (text: string) => accountIdFrom(text) ?? text

/** Starts giving an exit to every account that has none. Returns the job's id. */
export function startAssignMissing({ db, jobs }: Deps, input: AssignMissingInput, actor: Actor): string {
  const accountIds = bulkStore.accountIds(db, actor.reach, { ...input.filter, mode: 'none' })
  return jobs.start('proxy.assign_missing', { ...input, accountIds, filter: null, action: 'assign' }, actor)
}

/** The work of a `proxy.bulk` job: its action for every account it names, each with a result of its own. */
export async function runBulk(deps: Deps, job: Job): Promise<void> {
  const input = job.input as BulkInput
  const ids = input.accountIds ?? []
  job.setTotal(ids.length)
  const perform = input.dryRun ? createPlan(deps, job.actor, input) : performer(deps, job, input)
  if (input.action === 'assign' || input.action === 'replace') await ensureFilled(deps)
  const width = input.action === 'test' && !input.dryRun ? TESTS_AT_ONCE : 1
  await inTurn(ids, width, async (id) => {
    if (job.signal.aborted || job.isFinished(id)) return
    await one(job, id, perform)
    await breath()
  })
}

/** The work of a `proxy.assign_missing` job. */
export const runAssignMissing = runBulk

const TESTS_AT_ONCE = 8

/** What is done for one account. `done` writes its result, where possible in the transaction of the change. */
export type Perform = (accountId: string | null, done: (result: Record<string, unknown>) => void) => Promise<void> | void

async function one(job: Job, item: string, perform: Perform) {
  const done = (result: Record<string, unknown>) => job.finishItem(item, { ok: true, result: { account_id: item, ...result } })
  try {
    await perform(accountIdFrom(item), done)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const { reason, message, details } = error
    job.finishItem(item, { ok: false, result: { account_id: item, code: reason, error: message, ...(details && { details }) } })
  }
}

function performer(deps: Deps, job: Job, input: BulkInput): Perform {
  const { country, city } = input
  const assign =
    (force: boolean): Perform =>
    (id, done) => {
      const wish = { country, city, force }
      transact(deps.db, (tx) => {
        const { actor } = job
        const row = visible(tx, id, actor)
        const after = assignment.assignNow(deps, tx, row, wish, {
          actor,
          why: force ? 'replaced with others' : 'assigned with others',
        })
        if (!after) throw assignment.nothingFor(deps, row, wish)
        done(resultOf(after))
      })
    }
  const prefer =
    (wanted: assignment.PreferInput): Perform =>
    (id, done) =>
      done(resultOf(assignment.prefer(deps, id, wanted, job.actor)))

  switch (input.action) {
    case 'assign':
      return assign(false)
    case 'replace':
      return assign(true)
    case 'test':
      return async (id, done) => done({ tested_proxy: testedJson(await testAssigned(deps, id, job.actor)) })
    case 'disable':
      return (id, done) => done(resultOf(assignment.disable(deps, id, job.actor)))
    case 'restore':
      return async (id, done) => void (await assignment.restore(deps, id, job.actor, (after) => done(resultOf(after))))
    case 'switch_on':
      return prefer({ isActive: true })
    case 'switch_off':
      return prefer({ isActive: false })
    case 'prefer':
      return prefer({ region: country, city })
  }
}

const resultOf = (after: AccountProxy) => ({
  name: after.accountName,
  proxy_mode: after.mode,
  proxy_is_active: after.isActive,
  proxy: after.exitKey === null ? null : newProxyJson(after),
})

async function inTurn(ids: string[], width: number, work: (id: string) => Promise<void>) {
  const queue = ids.values()
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (const id of queue) await work(id)
    }),
  )
}

// Without it thousands of changes in a row would keep every other request waiting.
const breath = () => new Promise<void>((resolve) => setImmediate(resolve))
