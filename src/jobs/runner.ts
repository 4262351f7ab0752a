import type { Deps } from '#src/deps.ts'
import type { JobRunner } from './job.ts'

/** Runs jobs in this process. Takes the dependencies late, because they hold the runner itself. */
export function createJobRunner(_deps: () => Deps): JobRunner {
  throw new Error('not built yet')
}
