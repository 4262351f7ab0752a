import { type Tx, transact } from '#db/open.ts'
import { together } from '#db/together.ts'
import type { Deps } from '#src/deps.ts'
import { record } from '#src/events/events.ts'
import { foldCity } from '#src/geo/places.ts'
import { type AppError, conflict } from '#src/http/errors.ts'
import { rest } from '#src/pool/free.ts'
import { ensureFilled } from '#src/pool/refresh.ts'
import { type Actor, SYSTEM } from '#src/team/actor.ts'
import { leave, takeBest, takeListed } from './hold.ts'
import { accountArchived, noProxyAvailable } from './problems.ts'
import * as store from './store.ts'
import { visible } from './visible.ts'
import { homeOf, type Places, placesFor, placesForMove, type Wish } from './wishes.ts'

export { setManual } from './manual.ts'
export { restore } from './restore.ts'

/** The proxy of an account that the caller may see. Throws 404. */
export function read(deps: Deps, accountId: string | null, actor: Actor): store.AccountProxy {
  return visible(deps.db, accountId, actor)
}

export interface AutoInput extends Wish {
  force: boolean
  /** Without a wish: look around the exit the account has, no further than its policy goes. */
  isNear?: boolean
}

/**
 * Gives an account a free exit of the pool. A wish of the request is hard; without one the stored preferences count.
 * Throws 404; 409 PROXY_ALREADY_ASSIGNED or ACCOUNT_IN_MANUAL_MODE unless forced; 503 NO_PROXY_AVAILABLE or WEBSHARE_UNAVAILABLE.
 */
export async function assignAuto(deps: Deps, accountId: string | null, input: AutoInput, actor: Actor, why = 'requested') {
  const attempt = () => together(deps.db, (tx) => assignNow(deps, tx, visible(tx, accountId, actor), input, { actor, why }))
  const first = await attempt()
  if (first) return first
  // Only now: a pool that never was filled is the one case in which waiting for Webshare may help.
  await ensureFilled(deps)
  const second = await attempt()
  if (second) return second
  throw nothingFor(deps, visible(deps.db, accountId, actor), input)
}

/** `assignAuto` within the caller's transaction, from the pool as it is. Null when nothing fits; then nothing has changed. */
export function assignNow(
  deps: Deps,
  tx: Tx,
  row: store.AccountProxy,
  input: AutoInput,
  { actor, why }: { actor: Actor; why: string },
): store.AccountProxy | null {
  const { isKept, places } = decide(row, input)
  return isKept ? switchOn(deps, tx, row, actor) : takeBest(deps, tx, row, places, { actor, why, leaving: 'replaced' })
}

/** What assign-auto would do for an account: keep the exit that is only switched off, or look in these places. Throws 409. */
export function decide(row: store.AccountProxy, input: AutoInput): { isKept: boolean; places: Places } {
  if (row.archivedAt !== null) throw accountArchived()
  if (!input.force && row.mode === 'manual') {
    throw conflict('ACCOUNT_IN_MANUAL_MODE', 'The account uses a manual proxy. Force reassignment to turn it to auto.')
  }
  const isSound = row.mode === 'auto' && row.failedAt === null && row.removedUpstreamAt === null
  if (!input.force && isSound && row.isActive) throw conflict('PROXY_ALREADY_ASSIGNED', 'A proxy is already assigned')
  const places = placesOf(row, input)
  return { isKept: !input.force && isSound && isWithin(places, row), places }
}

// A person who asks for another exit need not be waited for; otherwise their account's policy holds.
function placesOf(row: store.AccountProxy, input: AutoInput): Places {
  const stored = storedWish(row)
  if (!input.isNear || input.country || row.mode !== 'auto') return placesFor(input, stored)
  return placesForMove(row.movePolicy === 'wait' ? 'country' : row.movePolicy, stored, exitPlace(row))
}

/** Where an account belongs: the wish of the request, its stored one or, where that may count, the place of the exit it has. */
export function homeOfAccount(row: store.AccountProxy, input: AutoInput): Wish {
  if (input.country) return input
  return input.isNear && row.mode === 'auto' ? homeOf(storedWish(row), exitPlace(row)) : storedWish(row)
}

const exitPlace = ({ countryCode, cityName }: store.Assignment): Wish => ({ country: countryCode, city: cityName })

/** The 503 for an account that finds no exit, with what comes nearest to its wish. */
export function nothingFor({ db }: Deps, row: store.AccountProxy, input: AutoInput): AppError {
  const wish = homeOfAccount(row, input)
  return noProxyAvailable(db, wish, placesFor(wish, wish)[0] ?? {})
}

