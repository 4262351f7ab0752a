import type { Deps } from '#src/deps.ts'
import * as store from './schedule-store.ts'

/** Something that is done every so often. */
export interface Task {
  name: string
  everyMs: number
  /** Also when the program starts, unless it was done moments ago. */
  atStart?: boolean
  /** Also as soon as this is so. It is asked every second, so it must be quick. */
  hasWork?(deps: Deps): boolean
  run(deps: Deps, signal: AbortSignal): Promise<void> | void
}

export interface Scheduler {
  /** Starts what is due. A timer calls it; tests turn the clock and call it themselves. */
  tick(): void
  /** Resolves when nothing is running. */
  settled(): Promise<void>
  /** Starts nothing more, tells running tasks to stop, and waits for them. */
  stop(): Promise<void>
}

const TICK_MS = 1_000
const JITTER = 0.1
// A program that is restarted again and again must not call out each time.
const MOMENTS_AGO_MS = 60_000

/**
 * Runs each task by itself: never overlapping, with ±10 % jitter, and with the next run kept in the database, so that a restart
 * neither forgets nor repeats one. Runs that were missed collapse into one. What a task throws is logged and changes nothing else.
 */
export function createScheduler(deps: Deps, tasks: Task[], random: () => number = Math.random): Scheduler {
  const stopping = new AbortController()
  const running = new Map<string, Promise<void>>()
  const due = new Map(tasks.map((task) => [task.name, firstRun(deps, task)]))
  // What has just failed waits for its interval, whatever work there is.
  const failed = new Set<string>()

  function tick() {
    if (stopping.signal.aborted) return
    for (const task of tasks) {
      if (running.has(task.name) || !(isDue(task) || isWanted(task))) continue
      running.set(
        task.name,
        runOnce(task).finally(() => running.delete(task.name)),
      )
    }
  }

  function isDue({ name, everyMs }: Task) {
    const now = deps.now()
    const at = due.get(name) ?? now
    // After the clock was set back, a moment that lies far ahead would never come.
    if (at > now + everyMs * (1 + JITTER)) due.set(name, now + everyMs)
    return at <= now
  }

  function isWanted(task: Task) {
    if (!task.hasWork || failed.has(task.name)) return false
    try {
      return task.hasWork(deps)
    } catch (thrown) {
      failed.add(task.name)
      deps.log.error({ err: thrown, task: task.name }, 'A periodic task could not be asked for its work')
      return false
    }
  }

  async function runOnce(task: Task) {
    let error: unknown
    failed.delete(task.name)
    try {
      await task.run(deps, stopping.signal)
    } catch (thrown) {
      error = thrown
      failed.add(task.name)
      deps.log.error({ err: thrown, task: task.name }, 'A periodic task failed')
    }
    const next = deps.now() + Math.round(task.everyMs * (1 - JITTER + 2 * JITTER * random()))
    due.set(task.name, next)
    // Interrupted work is not done: the next process begins with it.
    if (!stopping.signal.aborted) remember(task, next, error)
  }

  function remember({ name }: Task, nextRunAt: number, error: unknown) {
    try {
      store.write(deps.db, { name, nextRunAt, lastRunAt: deps.now(), lastError: error === undefined ? null : nameOf(error) })
    } catch (thrown) {
      deps.log.error({ err: thrown, task: name }, 'The next run of a periodic task could not be stored')
    }
  }

  const timer = setInterval(tick, TICK_MS)
  timer.unref()

  return {
    tick,
    settled: async () => void (await Promise.all(running.values())),
    async stop() {
      clearInterval(timer)
      stopping.abort()
      await Promise.all(running.values())
    },
  }
}

function firstRun({ db, now }: Deps, { name, atStart }: Task) {
  const known = store.byName(db, name)
  if (!known) return now()
  const isFresh = known.lastRunAt !== null && Math.abs(now() - known.lastRunAt) < MOMENTS_AGO_MS
  return atStart && !isFresh ? now() : known.nextRunAt
}

// Only the kind of error is stored: its text may hold what must not be seen. The log has the rest.
const nameOf = (error: unknown) => (error instanceof Error ? error.name : 'Error')
