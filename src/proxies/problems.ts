import type { Queryable } from '#db/open.ts'
import { AppError, conflict } from '#src/http/errors.ts'
import { type FailureName, SENTENCES } from '#src/net/failure.ts'
import { closest } from '#src/pool/closest.ts'
import { countFree, countListed, type Place } from '#src/pool/free-store.ts'
import type { Wish } from './wishes.ts'

export const proxyInactive = (message = 'The proxy of this account is switched off') => conflict('PROXY_INACTIVE', message)
export const exitInUse = () => conflict('EXIT_IN_USE', 'Another account already goes out through this exit')
export const changedMeanwhile = () =>
  conflict('PROXY_CHANGED', 'The proxy of this account was changed in the meantime. Look at it again.')
export const accountArchived = () => conflict('ACCOUNT_ARCHIVED', 'The account is archived. Bring it back first.')

/** @param reason a failure of the closed list; its sentence is ours, no byte of what the proxy said. */
export const testFailed = (reason: FailureName) =>
  new AppError(400, 'PROXY_TEST_FAILED', `The proxy test failed. ${SENTENCES[reason]}`, { reason })

/** No exit fits: how full the pool is, and what comes nearest. */
export function noProxyAvailable(db: Queryable, wish: Wish, place: Place): AppError {
  const where = wish.city ? ' in this city' : wish.country ? ' in this country' : ''
  return new AppError(503, 'NO_PROXY_AVAILABLE', `No suitable proxy is free${where}`, {
    country: wish.country,
    city: wish.city,
    pool: countListed(db),
    free: countFree(db),
    closest: closest(db, place.country ?? null, place.city ?? null),
  })
}
