import { describe, expect, test } from 'bun:test'
import * as store from '#src/jobs/schedule-store.ts'
import { createScheduler, type Task } from '#src/jobs/scheduler.ts'
import { testApp } from '#tests/support/app.ts'

const MINUTE = 60_000

async function scheduleOf(task: Partial<Task>, random = () => 0.5) {
  const { deps, clock, logLines } = await testApp()
  const runs: number[] = []
  const whole: Task = { name: 'look', everyMs: MINUTE, run: () => void runs.push(clock.now), ...task }
  const begin = () => createScheduler(deps, [whole], random)
  const scheduler = begin()
  return {
    deps,
    clock,
    runs,
    logLines,
    begin,
    scheduler,
    async turn(ms: number, which = scheduler) {
      clock.now += ms
      which.tick()
      await which.settled()
    },
  }
}

describe('a periodic task', () => {
  test('runs at once when it never ran, then every interval', async () => {
    const { turn, runs, scheduler } = await scheduleOf({})

    await turn(0)
    await turn(MINUTE - 1)
    await turn(1)
    await scheduler.stop()

    expect(runs).toHaveLength(2)
  })

  test.each([
    [0, 0.9],
    [1, 1.1],
  ])('with the dice at %d waits %d intervals', async (dice, share) => {
    const { turn, deps, clock, scheduler } = await scheduleOf({}, () => dice)

    await turn(0)
    await scheduler.stop()

    expect(store.byName(deps.db, 'look')?.nextRunAt).toBe(clock.now + MINUTE * share)
  })

  test('missed while the program was off runs once', async () => {
    const { turn, begin, scheduler, runs } = await scheduleOf({})
    await turn(0)
    await scheduler.stop()

    const next = begin()
    await turn(50 * MINUTE, next)
    await turn(1, next)
    await next.stop()

    expect(runs).toHaveLength(2)
  })

  test('is not repeated by a restart', async () => {
    const { turn, begin, scheduler, runs } = await scheduleOf({})
    await turn(0)
    await scheduler.stop()

    const next = begin()
    await turn(MINUTE / 2, next)
    await next.stop()

    expect(runs).toHaveLength(1)
  })

  test('of the start runs again at a start, but not moments later', async () => {
    const { turn, begin, scheduler, runs } = await scheduleOf({ everyMs: 60 * MINUTE, atStart: true })
    await turn(0)
    await scheduler.stop()

    const soon = begin()
    await turn(30_000, soon)
    await soon.stop()
    expect(runs).toHaveLength(1)

    const later = begin()
    await turn(2 * MINUTE, later)
    await later.stop()
    expect(runs).toHaveLength(1)
    const evenLater = begin()
    await turn(0, evenLater)
    await evenLater.stop()

    expect(runs).toHaveLength(2)
  })

  test('never overlaps itself', async () => {
    let running = 0
    let most = 0
    const { clock, scheduler } = await scheduleOf({
      async run() {
        most = Math.max(most, ++running)
        await Bun.sleep(1)
        running--
      },
    })

    for (let i = 0; i < 5; i++) {
      clock.now += 10 * MINUTE
      scheduler.tick()
    }
    await scheduler.stop()

    expect(most).toBe(1)
  })

  test('comes before its time when there is work', async () => {
    let work = false
    const { turn, runs, scheduler } = await scheduleOf({ hasWork: () => work })

    await turn(0)
    await turn(1)
    work = true
    await turn(1)
    await scheduler.stop()

    expect(runs).toHaveLength(2)
  })

  test('that failed waits for its time, whatever work there is', async () => {
    let tries = 0
    const { turn, scheduler } = await scheduleOf({
      hasWork: () => true,
      run() {
        tries++
        throw new Error('The disk is full')
      },
    })

    await turn(0)
    await turn(1)
    expect(tries).toBe(1)
    await turn(MINUTE)
    await scheduler.stop()

    expect(tries).toBe(2)
  })

  test('that throws is logged and runs again', async () => {
    let tries = 0
    const { turn, deps, logLines, scheduler } = await scheduleOf({
      run() {
        tries++
        throw new TypeError('proxy password hunter2')
      },
    })

    await turn(0)
    await turn(MINUTE)
    await scheduler.stop()

    expect(tries).toBe(2)
    expect(store.byName(deps.db, 'look')?.lastError).toBe('TypeError')
    expect(logLines.join()).toContain('A periodic task failed')
  })

  test('comes soon after the clock was set back', async () => {
    const { turn, runs, scheduler } = await scheduleOf({})
    await turn(0)

    await turn(-24 * 60 * MINUTE)
    await turn(MINUTE)
    await scheduler.stop()

    expect(runs).toHaveLength(2)
  })

  test('is told to stop and waited for', async () => {
    let ended = false
    const { scheduler } = await scheduleOf({
      async run(_deps, signal) {
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
        await Bun.sleep(1)
        ended = true
      },
    })
    scheduler.tick()

    await scheduler.stop()
    scheduler.tick()

    expect(ended).toBe(true)
  })

  test('that was interrupted is the first of the next start', async () => {
    const { begin, scheduler, runs, clock, turn } = await scheduleOf({
      async run(_deps, signal) {
        runs.push(clock.now)
        if (runs.length === 1) await new Promise((resolve) => signal.addEventListener('abort', resolve))
      },
    })
    scheduler.tick()
    await scheduler.stop()

    const next = begin()
    await turn(1, next)
    await next.stop()

    expect(runs).toHaveLength(2)
  })
})
