import { transact } from '#db/open.ts'
import { checkDueConnections } from '#src/connections/regular.ts'
import type { Deps } from '#src/deps.ts'
import { wakeRested } from '#src/pool/free.ts'
import { refreshNow } from '#src/pool/refresh.ts'
import { checkDue } from '#src/proxies/check-assigned.ts'
import { forgetCredentials } from '#src/proxies/forget-credentials.ts'
import { SYSTEM } from '#src/team/actor.ts'
import { deliverDue, hasWork } from '#src/webhooks/deliver.ts'
import { hasPoolSource } from './schedule-store.ts'
import { createScheduler, type Scheduler, type Task } from './scheduler.ts'
import { trim } from './trim.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
// Each exit has its own moment within the interval, so the task looks more often than an exit is checked.
const LOOKS_AN_INTERVAL = 20

/** Everything that is done every so often. */
export const tasks = ({ config }: Pick<Deps, 'config'>): Task[] => [
  { name: 'pool.sync', everyMs: config.poolSyncEveryMs, atStart: true, run: startSync },
  { name: 'pool.wake', everyMs: MINUTE_MS, run: ({ db, now }) => transact(db, (tx) => wakeRested(tx, now())) },
  { name: 'proxies.check', everyMs: config.checkEveryMs / LOOKS_AN_INTERVAL, run: checkDue },
  { name: 'proxies.forget', everyMs: HOUR_MS, run: forgetCredentials },
  { name: 'connections.check', everyMs: 5 * MINUTE_MS, run: checkDueConnections },
  { name: 'webhooks.deliver', everyMs: MINUTE_MS, hasWork, run: deliverDue },
  { name: 'trim', everyMs: HOUR_MS, run: trim },
]

function startSync(deps: Deps) {
  if (hasPoolSource(deps.db)) refreshNow(deps, SYSTEM)
}

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
