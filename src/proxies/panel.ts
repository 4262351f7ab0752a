import type { Deps } from '#src/deps.ts'
import { countryName } from '#src/geo/places.ts'
import { citiesFree, countriesFree } from '#src/pool/free-store.ts'
import { type Actor, may } from '#src/team/actor.ts'
import type { PanelProps } from '#views/proxies.tsx'
import { restorable } from './restore.ts'
import type { AccountProxy } from './store.ts'
import { usernameOf } from './upstream.ts'

/** Everything the proxy panel of an account shows. */
export function panelOf(deps: Deps, row: AccountProxy, actor: Actor, notice?: PanelProps['notice']): PanelProps {
  const canChange = may(actor, { role: 'operator', scope: 'proxy:write' })
  const country = row.regionPreference ?? row.countryCode
  const previous = restorable(deps, row)
  return {
    accountId: row.accountId,
    proxy: { ...row, username: usernameOf(deps, row) },
    countries: canChange ? countriesFree(deps.db).map((one) => ({ ...one, name: countryName(one.code) })) : [],
    cities: canChange && country ? citiesFree(deps.db, country) : [],
    canChange,
    previous: previous ? `${previous.host}:${previous.port}` : null,
    now: deps.now(),
    notice,
  }
}
