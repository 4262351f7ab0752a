import { rateLimited } from '#src/http/errors.ts'

export interface Queue {
  /**
   * Runs work as soon as there is a place for it; callers take turns, so that one who asks for thousands does not stop the
   * others. Throws AppError 429 when too many wait already.
   * @param caller who asks; work of one caller runs in order.
   */
  run<T>(work: () => Promise<T>, caller?: string): Promise<T>
  /** How many run and how many wait. */
  load(): { running: number; waiting: number }
}

const RETRY_AFTER_MS = 30_000

/** @param places how many run at once. @param seats how many may wait. */
export function createQueue(places: number, seats: number): Queue {
  const lines = new Map<string, (() => void)[]>()
  let running = 0
  let waiting = 0

  /** The first of the line whose turn it is; that line goes to the back. */
  function next() {
    const [turn] = lines
    if (!turn) return
    const [caller, line] = turn
    const start = line.shift()
    lines.delete(caller)
    if (line.length > 0) lines.set(caller, line)
    waiting--
    start?.()
  }

  function enter(caller: string): Promise<void> | undefined {
    if (running < places) return void running++
    if (waiting >= seats) throw rateLimited('waiting-tests', RETRY_AFTER_MS, 'Too many proxy tests are waiting. Try again later.')
    waiting++
    return new Promise<void>((start) => {
      const line = lines.get(caller)
      if (line) line.push(start)
      else lines.set(caller, [start])
    })
  }

  return {
    async run(work, caller = '') {
      await enter(caller)
      try {
        return await work()
      } finally {
        // A place that is handed on never looks free in between.
        if (waiting > 0) next()
        else running--
      }
    },
    load: () => ({ running, waiting }),
  }
}
