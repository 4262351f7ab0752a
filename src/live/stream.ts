import type { Db } from '#db/open.ts'
import type { Actor } from '#src/team/actor.ts'
import type { Feed } from './feed.ts'
import { messagesFor, PING, ready, resync } from './messages.ts'
import { topicsOf } from './topics.ts'
import { visibleTo } from './visible-topics.ts'

/** What the stream of one page needs. */
export interface Reader {
  /** Who reads, as things are now; null once they may not any more. */
  actor(): Promise<Actor | null>
  /** The last place the page has seen, as it says itself. */
  lastSeen: string | null
  /** Aborted when the page is gone. */
  signal: AbortSignal
}

export interface Pace {
  /** A stream that says nothing for so long says that it is there. */
  pingMs: number
  /** How often it is asked again whether the reader may read. */
  recheckMs: number
  /** Changes that follow each other closely go out together. */
  gatherMs: number
}

export const PACE: Pace = { pingMs: 15_000, recheckMs: 4_000, gatherMs: 200 }

/**
 * What is to be sent, piece by piece; null when the stream is to end. It keeps only the number of the last change it has told, so
 * that a page that reads slowly costs nothing: what is too long ago for the feed becomes one `resync`.
 */
export function pieces(db: Db, feed: Feed, reader: Reader, pace: Pace = PACE): () => Promise<string | null> {
  const start = placeIn(feed, reader.lastSeen)
  let told = start ?? feed.head()
  let greeting: string | null = ready(placeOf(told)) + (reader.lastSeen !== null && start === null ? resync(placeOf(told)) : '')
  let reach: string | null = null
  let quietSince = performance.now()

  function placeOf(number: number) {
    return `${feed.run}-${number}`
  }

  return async () => {
    while (!feed.isClosed() && !reader.signal.aborted) {
      const actor = await reader.actor()
      if (!actor) return null
      const text = takeGreeting() ?? newsFor(actor)
      if (text !== '') {
        quietSince = performance.now()
        return text
      }
      if (feed.head() === told) await pause(Math.min(pace.recheckMs, pace.pingMs), reader.signal, feed)
      if (feed.head() > told) await pause(pace.gatherMs, reader.signal)
    }
    return null
  }

  function takeGreeting() {
    const text = greeting
    greeting = null
    return text
  }

  function newsFor(actor: Actor): string {
    const now = JSON.stringify([actor.role, actor.reach])
    const isSame = reach === null || reach === now
    reach = now
    const changes = feed.since(told)
    told = feed.head()
    if (changes === null || !isSame) return resync(placeOf(told))
    const news = messagesFor(visibleTo(db, topicsOf(changes), actor), placeOf(told))
    return news === '' && performance.now() - quietSince >= pace.pingMs ? PING : news
  }
}

// A place of an earlier run, or one that nobody could have been told, is none.
function placeIn(feed: Feed, lastSeen: string | null): number | null {
  const [, run, number] = /^([\w]{1,20})-(\d{1,15})$/.exec(lastSeen ?? '') ?? []
  return run === feed.run && feed.since(Number(number)) !== null ? Number(number) : null
}

/** Waits so long, or until the page is gone, or, with a feed, until something is changed. Leaves nothing behind. */
function pause(ms: number, signal: AbortSignal, feed?: Feed): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, ms)
  const onAbort = () => resolve()
  signal.addEventListener('abort', onAbort)
  const forget = feed?.onChange(resolve)
  return promise.finally(() => {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
    forget?.()
  })
}
