import { transact } from '#db/open.ts'
import { newId } from '#src/base/ids.ts'
import type { Deps } from '#src/deps.ts'
import { record } from '#src/events/events.ts'
import { AppError, conflict, invalid, notFound } from '#src/http/errors.ts'
import type { WebshareAccess } from '#src/net/webshare.ts'
import { WebshareFailure } from '#src/net/webshare-failure.ts'
import type { Actor } from '#src/team/actor.ts'
import { recountFree } from './free.ts'
import type { NewWebshareSource, SourceChange } from './input.ts'
import { listInPlaceOf } from './own-list.ts'
import { markAllRemoved } from './push-store.ts'
import { refreshNow } from './refresh.ts'
import * as store from './source-store.ts'
import { accessOf, keyPlaceOf, webshareOf, webshareUnavailable } from './upstream.ts'

/** A source, and the job that fills it. */
export interface SavedSource {
  source: store.Source
  jobId: string | null
}

/**
 * Adds a Webshare key and plan. The key is tried first: nothing is saved that does not work. Throws 400 with Webshare's own
 * words when it refuses the key, 503 WEBSHARE_UNAVAILABLE when it cannot be asked, 409 POOL_SOURCE_EXISTS for a second one
 * of the same key, plan and mode.
 */
export async function addWebshare(
  deps: Deps,
  { name, apiKey, planId, mode }: NewWebshareSource,
  actor: Actor,
): Promise<SavedSource> {
  const { db, secrets, now } = deps
  const access = { apiKey, planId: planId ?? null, mode }
  assertNew(deps, access, null)
  await assertWorks(deps, access)
  const id = newId('src')
  const source = transact(db, (tx) => {
    assertNew(deps, access, null)
    const sealed = secrets.seal(apiKey, keyPlaceOf(id))
    const made = { id, kind: 'webshare', origin: 'settings', createdAt: now(), name: name ?? 'Webshare' } as const
    store.insertSource(tx, { ...made, apiKey: sealed, planId: access.planId, proxyMode: mode })
    record(tx, now(), actor, { type: 'pool.source_added', data: { source_id: id, source: made.name, kind: 'webshare' } })
    return sourceOf(deps, id)
  })
  return { source, jobId: refreshNow(deps, actor, { sourceId: id }) }
}

/**
 * Changes a source, all of it or nothing; a new key or plan is tried first and the old one stays until the new one works. Throws
 * like `addWebshare`, and 404.
 */
export async function change(
  deps: Deps,
  id: string,
  { name, apiKey, planId, enabled, proxies }: SourceChange,
  actor: Actor,
): Promise<SavedSource> {
  const { db, secrets, now } = deps
  const before = sourceOf(deps, id)
  const isElsewhere = apiKey !== undefined || (planId !== undefined && planId !== before.planId)
  if (before.kind === 'list' && isElsewhere) throw invalid('api_key', 'belongs to Webshare sources')
  if (isElsewhere || enabled !== undefined) assertOurs(before)
  const list = proxies === undefined ? null : listInPlaceOf(deps, before, proxies)
  if (isElsewhere) {
    const old = accessOf(deps, before)
    const access = { ...old, apiKey: apiKey ?? old.apiKey, planId: planId === undefined ? old.planId : planId }
    assertNew(deps, access, id)
    await assertWorks(deps, access)
  }
  const source = transact(db, (tx) => {
    store.updateSource(tx, id, {
      ...(name !== undefined && { name }),
      ...(apiKey !== undefined && { apiKey: secrets.seal(apiKey, keyPlaceOf(id)) }),
      ...(planId !== undefined && { planId }),
      ...(enabled !== undefined && { disabledAt: enabled ? null : (before.disabledAt ?? now()) }),
    })
    list?.apply(tx)
    if (enabled !== undefined) recountFree(tx, now())
    const changed = Object.entries({ name, api_key: apiKey, plan_id: planId, enabled, proxies }).flatMap(([field, value]) =>
      value === undefined ? [] : [field],
    )
    record(tx, now(), actor, { type: 'pool.source_changed', data: { source_id: id, source: name ?? before.name, changed } })
    return sourceOf(deps, id)
  })
  const isWorthReading = source.kind === 'webshare' && source.disabledAt === null && (isElsewhere || enabled === true)
  return { source, jobId: isWorthReading ? refreshNow(deps, actor, { sourceId: id }) : null }
}

