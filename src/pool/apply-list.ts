import { type Queryable, type Tx, transact } from '#db/open.ts'
import type { Deps } from '#src/deps.ts'
import { record } from '#src/events/events.ts'
import { WEBSHARE_SENTENCES } from '#src/net/webshare-failure.ts'
import { type Doubt, doubtAbout, isConfirmed } from './brake.ts'
import { type Credentials, sealCredentials } from './credentials.ts'
import { applyStaged, type Difference, differenceOf, stagedExits, vanished } from './diff-store.ts'
import { takeIn } from './free.ts'
import { recordIfLow } from './low.ts'
import * as push from './push-store.ts'
import { explained, type Replacements, replacementsFor } from './replaced.ts'
import * as store from './source-store.ts'
import type { SyncOptions, SyncResult } from './sync.ts'

interface StagedList {
  sourceId: string
  runId: number
  credentials: Map<string, Credentials>
}

/** Makes the pool what the staged list says, in one transaction; or holds the list back for a second look. */
export async function applyList(deps: Deps, list: StagedList, options: SyncOptions): Promise<SyncResult> {
  const { db, secrets, now } = deps
  const { sourceId } = list
  const before = differenceOf(db, sourceId)
  // What Webshare says about its own replacements explains a hole, and tells an account where its exit went.
  const replacements =
    doubtAbout(before) !== null || before.removedAssigned > 0 ? await replacementsFor(deps, sourceId, options.signal) : null
  const known = push.storedCredentials(db, sourceId)
  const sealed = [...list.credentials]
    .filter(([id]) => !known.has(id))
    .map(([id, pair]) => ({ id, sealed: sealCredentials(secrets, id, pair) }))

  return transact(db, (tx) => {
    const source = store.sourceById(tx, sourceId)
    if (!source) return { outcome: 'failed', failure: 'bad_answer', detail: 'The source is gone.' } as const
    // Once more where Webshare was asked: accounts may have moved meanwhile.
    const difference = replacements ? differenceOf(tx, sourceId) : before
    const doubt = doubtAbout(difference)
    const digest = digestOf(tx, sourceId, doubt)
    if (doubt && !isBelieved(tx, { source, doubt, digest, replacements: replacements ?? new Map(), now: now() }, options)) {
      return hold(tx, deps, { source, runId: list.runId, difference, doubt, digest }, options)
    }
    return apply(tx, deps, { source, runId: list.runId, difference, sealed, replacements: replacements ?? new Map() }, options)
  })
}

// Only a doubtful answer is compared with an earlier one.
const digestOf = (tx: Tx, sourceId: string, doubt: Doubt | null): string => (doubt ? digestOfStage(tx, sourceId) : '')

/** What tells one staged list from another. */
export function digestOfStage(tx: Queryable, sourceId: string): string {
  const hash = new Bun.CryptoHasher('sha256')
  for (const exit of stagedExits(tx, sourceId)) hash.update(`${exit}\n`)
  return hash.digest('hex')
}

interface Believing {
  source: store.Source
  doubt: Doubt
  digest: string
  replacements: Replacements
  now: number
}

function isBelieved(tx: Tx, { source, doubt, digest, replacements, now }: Believing, { accepted }: SyncOptions): boolean {
  if (accepted === digest) return true
  const { heldAt, heldDigest } = source
  const held = heldAt !== null && heldDigest !== null ? { at: heldAt, digest: heldDigest } : null
  if (isConfirmed(doubt, held, digest, now)) return true
  return doubt === 'shrunken' && explained(vanished(tx, source.id, { heldOnly: false }), replacements)
}

const DETAILS: Record<Doubt, (difference: Difference) => string> = {
  empty: () => 'The list is empty.',
  shrunken: ({ removed, listed, removedAssigned }) =>
    `The list lacks ${removed} of ${listed} proxies; accounts use ${removedAssigned} of them.`,
  cities_lost: ({ citiesLost }) => `The list no longer names the city of ${citiesLost} proxies.`,
}

interface Holding {
  source: store.Source
  runId: number
  difference: Difference
  doubt: Doubt
  digest: string
}

function hold(
  tx: Tx,
  { now, log }: Deps,
  { source, runId, difference, doubt, digest }: Holding,
  options: SyncOptions,
): SyncResult {
  const { total, added, removed, removedAssigned } = difference
  const detail = DETAILS[doubt](difference)
  const failure = doubt === 'cities_lost' ? 'bad_answer' : 'shrunken'
  // The clock of the second look starts with the first sight of this very answer.
  const heldAt = source.heldDigest === digest && source.heldAt !== null ? source.heldAt : now()
  store.updateSource(tx, source.id, {
    ...{ lastError: failure, lastErrorDetail: detail, heldAt, heldDigest: digest },
    held: { total, added, removed, removedAssigned },
  })
  store.finishRun(tx, runId, { finishedAt: now(), outcome: 'held', error: failure, total, added, removed })
  const data = { source_id: source.id, source: source.name, reason: failure, detail, held: true, last_good_at: source.lastGoodAt }
  record(tx, now(), options.actor, { type: 'pool.sync_failed', data })
  const result: SyncResult = { outcome: 'held', total, added, removed, removedAssigned, detail }
  options.onEnd?.(result)
  log.warn({ source: source.id, detail }, WEBSHARE_SENTENCES.shrunken)
  return result
}

interface Applying {
  source: store.Source
  runId: number
  difference: Difference
  sealed: { id: string; sealed: string }[]
  replacements: Replacements
}

function apply(
  tx: Tx,
  { now }: Deps,
  { source, runId, difference, sealed, replacements }: Applying,
  options: SyncOptions,
): SyncResult {
  const { total, added, removed, removedAssigned } = difference
  const gone = removedAssigned > 0 ? vanished(tx, source.id, { heldOnly: true }) : []
  push.addCredentials(tx, source.id, sealed)
  const { changed } = applyStaged(tx, source.id, now())
  takeIn(tx, source.id, now())
  push.pushToAccounts(tx, source.id)
  store.updateSource(tx, source.id, {
    ...{ lastGoodAt: now(), lastError: null, lastErrorDetail: null },
    ...{ heldAt: null, heldDigest: null, held: null },
  })
  store.finishRun(tx, runId, { finishedAt: now(), outcome: 'applied', total, added, removed, changed })
  const data = { source_id: source.id, source: source.name, total, added, removed, changed, removed_assigned: removedAssigned }
  record(tx, now(), options.actor, { type: 'pool.synced', data })
  for (const { accountId, exitKey, host, port } of gone) {
    const replacement = replacements.get(`${host}:${port}`)
    const why = replacement && { reason: replacement.reason, successor: replacement.successor, replaced_at: replacement.at }
    record(tx, now(), options.actor, { type: 'proxy.removed_upstream', accountId, data: { exit: exitKey, port, ...why } })
  }
  recordIfLow(tx, now(), options.actor)
  const result: SyncResult = { outcome: 'applied', total, added, removed, changed }
  options.onEnd?.(result)
  return result
}
