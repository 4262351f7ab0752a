import type { Change } from '#db/changes.ts'

/** What a reader has to look at again, by id. */
export interface Topics {
  accounts: Set<string>
  jobs: Set<string>
  pool: boolean
}

// What gives an exit to an account or takes it away changes how many are free.
const MOVES = new Set(['proxy.assigned', 'proxy.reassigned', 'proxy.disabled', 'proxy.removed_upstream'])

/** What a number of changes are about, each thing once. */
export function topicsOf(changes: Change[]): Topics {
  const topics: Topics = { accounts: new Set(), jobs: new Set(), pool: false }
  for (const { type, accountId, jobId } of changes) {
    if (accountId) topics.accounts.add(accountId)
    if (jobId) topics.jobs.add(jobId)
    // Signing rules that are outdated stand on the pages where the pool stands.
    if (/^(pool|rules)\./.test(type) || MOVES.has(type)) topics.pool = true
  }
  return topics
}

export const isNothing = ({ accounts, jobs, pool }: Topics) => accounts.size === 0 && jobs.size === 0 && !pool
