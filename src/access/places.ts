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
 * A place among the calls that go out as this connection, at once where one is free. What a call is sent with has to be read again when
 * it waited. Returns how to give the place back, once. Throws 429 when too many wait, and the signal's reason.
 */
export function place({ db }: Pick<Deps, 'db'>, connectionId: string, signal: AbortSignal): (() => void) | Promise<() => void> {
  const all = lines.get(db) ?? new Map<string, Line>()
  lines.set(db, all)
  const line = all.get(connectionId) ?? { running: 0, waiting: new Set() }
  all.set(connectionId, line)
  let isGiven = false
  const giveBack = () => {
    if (isGiven) return
    isGiven = true
    const [next] = line.waiting
    // A place that is handed on never looks free in between.
    if (next) next()
    else if (--line.running === 0) all.delete(connectionId)
  }
  if (line.running >= AT_ONCE) return turn(line, signal).then(() => giveBack)
  line.running++
  return giveBack
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
