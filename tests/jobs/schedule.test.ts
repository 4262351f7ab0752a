import { describe, expect, test } from 'bun:test'
import { jobs } from '#db/schema/jobs.ts'
import { startSchedule, tasks } from '#src/jobs/schedule.ts'
import * as store from '#src/jobs/schedule-store.ts'
import { testApp } from '#tests/support/app.ts'
import { fillPool } from '#tests/support/pool.ts'

describe('the schedule', () => {
  test('follows the configured intervals', async () => {
    const { deps } = await testApp({ env: { MOORING_POOL_SYNC_EVERY: '1h', MOORING_CHECK_EVERY: '100s' } })

    const everyMs = Object.fromEntries(tasks(deps).map((task) => [task.name, task.everyMs]))

    expect(everyMs).toEqual({
      'pool.sync': 3_600_000,
      'pool.wake': 60_000,
      'proxies.check': 5_000,
      'proxies.forget': 3_600_000,
      'connections.check': 300_000,
      'webhooks.deliver': 60_000,
      trim: 3_600_000,
    })
  })

  test('runs at start and remembers its next runs', async () => {
    const { deps } = await testApp()

    const schedule = startSchedule(deps)
    await Bun.sleep(5)
    await schedule.stop()

    for (const { name } of tasks(deps)) expect(store.byName(deps.db, name)?.nextRunAt).toBeGreaterThan(deps.now())
  })

  test('starts a refresh only where there is something to read', async () => {
    const without = await testApp()
    await startSchedule(without.deps).stop()
    const app = await testApp()
    fillPool(app, [{ host: '192.0.2.1' }])
    await startSchedule(app.deps).stop()

    expect(without.deps.db.select().from(jobs).all()).toEqual([])
    expect(
      app.deps.db
        .select()
        .from(jobs)
        .all()
        .map(({ type }) => type),
    ).toEqual(['pool.sync'])
  })
})
