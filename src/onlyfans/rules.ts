import { createHash } from 'node:crypto'
import { type Tx, transact } from '#db/open.ts'
import type { Deps } from '#src/deps.ts'
import { record } from '#src/events/events.ts'
import { SYSTEM } from '#src/team/actor.ts'
import { fetchRules, nameOfSource } from './rules-source.ts'
import * as store from './rules-store.ts'
import type { SigningRules } from './signing.ts'

/** How long fetched rules are used before their sources are asked again. */
export const FRESH_MS = 15 * 60_000
/** Rules that OnlyFans called outdated are not signed by for so long, unless newer ones come. */
export const OUTDATED_MS = 15 * 60_000
// Older ones than this are waited for; younger ones serve while they are fetched anew.
const STALE_MS = 24 * 3_600_000
const PAUSE_AFTER_FAILURE_MS = 60_000
const MOST_KEPT = 20

export type Rules = store.StoredRules

interface State {
  fetching: Promise<void> | null
  triedAt: number
  /** All rules that are kept, as every signed request looks at them; null after a change. */
  kept: Rules[] | null
}
const states = new WeakMap<Deps['db'], State>()

function stateOf({ db }: Pick<Deps, 'db'>): State {
  const state = states.get(db) ?? { fetching: null, triedAt: Number.NEGATIVE_INFINITY, kept: null }
  states.set(db, state)
  return state
}

/**
 * The rules to sign by now: those that somebody entered, else what the sources say, asked again every quarter of an hour. When no
 * source has any, the last good ones. Null when there never were any.
 */
export async function current(deps: Deps): Promise<Rules | null> {
  const known = inUse(deps)
  const now = deps.now()
  const fetching = isDue(deps, known, now) ? refresh(deps) : stateOf(deps).fetching
  const isGood = known?.outdatedAt === null && (known.source === store.MANUAL || now - known.confirmedAt < STALE_MS)
  if (!fetching || isGood) return known
  await fetching
  return inUse(deps)
}

/** What is kept and would be signed by, without asking anybody. Rules that were never called outdated come first. */
export function inUse({ db }: Pick<Deps, 'db'>): Rules | null {
  const state = stateOf({ db })
  state.kept ??= store.all(db)
  const unmarked = state.kept.filter(({ outdatedAt }) => outdatedAt === null)
  return unmarked.find(({ source }) => source === store.MANUAL) ?? unmarked[0] ?? state.kept[0] ?? null
}

/** Whether OnlyFans refused them a moment ago. Later they may be tried again: it could have been our own clock. */
export const isOutdated = ({ outdatedAt }: Pick<Rules, 'outdatedAt'>, now: number) =>
  outdatedAt !== null && now - outdatedAt < OUTDATED_MS

function isDue(deps: Deps, known: Rules | null, now: number) {
  if (now - stateOf(deps).triedAt < PAUSE_AFTER_FAILURE_MS) return false
  if (!known || known.outdatedAt !== null) return true
  return known.source !== store.MANUAL && now - known.confirmedAt >= FRESH_MS
}

/**
 * Notes that OnlyFans called requests signed by these outdated, and asks the sources at once.
 * Returns other rules that were not called so; null when there are none.
 */
export async function renewed(deps: Deps, outdated: Rules): Promise<Rules | null> {
  mark(deps, outdated)
  const other = () => {
    const next = inUse(deps)
    return next && next.digest !== outdated.digest && next.outdatedAt === null ? next : null
  }
  // Many may be refused at once, and the first of them has asked already. What somebody entered is not what was asked for.
  const known = other()
  if (known && known.confirmedAt > outdated.confirmedAt) return known
  // One that began before the verdict may hold what was just refused.
  await stateOf(deps).fetching
  await refresh(deps)
  return other()
}

function mark(deps: Deps, { digest, source }: Rules) {
  change(deps, (tx) => {
    const wasMarked = store.all(tx).some((one) => one.digest === digest && one.outdatedAt !== null)
    store.setOutdated(tx, digest, deps.now())
    if (!wasMarked) record(tx, deps.now(), SYSTEM, { type: 'rules.outdated', data: { source } })
  })
}

/** Changes what is kept, and forgets what was remembered of it. */
export function change<T>(deps: Pick<Deps, 'db'>, work: (tx: Tx) => T extends Promise<unknown> ? never : T): T {
  stateOf(deps).kept = null
  return transact(deps.db, work)
}

/** Notes that OnlyFans accepted a request signed by these. */
export function worked(deps: Deps, { digest, outdatedAt }: Rules) {
  if (outdatedAt !== null) change(deps, (tx) => store.setOutdated(tx, digest, null))
}

/** Asks the sources in their order until one has rules that work as far as is known. Never throws; two never run at once. */
export function refresh(deps: Deps): Promise<void> {
  const state = stateOf(deps)
  state.triedAt = deps.now()
  state.fetching ??= askSources(deps)
    .catch((error) => deps.log.error({ err: error }, 'Signing rules could not be refreshed'))
    .finally(() => {
      state.fetching = null
    })
  return state.fetching
}

async function askSources(deps: Deps) {
  for (const url of deps.config.rulesUrls) {
    const rules = await fetchRules(deps.net, url)
    if (!rules) deps.log.warn({ source: nameOfSource(url) }, 'A source has no signing rules')
    else if (keep(deps, nameOfSource(url), rules)) return
  }
}

/** Stores what a source says. Returns whether it may be signed by. */
function keep(deps: Deps, source: string, rules: SigningRules): boolean {
  const digest = digestOf(rules)
  const before = inUse(deps)
  return change(deps, (tx) => {
    const known = store.all(tx).find((one) => one.digest === digest)
    const isNew = store.keep(tx, deps.now(), { source, rules, digest })
    if (isNew) {
      record(tx, deps.now(), SYSTEM, { type: 'rules.updated', data: { source, changed: differences(before?.rules, rules) } })
      store.trim(tx, MOST_KEPT)
    }
    return (known?.outdatedAt ?? null) === null
  })
}

export const digestOf = (rules: SigningRules) =>
  createHash('sha256')
    .update(JSON.stringify(Object.entries(rules).sort(([a], [b]) => (a < b ? -1 : 1))))
    .digest('hex')

/** The names of what is not the same. */
function differences(before: SigningRules | undefined, after: SigningRules): string[] {
  const names = Object.keys(after) as (keyof SigningRules)[]
  return names.filter((name) => JSON.stringify(before?.[name]) !== JSON.stringify(after[name]))
}
