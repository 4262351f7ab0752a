import { transact } from '#db/open.ts'
import { newUuid } from '#src/base/ids.ts'
import type { Deps } from '#src/deps.ts'
import { AppError } from '#src/http/errors.ts'
import { NetFailure } from '#src/net/failure.ts'
import { type Actor, may } from '#src/team/actor.ts'
import { askerOf } from './asker.ts'
import type { Job, JobRunner, JobType, Work } from './job.ts'
import * as store from './store.ts'
import { NEEDS, WORK } from './work.ts'

const STOPPING = 'stopping'
const CANCELLED = 'cancelled'
const PAUSED = 'paused'
const ASKER_GONE = 'The member or key that asked for this is gone, or may not do it any more.'
const OUR_FAULT = 'Something went wrong on our side. The log says more.'

/**
 * Runs jobs in this process, one of a type at a time. Takes the dependencies late, because they hold the runner itself.
 * Nothing a job throws leaves the runner.
 */
export function createJobRunner(deps: () => Deps, work: Partial<Record<JobType, Work>> = WORK): JobRunner {
  const running = new Map<JobType, { id: string; stop: AbortController; ended: Promise<void> }>()
  // Where a request came from goes into the events of its job, as long as this process lives.
  const origins = new Map<string, Pick<Actor, 'ip' | 'requestId'>>()
  let stopped = false

  function pump(type: JobType) {
    if (stopped || running.has(type)) return
    const row = store.claimNext(deps().db, type, deps().now())
    if (!row) return
    const stop = new AbortController()
    const ended = run(row, stop)
      .catch((error) => deps().log.error({ err: error, job: row.id }, 'A job could not be ended'))
      .finally(() => {
        running.delete(type)
        origins.delete(row.id)
        pumpSafely(type)
      })
    running.set(type, { id: row.id, stop, ended })
  }

  function pumpSafely(type: JobType) {
    try {
      pump(type)
    } catch (error) {
      deps().log.error({ err: error, type }, 'A job could not be started')
    }
  }

  async function run(row: store.JobRow, stop: AbortController) {
    const { db, now, log } = deps()
    // The first await lets `start` return before its job does anything.
    await Promise.resolve()
    const asker = entitled(row)
    if (!asker) return void store.end(db, row.id, now(), 'failed', ASKER_GONE)
    const perform = work[row.type as JobType]
    try {
      if (!perform) throw new Error(`No work is known for jobs of type ${row.type}`)
      await perform(deps(), jobOf(row, { ...asker, ...origins.get(row.id) }, stop))
    } catch (error) {
      if (!stop.signal.aborted) {
        if (sentenceOf(error) === OUR_FAULT) log.error({ err: error, job: row.id, type: row.type }, 'A job failed')
        return void store.end(db, row.id, now(), 'failed', sentenceOf(error))
      }
    }
    // Not ended: another process, or whoever paused it, lets it go on.
    if (stop.signal.reason === STOPPING || stop.signal.reason === PAUSED) return
    if (stop.signal.reason === ASKER_GONE) return void store.end(db, row.id, now(), 'failed', ASKER_GONE)
    store.end(db, row.id, now(), 'done')
  }

  /** Whoever asked, as they are now; null when they are gone or may no longer do what they asked for. */
  function entitled({ createdBy, type }: store.JobRow): Actor | null {
    const asker = askerOf(deps().db, createdBy, deps().now())
    return asker && may(asker, NEEDS[type as JobType]) ? asker : null
  }

  function jobOf(row: store.JobRow, asker: Actor, stop: AbortController): Job {
    const { db } = deps()
    let actor = asker
    return {
      id: row.id,
      input: row.input,
      get actor() {
        return actor
      },
      signal: stop.signal,
      setTotal: (total) => store.setProgress(db, row.id, { total }),
      setDone: (done) => store.setProgress(db, row.id, { done }),
      isFinished: (item) => store.isFinished(db, row.id, item),
      finishItem(item, { ok, result }) {
        store.finishItem(db, { jobId: row.id, item, ok, result })
        const asker = entitled(row)
        if (!asker) stop.abort(ASKER_GONE)
        else actor = { ...asker, ip: actor.ip, requestId: actor.requestId }
      },
    }
  }

  return {
    start(type, input, actor) {
      const id = newUuid()
      store.insert(deps().db, { id, type, input: input ?? {}, state: 'queued', createdBy: actor.id, createdAt: deps().now() })
      origins.set(id, { ip: actor.ip, requestId: actor.requestId })
      // Later, so that a caller's transaction is committed before the job is claimed.
      queueMicrotask(() => pumpSafely(type))
      return id
    },
    keep(type, input, items, actor) {
      const id = newUuid()
      const now = deps().now()
      const ended = { startedAt: now, finishedAt: now, total: items.length }
      const { db } = deps()
      transact(db, () => {
        store.insert(db, { id, type, input: input ?? {}, state: 'done', createdBy: actor.id, createdAt: now, ...ended })
        for (const item of items) store.finishItem(db, { jobId: id, ...item })
      })
      return id
    },
    active: (type) => store.unfinished(deps().db, type),
    cancel(id) {
      const cancelled = store.end(deps().db, id, deps().now(), CANCELLED)
      for (const job of running.values()) if (job.id === id) job.stop.abort(CANCELLED)
      return cancelled
    },
    pause(id) {
      const paused = store.turn(deps().db, id, ['queued', 'running'], PAUSED)
      if (paused) for (const job of running.values()) if (job.id === id) job.stop.abort(PAUSED)
      return paused
    },
    goOn(id) {
      const { db } = deps()
      const goesOn = store.turn(db, id, [PAUSED], 'queued')
      const type = store.byId(db, id)?.type as JobType | undefined
      if (goesOn && type) queueMicrotask(() => pumpSafely(type))
      return goesOn
    },
    resume() {
      const types = store.requeue(
        deps().db,
        [...running.values()].map(({ id }) => id),
      )
      for (const type of types) pumpSafely(type)
    },
    async stop() {
      stopped = true
      for (const job of running.values()) job.stop.abort(STOPPING)
      await Promise.all([...running.values()].map(({ ended }) => ended))
    },
    async settled() {
      // The job that `start` was just called for is claimed a microtask later.
      await Promise.resolve()
      while (running.size > 0) await Promise.all([...running.values()].map(({ ended }) => ended))
    },
  }
}

/** At boot: goes on with what an earlier process left queued or running. Finished items are not done again. */
export const resumeJobs = ({ jobs }: Pick<Deps, 'jobs'>) => jobs.resume()

// Only sentences made for callers are shown; anything else may hold what must not be seen.
function sentenceOf(error: unknown) {
  return error instanceof AppError || error instanceof NetFailure ? error.message : OUR_FAULT
}
