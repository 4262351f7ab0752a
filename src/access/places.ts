import type { Deps } from '#src/deps.ts'
import { rateLimited } from '#src/http/errors.ts'

/** As many as a browser sends to one host at once over HTTP/1.1. */
const AT_ONCE = 6
/** As many as may come in one burst. */
const MOST_WAITING = 90
const RETRY_AFTER_MS = 5_000

interface Line {
  running: number
  waiting: Set<() => void>
}

const lines = new WeakMap<Deps['db'], Map<string, Line>>()

/**
 * Waits until a call as this connection may go out. What it is sent with has to be read after that, not before. Returns how to give the
 * place back, once. Throws 429 when too many wait, and the signal's reason.
 */
export async function place({ db }: Pick<Deps, 'db'>, connectionId: string, signal: AbortSignal): Promise<() => void> {
  const all = lines.get(db) ?? new Map<string, Line>()
  lines.set(db, all)
  const line = all.get(connectionId) ?? { running: 0, waiting: new Set() }
  all.set(connectionId, line)
  if (line.running < AT_ONCE) line.running++
  else await turn(line, signal)
  let isGiven = false
  return () => {
    if (isGiven) return
    isGiven = true
    const [next] = line.waiting
    // A place that is handed on never looks free in between.
    if (next) next()
    else if (--line.running === 0) all.delete(connectionId)
  }
}

function turn({ waiting }: Line, signal: AbortSignal) {
  if (waiting.size >= MOST_WAITING) {
    throw rateLimited('access', RETRY_AFTER_MS, 'Too many calls as this connection wait already. Try again later.')
  }
  return new Promise<void>((resolve, reject) => {
    const leave = () => {
      waiting.delete(start)
      signal.removeEventListener('abort', giveUp)
    }
    const start = () => {
      leave()
      resolve()
    }
    const giveUp = () => {
      leave()
      reject(signal.reason)
    }
    if (signal.aborted) return reject(signal.reason)
    signal.addEventListener('abort', giveUp)
    waiting.add(start)
  })
}
