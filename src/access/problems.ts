import { undecided } from '#src/connections/problems.ts'
import { AppError } from '#src/http/errors.ts'
import type { Outcome } from '#src/onlyfans/outcome.ts'
import type { Permission } from '#src/settings/permissions.ts'

export const noConnectionNamed = () =>
  new AppError(401, 'SESSION_NOT_PROVIDED', 'The header x-connection-id has to name the connection to send this as')

export const notOnTheList = () =>
  new AppError(403, 'FORBIDDEN', 'This path and method of OnlyFans are not among those that may be asked for')

export const notPermitted = (permission: Permission) =>
  new AppError(403, 'FORBIDDEN', `This connection may not be used for ${permission}`, { permission })

/** Of an account that moved while a call ran: what it still waited for belongs to the exit it left. */
export const exitLeft = () =>
  new AppError(502, 'PROXY_ERROR', 'The exit of this account was changed while the call ran. Send it again.', {
    reason: 'exit_changed',
  })

/** What the caller is told instead of OnlyFans' answer; null where that answer is theirs. */
export function problemIn(outcome: Outcome | null): AppError | null {
  if (outcome === null) return null
  switch (outcome.kind) {
    case 'active':
      return null
    case 'expired':
      return new AppError(
        401,
        'SESSION_EXPIRED',
        'OnlyFans says that this session is over. Sign in again and capture the new one.',
        { reason: outcome.reason },
      )
    case 'awaiting_2fa':
      return new AppError(401, 'SESSION_NOT_PROVIDED', 'OnlyFans waits for a one-time code before it lets this session in.')
    default:
      return undecided(outcome)
  }
}
