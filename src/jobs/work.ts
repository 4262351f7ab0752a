import { giveProxies } from '#src/accounts/import-job.ts'
import { runAssignMissing, runBulk } from '#src/bulk/run.ts'
import { refresh } from '#src/pool/refresh.ts'
import type { Access } from '#src/team/actor.ts'
import type { JobType, Work } from './job.ts'

/** What runs for each type of job. */
export const WORK: Record<JobType, Work> = {
  'pool.sync': refresh,
  'proxy.bulk': runBulk,
  'proxy.assign_missing': runAssignMissing,
  'accounts.import': giveProxies,
}

const CHANGES_PROXIES = { role: 'operator', scope: 'proxy:write' } as const

/** What whoever asked must still be allowed while a job of the type goes on. */
export const NEEDS: Record<JobType, Access> = {
  'pool.sync': { role: 'manager', scope: 'admin' },
  'proxy.bulk': CHANGES_PROXIES,
  'proxy.assign_missing': CHANGES_PROXIES,
  'accounts.import': CHANGES_PROXIES,
}
