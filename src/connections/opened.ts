import type { Secrets } from '#src/base/secrets.ts'
import { type Captured, open } from './session.ts'
import type { SessionRow } from './store.ts'

/** Long enough that a program which calls on and on finds it, short enough that a session nobody uses is in no memory. */
const KEPT_MS = 60_000
const MOST_KEPT = 2_000

interface Kept {
  sealed: string
  userAgent: string
  captured: Captured
  at: number
}

const kept = new WeakMap<Secrets, Map<string, Kept>>()

/**
 * What a row of a session holds, opened a moment ago perhaps; null when it was forgotten. To open, read and hash it costs more than all
 * that a call asks of the database. What is sealed anew is never the same text, so nothing old is taken for it.
 */
export function opened(secrets: Secrets, row: SessionRow): Captured | null {
  const { connectionId, revision, sealed, userAgent } = row
  const all = kept.get(secrets) ?? new Map<string, Kept>()
  kept.set(secrets, all)
  const name = `${connectionId}/${revision}`
  const known = all.get(name)
  if (known && known.sealed === sealed && known.userAgent === userAgent) return known.captured
  const captured = open(secrets, row)
  all.delete(name)
  if (captured && sealed !== null) all.set(name, { sealed, userAgent, captured, at: performance.now() })
  forgetOld(all)
  return captured
}

/** Forgets what was opened of a connection. */
export function forgetOpened(secrets: Secrets, connectionId: string) {
  const all = kept.get(secrets)
  for (const name of all?.keys() ?? []) if (name.startsWith(`${connectionId}/`)) all?.delete(name)
}

// In the order in which they were opened.
function forgetOld(all: Map<string, Kept>) {
  const oldest = performance.now() - KEPT_MS
  for (const [name, { at }] of all) {
    if (at > oldest && all.size <= MOST_KEPT) return
    all.delete(name)
  }
}
