import { listen } from '#db/changes.ts'
import type { Deps } from '#src/deps.ts'
import { rateLimited } from '#src/http/errors.ts'
import { createFeed, type Feed } from './feed.ts'
import { PACE, type Pace, pieces, type Reader } from './stream.ts'

/** Tabs of one member, or connections of one key. */
const MOST_PER_CALLER = 20
const MOST_IN_ALL = 2_000
const COME_BACK_MS = 30_000
/** A reader that takes nothing for so long although something waits is given up. */
const STALLED_MS = 60_000

/** The open streams of one running Mooring. */
export interface Streams {
  /** The body of a new stream. Throws 429 when a caller has too many open. */
  open(caller: string, reader: Omit<Reader, 'signal'>, left: AbortSignal): ReadableStream<Uint8Array>
  /** Ends them all, for the shutdown. */
  close(): void
  count(caller?: string): number
}

export interface StreamOptions {
  feed?: Feed
  pace?: Pace
  stalledMs?: number
}

const streams = new WeakMap<Deps['db'], Streams>()

/** One for the whole app. It hears every commit from the moment it is made. */
export function streamsOf(deps: Deps): Streams {
  const known = streams.get(deps.db) ?? createStreams(deps)
  streams.set(deps.db, known)
  return known
}

export function createStreams({ db }: Pick<Deps, 'db'>, options: StreamOptions = {}): Streams {
  const { feed = createFeed(), pace = PACE, stalledMs = STALLED_MS } = options
  const perCaller = new Map<string, number>()
  let all = 0
  const deafen = listen(db, feed.add)

  function admit(caller: string) {
    const mine = perCaller.get(caller) ?? 0
    if (mine >= MOST_PER_CALLER || all >= MOST_IN_ALL) throw rateLimited('live', COME_BACK_MS, 'Too many live pages are open')
    perCaller.set(caller, mine + 1)
    all++
  }

  function release(caller: string) {
    const left = (perCaller.get(caller) ?? 1) - 1
    if (left > 0) perCaller.set(caller, left)
    else perCaller.delete(caller)
    all--
  }

  return {
    open(caller, reader, left) {
      admit(caller)
      const over = new AbortController()
      over.signal.addEventListener('abort', () => release(caller), { once: true })
      left.addEventListener('abort', () => over.abort(), { once: true })
      return body(pieces(db, feed, { ...reader, signal: over.signal }, pace), over, stalledMs)
    },
    close() {
      deafen()
      feed.close()
    },
    count: (caller) => (caller === undefined ? all : (perCaller.get(caller) ?? 0)),
  }
}

/** The next piece is made when the last one is on its way: a reader that does not read is asked for nothing. */
function body(next: () => Promise<string | null>, over: AbortController, stalledMs: number): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let stalled: Timer | undefined
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        clearTimeout(stalled)
        const piece = await next().catch(() => null)
        if (piece !== null) controller.enqueue(encoder.encode(piece))
        if (piece === null || over.signal.aborted) return end(controller)
        stalled = setTimeout(() => end(controller), stalledMs)
        stalled.unref()
      },
      cancel() {
        clearTimeout(stalled)
        over.abort()
      },
    },
    { highWaterMark: 1 },
  )

  function end(controller: ReadableStreamDefaultController) {
    over.abort()
    try {
      controller.close()
    } catch {
      // It was cancelled while the last piece was made.
    }
  }
}
