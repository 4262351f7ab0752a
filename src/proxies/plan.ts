import type { Deps } from '#src/deps.ts'
import type { Actor } from '#src/team/actor.ts'
import { decide, nothingFor } from './assignment.ts'
import type { Perform } from './bulk.ts'
import * as bulkStore from './bulk-store.ts'
import { activeUpstream } from './connectivity.ts'
import { peekBest } from './hold.ts'
import type { BulkInput } from './input.ts'
import { newProxyJson } from './json.ts'
import { visible } from './visible.ts'

/** What a bulk action would do, account by account, without doing it. No exit is planned twice. */
export function createPlan(deps: Deps, actor: Actor, { action, country, city }: BulkInput): Perform {
  const taken = new Set<string>()
  return (accountId, done) => {
    const row = visible(deps.db, accountId, actor)
    if (action === 'test') activeUpstream(deps, row)
    if (action !== 'assign' && action !== 'replace') return done({ name: row.accountName, would: action })
    const wish = { country, city, force: action === 'replace' }
    const { isKept, places } = decide(row, wish)
    if (isKept) return done({ name: row.accountName, would: 'switch_on', proxy: newProxyJson(row) })
    const best = peekBest(deps, row, places, taken)
    const exit = best && bulkStore.exitOf(deps.db, best.id)
    if (!best || !exit) throw nothingFor(deps, row, wish)
    taken.add(best.exitKey)
    done({ name: row.accountName, would: action, proxy: newProxyJson(exit) })
  }
}
