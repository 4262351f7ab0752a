import { z } from 'zod'
import type { Queryable } from '#db/open.ts'
import { namesOf } from '#src/accounts/store.ts'
import { choicesIn } from '#src/bulk/shown.ts'
import { countryName } from '#src/geo/places.ts'
import type { Actor } from '#src/team/actor.ts'
import type { JobResult } from '#views/jobs.tsx'
import type { JobItem } from './store.ts'

/** Results of accounts only as far as `actor` reaches: who asked may have lost some since. */
export function withinReach(db: Queryable, items: JobItem[], { reach }: Actor): JobItem[] {
  if (reach.tags === null && reach.accountIds === null) return items
  const names = namesOf(
    db,
    items.map(({ item }) => item),
    reach,
  )
  return items.filter(({ item, result }) => names.has(item) || !('account_id' in result) || result.code === 'ACCOUNT_NOT_FOUND')
}

/** Finished items for people: accounts by their names, reasons as sentences, exits by address and place, and what comes nearest where none fitted. */
export function inWords(db: Queryable, items: JobItem[], actor: Actor): JobResult[] {
  const names = namesOf(
    db,
    items.map(({ item }) => item),
    actor.reach,
  )
  return items.map(({ item, ok, result }) => {
    const name = names.get(item)
    return {
      label: name ?? item,
      accountId: name === undefined ? null : item,
      ok,
      text: sentenceIn(result),
      choices: ok ? [] : choicesIn(result.details),
    }
  })
}

const SENTENCES = ['error', 'message', 'reason'] as const

function sentenceIn(result: Record<string, unknown>): string {
  for (const name of SENTENCES) {
    const text = result[name]
    if (typeof text === 'string') return text
  }
  return foundIn(result.tested_proxy) ?? exitIn(result.proxy) ?? ''
}

// Results are read as they were stored, maybe by an older version.
const FoundByTest = z.object({ exit_ip: z.string(), latency_ms: z.number() })
const NewExit = z.object({
  proxy_address: z.string(),
  proxy_country_code: z.string().nullish(),
  proxy_city_name: z.string().nullish(),
})

function foundIn(tested: unknown): string | null {
  const { data } = FoundByTest.safeParse(tested)
  return data ? `answered in ${data.latency_ms} ms from ${data.exit_ip}` : null
}

function exitIn(proxy: unknown): string | null {
  const { data } = NewExit.safeParse(proxy)
  if (!data) return null
  const { proxy_address: address, proxy_country_code: country, proxy_city_name: city } = data
  const place = [city, country && countryName(country)].filter(Boolean).join(', ')
  return place === '' ? address : `${address} in ${place}`
}