/** Removes a source with its proxies. Accounts keep the exits they have, marked as no longer listed. Throws 404. */
export function remove({ db, now, ...deps }: Deps, id: string, actor: Actor): void {
  const source = sourceOf({ db }, id)
  assertOurs(source)
  transact(db, (tx) => {
    markAllRemoved(tx, id, now())
    store.deleteSource(tx, id)
    recountFree(tx, now())
    record(tx, now(), actor, { type: 'pool.source_removed', data: { source_id: id, source: source.name } })
  })
  deps.log.info({ source: id }, 'A pool source was removed')
}

/** Lets a held list through, as long as the next answer is still that one. Returns the job's id. Throws 404, 409 NOTHING_HELD. */
export function accept(deps: Deps, id: string, actor: Actor): string {
  const { heldDigest, held, name } = sourceOf(deps, id)
  if (heldDigest === null) throw conflict('NOTHING_HELD', 'No list of this source waits to be accepted')
  record(deps.db, deps.now(), actor, { type: 'pool.held_accepted', data: { source_id: id, source: name, ...held } })
  return refreshNow(deps, actor, { sourceId: id, accept: heldDigest })
}

export function sourceOf({ db }: Pick<Deps, 'db'>, id: string): store.Source {
  const source = store.sourceById(db, id)
  if (!source) throw notFound('Pool source')
  return source
}

/** Throws 409 SET_BY_ENVIRONMENT. */
export function assertOurs({ origin }: store.Source) {
  if (origin === 'environment')
    throw conflict('SET_BY_ENVIRONMENT', 'This source is set by WEBSHARE_API_KEY and WEBSHARE_PLAN_ID')
}

/** Throws 409 POOL_SOURCE_EXISTS when another source has this key, plan and mode. */
export function assertNew(deps: Deps, { apiKey, planId, mode }: WebshareAccess, except: string | null) {
  for (const source of store.sources(deps.db)) {
    if (source.id === except || source.kind !== 'webshare' || source.planId !== planId || source.proxyMode !== mode) continue
    if (accessOf(deps, source).apiKey === apiKey) throw conflict('POOL_SOURCE_EXISTS', 'This key and plan feed the pool already')
  }
}

/** Tries a key on the first page of its list. Throws 400 with Webshare's own words, 503 WEBSHARE_UNAVAILABLE. */
export async function assertWorks(deps: Deps, access: WebshareAccess) {
  try {
    await webshareOf(deps).list(access, { page: 1, pageSize: 25 }, { isUrgent: true })
  } catch (error) {
    if (!(error instanceof WebshareFailure)) throw error
    throw refusedKey(deps, error, access)
  }
}

/** What a failed call says of the key it was made with: that it is no good, or that nothing can be said now. */
export function refusedKey({ config }: Pick<Deps, 'config'>, error: WebshareFailure, { planId }: WebshareAccess): AppError {
  const { failure, detail, status, message } = error
  if (failure === 'unreachable') {
    return webshareUnavailable(`Webshare does not answer at ${new URL(config.webshare.apiUrl).host}. Nothing was saved.`)
  }
  if (!SAYS_NO.has(failure)) return webshareUnavailable(`${message} Nothing was saved.`)
  const words = detail ? ` Webshare says: ${detail}` : ''
  const path = status === 404 && planId !== null ? 'plan_id' : 'api_key'
  return new AppError(400, 'VALIDATION_ERROR', 'The key was not saved', [{ path, message: `${message}${words}` }])
}

// A list that changed while it was read, or a busy or silent Webshare, says nothing against the key.
const SAYS_NO = new Set<WebshareFailure['failure']>(['unauthorized', 'payment_required', 'suspended', 'bad_answer'])
