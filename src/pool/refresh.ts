import type { Deps } from '#src/deps.ts'
import { AppError } from '#src/http/errors.ts'
import type { Job } from '#src/jobs/job.ts'
import { WEBSHARE_SENTENCES } from '#src/net/webshare-failure.ts'
import { type Actor, SYSTEM } from '#src/team/actor.ts'
import * as store from './source-store.ts'
import { type SyncResult, syncSource } from './sync.ts'
import { webshareUnavailable } from './upstream.ts'

export { sourcesFromEnvironment } from './environment-source.ts'
export { webshareAnswers } from './upstream.ts'

/** What a job of type `pool.sync` may be asked: one source instead of all, and a held answer to accept. */
export interface SyncInput {
  sourceId?: string
  accept?: string
}

/** The work of a `pool.sync` job: every Webshare source after the other. Ends as failed when one of them did not get through. */
export async function refresh(deps: Deps, job: Job): Promise<void> {
  const { sourceId, accept } = (job.input ?? {}) as SyncInput
  const sources = store.webshareSources(deps.db).filter(({ id }) => sourceId === undefined || id === sourceId)
  if (sources.length === 0 && sourceId === undefined) throw noSource()
  const overall = progressOf(job)
  let sentence: string | null = null
  for (const { id, name } of sources) {
    if (job.isFinished(id)) continue
    const onEnd = (result: SyncResult) =>
      job.finishItem(id, { ok: result.outcome === 'applied', result: { source_id: id, source: name, ...wire(result) } })
    const result = await syncSource(deps, id, {
      actor: job.actor,
      signal: job.signal,
      progress: overall.next(),
      accepted: accept ?? null,
      onEnd,
    })
    overall.settle()
    sentence ??= sentenceOf(result)
  }
  if (sentence !== null) throw new AppError(503, 'WEBSHARE_UNAVAILABLE', sentence)
}

/** Starts a sync now, or joins the one of all sources that waits or runs. Returns the job's id. */
export function refreshNow({ db, jobs }: Pick<Deps, 'db' | 'jobs'>, actor: Actor, input: SyncInput = {}): string {
  const isForAll = input.sourceId === undefined
  return (isForAll ? store.refreshOfAll(db) : null) ?? jobs.start('pool.sync', input, actor)
}

/** Everybody who waits for a first exit would otherwise ask a Webshare that just did not answer. */
const TRIED_AGAIN_AFTER_MS = 10_000

/**
 * Fills a pool that never was filled. Throws 503 WEBSHARE_UNAVAILABLE when that does not work; returns at once when
 * there is a pool, however old.
 */
export async function ensureFilled(deps: Deps): Promise<void> {
  if (store.wasFilled(deps.db)) return
  const nobody = { total() {}, done() {} }
  for (const { id, lastTriedAt, lastError } of store.webshareSources(deps.db)) {
    if (lastError !== null && Math.abs(deps.now() - (lastTriedAt ?? 0)) < TRIED_AGAIN_AFTER_MS) continue
    await syncSource(deps, id, { actor: SYSTEM, progress: nobody })
  }
  if (!store.wasFilled(deps.db)) throw webshareUnavailable()
}

const noSource = () =>
  new AppError(409, 'NO_POOL_SOURCE', 'There is no Webshare key to read a list with. Add one on the page of the pool.')

const HELD = 'A complete list would change too much at once. It waits for a second look or for somebody to accept it.'

const sentenceOf = (result: SyncResult): string | null =>
  result.outcome === 'applied'
    ? null
    : result.outcome === 'held'
      ? `${HELD} ${result.detail}`
      : WEBSHARE_SENTENCES[result.failure]

function wire(result: SyncResult): Record<string, unknown> {
  if (result.outcome !== 'held') return { ...result }
  const { removedAssigned, ...rest } = result
  return { ...rest, removed_assigned: removedAssigned }
}

// A job counts its items too, so progress is set again once a source is through.
function progressOf(job: Job) {
  let before = 0
  let total = 0
  let told = 0
  return {
    next() {
      let mine = 0
      return {
        total(count: number) {
          if (count === mine) return
          total += count - mine
          mine = count
          job.setTotal(total)
        },
        done(count: number) {
          // Every write is a commit, so a long list is not told page by page.
          if (count < mine && before + count - told < total / 50) return
          told = before + count
          job.setDone(told)
        },
      }
    },
    settle() {
      before = told
      job.setDone(told)
    },
  }
}
