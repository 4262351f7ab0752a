import { leavesExitBlameless } from '#src/proxies/blameless.ts'
import type { AccountProxy } from '#src/proxies/store.ts'

/** What would help an account that needs attention, or why nobody but a person can. */
export type Remedy = { action: 'assign' | 'replace' | 'test' } | { action: null; why: string }

const nothing = (why: string): Remedy => ({ action: null, why })

/** One cause, one remedy (UX 6.3b): only an exit that is proven dead or gone is a reason to move. */
export function remedyFor(row: AccountProxy): Remedy {
  if (row.archivedAt !== null) return nothing('The account is archived.')
  if (row.mode === 'none') return { action: 'assign' }
  if (!row.isActive) return nothing('It was switched off by hand.')
  const isFailing = row.failedAt !== null || row.lastCheckOk === false
  if (row.mode === 'manual') return nothing(isFailing ? 'It uses its own proxy. Paste another one.' : 'Its exit is fine.')
  if (row.failedAt !== null || row.removedUpstreamAt !== null) return { action: 'replace' }
  if (row.lastCheckOk !== false) return nothing('Its exit is fine.')
  return leavesExitBlameless(row.lastCheckReason)
    ? nothing('The proxy plan or our own network is at fault, not this exit.')
    : { action: 'test' }
}
