import type { Deps } from '#src/deps.ts'
import { rateLimited } from '#src/http/errors.ts'

/** Six digits can be guessed, so wrong codes of a member are counted from wherever they come. */
const MOST_TRIES = 5
const WINDOW_MS = 5 * 60_000

const memories = new WeakMap<Deps, Map<string, number[]>>()

/**
 * Counts a try before the code is looked at, so that parallel ones count too. Throws 429 after five wrong ones within five minutes.
 * Returns what to call when the code was right.
 */
export function countCodeTry(deps: Deps, userId: string): () => void {
  const memory = memories.get(deps) ?? new Map<string, number[]>()
  memories.set(deps, memory)
  const now = deps.now()
  const tries = (memory.get(userId) ?? []).filter((at) => now - at < WINDOW_MS)
  memory.set(userId, tries)
  const [first = now] = tries
  if (tries.length >= MOST_TRIES)
    throw rateLimited('wrong-codes', first + WINDOW_MS - now, 'Too many wrong codes. Try again later.')
  tries.push(now)
  return () => {
    const kept = memory.get(userId) ?? []
    memory.set(userId, kept.toSpliced(kept.indexOf(now), kept.includes(now) ? 1 : 0))
  }
}
