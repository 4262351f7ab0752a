import { giveProxies } from '#src/accounts/import-job.ts'
import { refresh } from '#src/pool/refresh.ts'
import { runAssignMissing, runBulk } from '#src/proxies/bulk.ts'
import type { JobType, Work } from './job.ts'

/** What runs for each type of job. */
export const WORK: Record<JobType, Work> = {
  'pool.sync': refresh,
  'proxy.bulk': runBulk,
  'proxy.assign_missing': runAssignMissing,
  'accounts.import': giveProxies,
}
