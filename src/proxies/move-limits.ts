import type { Queryable } from '#db/open.ts'
import { read } from '#src/settings/settings.ts'
import { movesSince } from './history-store.ts'
import { countAccounts } from './store.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

/** Which limit keeps an account from being moved automatically now, as a sentence; null when none does. */
export function reachedLimit(db: Queryable, accountId: string, now: number): string | null {
  const limits = read(db)
  const { moveLimitAccountMinutes: minutes, moveLimitAccountPerDay: perDay } = limits
  const { moveLimitInstallPercent: percent, moveLimitInstallMinutes: window } = limits
  if (movesSince(db, now - minutes * MINUTE_MS, accountId) >= 1) {
    return `This account was moved less than ${minutes} minutes ago, which is the limit for one account.`
  }
  if (movesSince(db, now - DAY_MS, accountId) >= perDay) {
    return `This account was moved ${perDay} times within a day, which is the limit for one account.`
  }
  if (movesSince(db, now - window * MINUTE_MS, null) >= Math.max(1, Math.floor((countAccounts(db) * percent) / 100))) {
    return `${percent} % of all accounts were moved within ${window} minutes, which is the limit for the whole installation.`
  }
  return null
}
