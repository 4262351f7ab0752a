import { type BulkJob, startBulk } from '#src/bulk/bulk.ts'
import type { BulkInput } from '#src/bulk/input.ts'
import type { Deps } from '#src/deps.ts'
import { conflict, forbidden } from '#src/http/errors.ts'
import { refreshNow } from '#src/pool/refresh.ts'
import { type Actor, may } from '#src/team/actor.ts'
import type { JobType } from './job.ts'
import { find } from './jobs.ts'
import * as store from './store.ts'
import { NEEDS } from './work.ts'

/** Jobs whose items stand for themselves: they can be interrupted, and done again one by one. */
const BY_ITEM: readonly JobType[] = ['proxy.bulk', 'proxy.assign_missing']
const PAUSABLE: readonly JobType[] = [...BY_ITEM, 'accounts.import']

const isOneOf = (types: readonly JobType[], { type }: store.JobRow) => types.includes(type as JobType)

/** Interrupts a job after its current items. Throws 404, 409 JOB_ENDED, JOB_PAUSED or JOB_NOT_PAUSABLE. */
export function pause(deps: Deps, id: string, actor: Actor): store.JobRow {
  const job = find(deps, id, actor)
  if (!isOneOf(PAUSABLE, job)) throw conflict('JOB_NOT_PAUSABLE', 'This job is all or nothing. It can only be cancelled.')
  if (!deps.jobs.pause(id)) {
    throw job.state === 'paused'
      ? conflict('JOB_PAUSED', 'This job is paused already')
      : conflict('JOB_ENDED', 'This job has ended')
  }
  return find(deps, id, actor)
}

/** Lets a paused job go on where it was. Throws 404 and 409 JOB_NOT_PAUSED. */
export function goOn(deps: Deps, id: string, actor: Actor): store.JobRow {
  find(deps, id, actor)
  if (!deps.jobs.goOn(id)) throw conflict('JOB_NOT_PAUSED', 'This job is not paused')
  return find(deps, id, actor)
}

/**
 * Starts a job for what failed in one that has ended, in the name of whoever asks now. Returns the new job's id.
 * Throws 404; 403 for those who could not start such a job; 409 JOB_NOT_ENDED, NOTHING_FAILED or JOB_NOT_REPEATABLE.
 */
export function retry(deps: Deps, id: string, actor: Actor): string {
  const job = find(deps, id, actor)
  if (!may(actor, NEEDS[job.type as JobType])) throw forbidden()
  if (job.finishedAt === null) throw conflict('JOB_NOT_ENDED', 'This job has not ended yet')
  if (job.type === 'pool.sync') return refreshNow(deps, actor)
  // Of an import the proxies are gone: they were passwords, and forgotten with its end.
  if (!isOneOf(BY_ITEM, job)) throw conflict('JOB_NOT_REPEATABLE', 'Import the rows that failed once more')
  if ((job.input as BulkInput).dryRun) throw conflict('JOB_NOT_REPEATABLE', 'This was only a plan')
  const failed = store.failedItemsOf(deps.db, id).map(({ item }) => item)
  if (failed.length === 0) throw conflict('NOTHING_FAILED', 'Nothing in this job failed')
  return startBulk(deps, { ...(job.input as BulkInput), accountIds: failed }, actor, job.type as BulkJob)
}

/** What a page offers to do with a job. */
export function offersFor(job: store.JobRow, actor: Actor) {
  const isLive = job.state === 'queued' || job.state === 'running'
  return {
    pause: isLive && isOneOf(PAUSABLE, job),
    goOn: job.state === 'paused',
    retry:
      job.finishedAt !== null &&
      (job.type === 'pool.sync'
        ? job.state === 'failed'
        : job.failed > 0 && isOneOf(BY_ITEM, job) && !(job.input as BulkInput).dryRun) &&
      may(actor, NEEDS[job.type as JobType]),
  }
}

/** What a bulk job does to each account; empty for other jobs. */
export const actionOf = ({ input }: store.JobRow): string => (input as Partial<BulkInput> | null)?.action ?? ''
