import { accountIdFrom } from '#src/base/ids.ts'
import type { Deps } from '#src/deps.ts'
import { AppError } from '#src/http/errors.ts'
import type { Job } from '#src/jobs/job.ts'
import { ensureFilled } from '#src/pool/refresh.ts'
import { assertMayDo, placesAccounts } from './actions.ts'
import type { Settled } from './bulk.ts'
import { type Perform, performer } from './perform.ts'

/** The work of a `proxy.bulk` job: its action for every account it names, each with a result of its own. */
export async function runBulk(deps: Deps, job: Job): Promise<void> {
  const input = job.input as Settled
  const { accountIds: ids, action } = input
  job.setTotal(ids.length)
  // Whoever asked may have lost the right to since.
  assertMayDo(action, job.actor)
  const perform = performer(deps, input, job)
  if (placesAccounts(action)) await ensureFilled(deps)
  await inTurn(ids, action === 'test' || action === 'fix' ? TESTS_AT_ONCE : 1, async (id) => {
    if (job.signal.aborted || job.isFinished(id)) return
    await one(job, id, perform)
    await breath()
  })
}

/** The work of a `proxy.assign_missing` job. */
export const runAssignMissing = runBulk

const TESTS_AT_ONCE = 8

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
