import type { Deps } from '#src/deps.ts'
import { countryName, foldCity, isCountry } from '#src/geo/places.ts'
import { stateOf } from '#src/onlyfans/state.ts'
import { countFree, countriesFree } from '#src/pool/free-store.ts'
import { sources } from '#src/pool/source-store.ts'
import { freeSuccessor } from '#src/proxies/successor-store.ts'
import { type Actor, may } from '#src/team/actor.ts'
import { switchedOff } from '#src/webhooks/endpoints.ts'
import { departureOf } from './departures-store.ts'
import * as store from './needs-store.ts'
import { headlineFor, sentenceFor } from './sentence.ts'
import { sessionsInNeed } from './sessions-store.ts'
import type { Departure, Facts, Rights, Thing } from './thing.ts'
import { thingsFrom } from './things.ts'
import { placeIn } from './words.ts'

const PER_CAUSE = 7
/** What nobody has to look at for the accounts to work. */
const HARMLESS = new Set<Thing['cause']>(['slow'])

export interface Attention {
  /** Who needs somebody, in a few words. */
  headline: string
  sentence: string
  /** Worst first, at most seven. */
  things: Thing[]
  /** How many more there are. */
  more: number
  /** How many accounts need somebody. */
  needing: number
  lastCheckAt: number | null
  /** Whether the reader may test and mend. */
  canAct: boolean
}

/** What needs somebody among the accounts an actor may see, and in the pool where they may see that. */
export function attention(deps: Deps, actor: Actor): Attention {
  const { db, now } = deps
  const needs = store.needs(db, actor.reach, PER_CAUSE)
  const sessions = sessionsInNeed(db, actor.reach)
  const mayRead = may(actor, { role: 'viewer', scope: 'pool:read' })
  const facts: Facts = {
    needs,
    departures: departures(deps, needs),
    free: (country, city) => countFree(db, { country, city: city && foldCity(city) }),
    sources: mayRead ? sources(db).filter(({ disabledAt }) => disabledAt === null) : [],
    rules: stateOf(deps),
    sessions,
    webhooks: rightsOf(actor).own ? switchedOff(deps) : [],
    full: mayRead ? fullCountries(deps, actor) : [],
    now: now(),
  }
  const { things, more } = thingsFrom(facts, rightsOf(actor))
  const { lastCheckAt } = store.totals(db, actor.reach)
  const needing = [...new Map(needs.filter(({ cause }) => !HARMLESS.has(cause)).map(({ kind, total }) => [kind, total])).values()]
  const signedOut = sessions.filter(({ isExitFine }) => isExitFine).length
  const sum = needing.reduce((all, total) => all + total, signedOut)
  return {
    headline: headlineFor(things, sum),
    sentence: sentenceFor(things, sum, { lastCheckAt, now: now() }),
    things,
    more,
    needing: sum,
    lastCheckAt,
    canAct: rightsOf(actor).assign,
  }
}

export const rightsOf = (actor: Actor): Rights => ({
  assign: may(actor, { role: 'operator', scope: 'proxy:write' }),
  sync: may(actor, { role: 'manager', scope: 'admin' }),
  own: may(actor, { role: 'owner', scope: 'admin' }),
})

function departures({ db }: Deps, needs: store.Need[]): Map<string, Departure> {
  const gone = needs.filter(({ cause }) => cause === 'left_pool' || cause === 'left_pool_dead')
  return new Map(
    gone.map(({ accountId }) => {
      const departure = departureOf(db, accountId)
      const free = freeSuccessor(db, accountId)
      const successor = free
        ? { address: free.host, place: placeIn(free.countryCode, free.cityName), isFree: true }
        : departure?.successor
          ? { address: departure.successor, place: '', isFree: false }
          : null
      return [accountId, { reason: departure?.reason ?? null, successor }]
    }),
  )
}

function fullCountries({ db }: Deps, actor: Actor): Facts['full'] {
  const full = new Set(countriesFree(db).flatMap(({ code, available }) => (available === 0 ? [code] : [])))
  if (full.size === 0) return []
  return store
    .exitsByCountry(db, actor.reach)
    .flatMap(({ country, accounts }) =>
      country !== null && isCountry(country) && full.has(country) ? [{ country, name: countryName(country), accounts }] : [],
    )
}
