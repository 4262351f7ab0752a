import type { Change } from '#db/changes.ts'

/** What was changed lately, numbered. Kept in memory alone: after a restart every page reads itself anew. */
export interface Feed {
  /** Tells this run of the program from others: a number of another run means nothing here. */
  run: string
  /** The number of the latest change. */
  head(): number
  add(changes: Change[]): void
  /** The changes after a number, in order; null when they are no longer all known. */
  since(number: number): Change[] | null
  /** Calls once, with the next change or when the feed is closed. Returns the way to call it off. */
  onChange(wake: () => void): () => void
  /** Ends every stream that reads it. */
  close(): void
  isClosed(): boolean
}

/** Whoever is further behind than this reads everything anew. */
const KEPT = 4_000

export function createFeed(run: string = crypto.randomUUID().slice(0, 8), kept = KEPT): Feed {
  let changes: Change[] = []
  let head = 0
  let closed = false
  const sleepers = new Set<() => void>()

  function wakeAll() {
    const all = [...sleepers]
    sleepers.clear()
    for (const wake of all) wake()
  }

  return {
    run,
    head: () => head,
    add(more) {
      changes.push(...more.slice(-kept))
      head += more.length
      // Half is cut at a time, so that keeping the last ones costs nothing per change.
      if (changes.length > kept * 2) changes = changes.slice(-kept)
      wakeAll()
    },
    since(number) {
      if (number > head || head - number > changes.length) return null
      return changes.slice(changes.length - (head - number))
    },
    onChange(wake) {
      sleepers.add(wake)
      return () => void sleepers.delete(wake)
    },
    close() {
      closed = true
      wakeAll()
    },
    isClosed: () => closed,
  }
}
