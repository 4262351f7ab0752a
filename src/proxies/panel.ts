import type { Deps } from '#src/deps.ts'
import { countryName } from '#src/geo/places.ts'
import { SENTENCES } from '#src/net/failure.ts'
import { citiesFree, countFree, countriesFree } from '#src/pool/free-store.ts'
import { type Actor, may } from '#src/team/actor.ts'
import type { PanelProps } from '#views/proxy-panel.tsx'
import { causeOf } from './cause.ts'
import * as checks from './check-store.ts'
import * as history from './history-store.ts'
import { lastChecks } from './last-checks-store.ts'
import { restorable } from './restore.ts'
import type { AccountProxy } from './store.ts'
import { usernameOf } from './upstream.ts'
import { withinOf } from './wishes.ts'

const BARS = 90
const ROWS = 10

interface Asked {
  notice?: PanelProps['notice']
  /** Countries whose cities are to be offered, where somebody chose others than the account's. */
  country?: string | undefined
  elsewhere?: string | undefined
}

/** Everything the proxy panel of an account shows. */
export function panelOf(deps: Deps, row: AccountProxy, actor: Actor, asked: Asked = {}): PanelProps {
  const { db } = deps
  const canChange = may(actor, { role: 'operator', scope: 'proxy:write' })
  const country = asked.country ?? row.regionPreference
  const citiesOf = (code: string | null) => (canChange && code !== null ? citiesFree(db, code) : [])
  const within = withinOf(row)
  const home = row.regionPreference ?? within
  const previous = restorable(deps, row)
  return {
    ...lastChecks(db, row.accountId, BARS),
    accountId: row.accountId,
    proxy: { ...row, username: usernameOf(deps, row), country: row.countryCode && countryName(row.countryCode) },
    cause: causeOf(row),
    reason: sentenceFor(row.lastCheckReason ?? row.failedReason),
    within,
    free: { amount: countFree(db, { country: home }), place: home && countryName(home) },
    countries: canChange ? byName(countriesFree(db).map((one) => ({ ...one, name: countryName(one.code) }))) : [],
    country,
    cities: citiesOf(country),
    elsewhere: { country: asked.elsewhere ?? null, cities: citiesOf(asked.elsewhere ?? null) },
    canChange,
    previous: previous ? `${previous.host}:${previous.port}` : null,
    history: history.list(db, row.accountId, { limit: ROWS, before: null }),
    latest: checks.list(db, row.accountId, null, ROWS, null).map((check) => ({ ...check, reason: sentenceFor(check.reason) })),
    now: deps.now(),
    notice: asked.notice,
  }
}

/** Why a check failed, in words; null when it is not said. */
export const sentenceFor = (reason: string | null) => Object.entries(SENTENCES).find(([name]) => name === reason)?.[1] ?? reason

const byName = <T extends { name: string }>(places: T[]) => places.sort((a, b) => a.name.localeCompare(b.name, 'en'))
