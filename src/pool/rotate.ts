import { transact } from '#db/open.ts'
import type { Deps } from '#src/deps.ts'
import { record } from '#src/events/events.ts'
import { invalid } from '#src/http/errors.ts'
import { WebshareFailure } from '#src/net/webshare-failure.ts'
import type { Actor } from '#src/team/actor.ts'
import { digestOfStage } from './apply-list.ts'
import { collect } from './collect.ts'
import { refreshNow } from './refresh.ts'
import * as rotate from './rotate-store.ts'
import * as store from './source-store.ts'
import { assertNew, assertOurs, assertWorks, refusedKey, sourceOf } from './sources.ts'
import { openStage } from './stage-store.ts'
import { accessOf, keyPlaceOf, webshareOf } from './upstream.ts'

/** What a new key would change. */
export interface TriedKey {
  diff: rotate.KeyDiff
  losing: rotate.Losing[]
  digest: string
}

const NOBODY = { total() {}, done() {} }
let tries = 0

/**
 * Reads the whole list that a new key shows, for the same plan, and compares it with the pool. Changes nothing.
 * Throws 404, 409 SET_BY_ENVIRONMENT or POOL_SOURCE_EXISTS, 400 with Webshare's own words, 503 WEBSHARE_UNAVAILABLE.
 */
export async function tryKey(deps: Deps, id: string, apiKey: string): Promise<TriedKey> {
  const access = { ...accessOf(deps, rotatable(deps, id)), apiKey }
  assertNew(deps, access, id)
  // A name of its own: a sync of the source may run meanwhile, and put its list down under the source's.
  const stageId = `${id} key ${++tries}`
  const stage = openStage(deps.db, stageId)
  try {
    await collect(deps, webshareOf(deps), access, { sourceId: stageId, stage, progress: NOBODY })
    const sides = { stage: stageId, source: id }
    return { diff: rotate.diffOf(deps.db, sides), losing: rotate.losing(deps.db, sides), digest: digestOfStage(deps.db, stageId) }
  } catch (error) {
    if (error instanceof WebshareFailure) throw refusedKey(deps, error, access)
    throw error
  } finally {
    stage.clear()
  }
}

/**
 * Takes a new key and reads the pool with it; the old one stays until the new one has answered. A list that was looked at is applied
 * however much it changes, as long as it still is that one. No account is moved: those whose exits are gone keep them while they work.
 * Returns the job's id. Throws like `tryKey`.
 * @param digest of the list that was looked at; null when none was.
 */
export async function takeKey(deps: Deps, id: string, apiKey: string, digest: string | null, actor: Actor): Promise<string> {
  const { db, secrets, now } = deps
  const access = { ...accessOf(deps, rotatable(deps, id)), apiKey }
  assertNew(deps, access, id)
  await assertWorks(deps, access)
  transact(db, (tx) => {
    const { name } = rotatable(deps, id)
    store.updateSource(tx, id, { apiKey: secrets.seal(apiKey, keyPlaceOf(id)) })
    record(tx, now(), actor, { type: 'pool.source_changed', data: { source_id: id, source: name, changed: ['api_key'] } })
  })
  return refreshNow(deps, actor, { sourceId: id, ...(digest !== null && { accept: digest }) })
}

function rotatable(deps: Deps, id: string): store.Source {
  const source = sourceOf(deps, id)
  if (source.kind !== 'webshare') throw invalid('api_key', 'belongs to Webshare sources')
  assertOurs(source)
  return source
}
