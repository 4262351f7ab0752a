import type { Deps } from '#src/deps.ts'
import { createScheduler, type Scheduler, type Task } from './scheduler.ts'
import { trim } from './trim.ts'

const HOUR_MS = 3_600_000

/** Everything that is done every so often. */
export const tasks = (_deps: Deps): Task[] => [{ name: 'trim', everyMs: HOUR_MS, run: trim }]

/** Goes on with interrupted jobs and begins the periodic work. `stop` waits for what is running. */
export function startSchedule(deps: Deps): Pick<Scheduler, 'stop'> {
  deps.jobs.resume()
  const scheduler = createScheduler(deps, tasks(deps))
  scheduler.tick()
  return {
    async stop() {
      await Promise.all([scheduler.stop(), deps.jobs.stop()])
    },
  }
}
