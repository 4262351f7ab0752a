import type { JobType, Work } from './job.ts'

/** What runs for each type of job. */
export const WORK: Partial<Record<JobType, Work>> = {}
