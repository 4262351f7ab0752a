import type { Queryable } from '#db/open.ts'
import { namesOf } from '#src/accounts/store.ts'
import type { Actor } from '#src/team/actor.ts'
import type { JobResult } from '#views/jobs.tsx'
import type { JobItem } from './store.ts'

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
