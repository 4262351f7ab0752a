import { transact } from '#db/open.ts'
import type { Deps } from '#src/deps.ts'
import { record } from '#src/events/events.ts'
import { WebshareFailure, type WebshareFailureName } from '#src/net/webshare-failure.ts'
import type { Actor } from '#src/team/actor.ts'
import { applyList } from './apply-list.ts'
import { collect, type Progress } from './collect.ts'
import * as store from './source-store.ts'
import { openStage } from './stage-store.ts'
import { accessOf, webshareOf } from './upstream.ts'

/** How a sync of one source ended. */
export type SyncResult =
  | { outcome: 'applied'; total: number; added: number; removed: number; changed: number }
  | { outcome: 'held'; total: number; added: number; removed: number; removedAssigned: number; detail: string }
  | { outcome: 'failed'; failure: WebshareFailureName; detail: string | null }

export interface SyncOptions {
  actor: Actor
  progress: Progress
  signal?: AbortSignal | undefined
  /** The held answer that somebody accepted, by its digest: this one is applied, another one is not. */
  accepted?: string | null
  /** Called inside the transaction that writes how it ended. */
  onEnd?: (result: SyncResult) => void
}

const running = new WeakMap<Deps['db'], Map<string, Promise<SyncResult>>>()

/**
 * Copies the list of a Webshare source into the pool: all of it or nothing. A sync that runs already is waited for instead,
 * so two never overlap. Only an abort throws.
 */
export function syncSource(deps: Deps, sourceId: string, options: SyncOptions): Promise<SyncResult> {
  const here = running.get(deps.db) ?? new Map<string, Promise<SyncResult>>()
  running.set(deps.db, here)
  const before = here.get(sourceId)
  if (before) return joined(deps, before, options)
  const sync = runSync(deps, sourceId, options).finally(() => here.delete(sourceId))
  here.set(sourceId, sync)
  return sync
}

async function joined({ db }: Deps, sync: Promise<SyncResult>, { onEnd }: SyncOptions) {
  const result = await sync
  transact(db, () => onEnd?.(result))
  return result
}

async function runSync(deps: Deps, sourceId: string, options: SyncOptions): Promise<SyncResult> {
  const { db, now } = deps
  const source = store.sourceById(db, sourceId)
  if (!source) return { outcome: 'failed', failure: 'bad_answer', detail: 'The source is gone.' }
  const runId = transact(db, (tx) => {
    store.updateSource(tx, sourceId, { lastTriedAt: now() })
    return store.startRun(tx, sourceId, now())
  })
  const stage = openStage(db, sourceId)
  try {
    const { progress, signal } = options
    const credentials = await collect(deps, webshareOf(deps), accessOf(deps, source), { sourceId, stage, progress, signal })
    return await applyList(deps, { sourceId, runId, credentials }, options)
  } catch (error) {
    if (options.signal?.aborted) {
      store.finishRun(db, runId, { finishedAt: now(), outcome: 'failed', error: 'interrupted' })
      throw error
    }
    if (!(error instanceof WebshareFailure)) throw error
    return fail(deps, { source, runId }, error, options)
  } finally {
    stage.clear()
  }
}

/** The pool stays as it is and says why it is not newer. */
function fail(
  { db, now, log }: Deps,
  { source, runId }: { source: store.Source; runId: number },
  { failure, detail }: WebshareFailure,
  { actor, onEnd }: SyncOptions,
): SyncResult {
  const result: SyncResult = { outcome: 'failed', failure, detail }
  transact(db, (tx) => {
    store.updateSource(tx, source.id, { lastError: failure, lastErrorDetail: detail })
    store.finishRun(tx, runId, { finishedAt: now(), outcome: 'failed', error: failure })
    const data = { source_id: source.id, source: source.name, reason: failure, detail, last_good_at: source.lastGoodAt }
    record(tx, now(), actor, { type: 'pool.sync_failed', data })
    onEnd?.(result)
  })
  log.warn({ source: source.id, reason: failure, detail }, 'The pool could not be refreshed and stays as it is')
  return result
}
