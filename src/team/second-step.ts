import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Deps } from '#src/deps.ts'
import * as store from './members-store.ts'
import type { User } from './store.ts'

/** Time to find the phone. */
export const SECOND_STEP_LASTS_MS = 5 * 60_000

/**
 * What a browser holds between the password and the code. It is no token of a sign-in and opens nothing: it only says whose
 * password was right, so that the password itself stays out of the page with the second form. A new password ends it.
 */
export function secondStepFor(deps: Deps, user: User): string {
  const until = deps.now() + SECOND_STEP_LASTS_MS
  return `${user.id}.${until}.${signature(deps, user, until).toString('base64url')}`
}

/** Whose password was right; null for any text that is not, or no longer, such a mark. */
export function memberInSecondStep(deps: Deps, mark: string | null): User | null {
  const [id = '', untilText = '', signed = ''] = mark?.split('.') ?? []
  const until = Number(untilText)
  const user = store.memberById(deps.db, id)
  if (!user || user.disabledAt !== null || !Number.isSafeInteger(until) || until <= deps.now()) return null
  const [given, ours] = [Buffer.from(signed, 'base64url'), signature(deps, user, until)]
  return given.length === ours.length && timingSafeEqual(given, ours) ? user : null
}

const signature = ({ secrets }: Deps, { id, passwordHash }: User, until: number) =>
  createHmac('sha256', secrets.derive('mooring/second-step/v1')).update(`${id}\n${until}\n${passwordHash}`).digest()
