import { namesOf } from '#src/accounts/store.ts'
import { csvLine } from '#src/base/csv-line.ts'
import type { Deps } from '#src/deps.ts'
import type { Actor } from '#src/team/actor.ts'
import { find } from './jobs.ts'
import { withinReach } from './results.ts'
import * as store from './store.ts'

const HEADER = ['item', 'account', 'code', 'error', 'closest']

/** What failed in a job, with why and with what comes nearest, as a file. Throws 404. */
export function failedCsv(deps: Deps, id: string, actor: Actor): string {
  const items = withinReach(deps.db, store.failedItemsOf(deps.db, find(deps, id, actor).id), actor)
  const ids = items.map(({ item }) => item)
  const names = namesOf(deps.db, ids, actor.reach)
  return [csvLine(HEADER), ...items.map(({ item, result }) => csvLine([item, names.get(item) ?? null, ...cellsOf(result)]))].join(
    '',
  )
}

interface Choice {
  country: string | null
  city: string | null
  free: number
}

function cellsOf({ code, error, reason, details }: Record<string, unknown>): (string | null)[] {
  const closest = (details as { closest?: Choice[] } | undefined)?.closest ?? []
  const places = closest.map(({ country, city, free }) => `${[city, country].filter(Boolean).join(', ')} (${free} free)`)
  return [textOf(code), textOf(error) ?? textOf(reason), places.join('; ')]
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : null)