// An exit that was only switched off is the one the account had before and that did not fail: it comes first of all.
function switchOn(deps: Deps, tx: Tx, row: store.AccountProxy, actor: Actor): store.AccountProxy {
  store.prefer(tx, row.accountId, { ...row, isActive: true })
  record(tx, deps.now(), actor, { type: 'proxy.switched_on', accountId: row.accountId, data: { why: 'assigned again' } })
  return { ...row, isActive: true }
}

/** Gives an account without an exit a certain one of the pool. Null when that is not to be had. Throws 404, 409 ACCOUNT_ARCHIVED. */
export function assignListed(
  deps: Deps,
  accountId: string,
  exitKey: string,
  actor: Actor,
  why: string,
): store.AccountProxy | null {
  return transact(deps.db, (tx) => {
    const row = visible(tx, accountId, actor)
    if (row.archivedAt !== null) throw accountArchived()
    return row.mode === 'none' ? takeListed(deps, tx, row, exitKey, { actor, why, leaving: 'replaced' }) : null
  })
}

const isWithin = (places: Places, { countryCode, cityName }: store.Assignment) =>
  places.some(({ country, city }) => (!country || country === countryCode) && (!city || city === foldCity(cityName ?? '')))

export const storedWish = ({ regionPreference, cityPreference }: store.Assignment): Wish => ({
  country: regionPreference,
  city: cityPreference,
})

/** What is to be preferred; undefined leaves a value as it is, null clears it. */
export interface PreferInput {
  region?: string | null | undefined
  city?: string | null | undefined
  isActive?: boolean | undefined
}

/**
 * Stores where an account would rather go out, or switches its proxy on and off. Never moves it.
 * Region and city are a pair: who names one and omits the other clears the other. Throws 404.
 */
export function prefer(deps: Deps, accountId: string | null, input: PreferInput, actor: Actor): store.AccountProxy {
  return transact(deps.db, (tx) => {
    const row = visible(tx, accountId, actor)
    const namesPlace = input.region !== undefined || input.city !== undefined
    const wanted: store.Preference = {
      regionPreference: namesPlace ? (input.region ?? null) : row.regionPreference,
      cityPreference: namesPlace ? (input.city ?? null) : row.cityPreference,
      isActive: row.mode !== 'none' && (input.isActive ?? row.isActive),
    }
    const changes = changesOf(row, wanted)
    if (Object.keys(changes).length > 0) {
      store.prefer(tx, row.accountId, wanted)
      record(tx, deps.now(), actor, { type: 'proxy.preferences_changed', accountId: row.accountId, data: { changes } })
    }
    return { ...row, ...wanted }
  })
}

const NAMES = { regionPreference: 'region', cityPreference: 'city', isActive: 'is_active' } as const

function changesOf(before: store.Preference, after: store.Preference) {
  const names = (Object.keys(NAMES) as (keyof typeof NAMES)[]).filter((name) => before[name] !== after[name])
  return Object.fromEntries(names.map((name) => [NAMES[name], { from: before[name], to: after[name] }]))
}

/** Takes the proxy of an account away; the preferences stay. Doing it again changes nothing. Throws 404. */
export function disable(deps: Deps, accountId: string | null, actor: Actor): store.AccountProxy {
  return transact(deps.db, (tx) => {
    const row = visible(tx, accountId, actor)
    if (row.mode !== 'none') leave(deps, tx, row, { actor, why: 'requested', leaving: 'disabled' })
    return visible(tx, accountId, actor)
  })
}

/** Gives back the exit of an account that is archived or deleted, in the transaction that does so. */
export function releaseExit(tx: Tx, deps: Deps, accountId: string, why: string, actor: Actor = SYSTEM) {
  const row = store.find(tx, accountId, actor.reach)
  if (row && row.mode !== 'none') leave(deps, tx, row, { actor, why, leaving: 'archived' })
}

/**
 * Gives back the exit of an account that was made for a try which came to nothing, in the transaction that removes it.
 * @param restMs how long it stays away from others, in place of the usual time.
 */
export function releaseTried(tx: Tx, deps: Deps, accountId: string, restMs: number | null, actor: Actor) {
  const row = store.find(tx, accountId, SYSTEM.reach)
  if (!row?.exitKey) return
  leave(deps, tx, row, { actor, why: 'nothing came of it', leaving: 'archived' })
  if (restMs !== null) rest(tx, row.exitKey, { accountId, why: 'used', until: deps.now() + restMs }, deps.now())
}
