import type { Queryable } from '#db/open.ts'
import { namesOf } from '#src/accounts/store.ts'
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

/** Finished items for people: accounts by their names, reasons as sentences. Accounts out of reach stay ids. */
export function inWords(db: Queryable, items: JobItem[], actor: Actor): JobResult[] {
  const names = namesOf(
    db,
    items.map(({ item }) => item),
    actor.reach,
  )
  return items.map(({ item, ok, result }) => {
    const name = names.get(item)
    return { label: name ?? item, accountId: name === undefined ? null : item, ok, text: sentenceIn(result) }
  })
}

const SENTENCES = ['error', 'message', 'reason'] as const

function sentenceIn(result: Record<string, unknown>): string {
  for (const name of SENTENCES) {
    const text = result[name]
    if (typeof text === 'string') return text
  }
  return ''
}
