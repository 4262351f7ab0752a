import type { Deps } from '#src/deps.ts'
import { AppError } from '#src/http/errors.ts'
import { SYSTEM } from '#src/team/actor.ts'
import { check } from './check.ts'
import * as store from './store.ts'

/** How often a connection is asked about whose owner wants that. Rarely: every question is one more that a person did not ask. */
const REGULARLY_MS = 6 * 3_600_000
const JITTER = 0.2
const AT_ONCE = 20

/** Not all at the same moment. */
export const nextRegularCheck = ({ now }: Pick<Deps, 'now'>) =>
  now() + Math.round(REGULARLY_MS * (1 - JITTER + 2 * JITTER * Math.random()))

/** Asks about the connections that are due, one after the other. Ends early when `signal` is aborted. */
export async function checkDueConnections(deps: Deps, signal: AbortSignal): Promise<void> {
  for (const { id, status } of store.dueForCheck(deps.db, deps.now(), AT_ONCE)) {
    if (signal.aborted) return
    // Before the question, so that a crash does not ask again at once.
    const isMine = store.claimCheck(deps.db, id, { now: deps.now(), next: nextRegularCheck(deps) })
    if (isMine && status === 'active') await checkQuietly(deps, id)
  }
}

async function checkQuietly(deps: Deps, id: string) {
  try {
    await check(deps, id, {}, SYSTEM)
  } catch (error) {
    // Nothing was said of the session; the next time may tell.
    if (!(error instanceof AppError)) throw error
    deps.log.info({ connectionId: id, reason: error.reason }, 'A regular check of a connection told nothing')
  }
}
