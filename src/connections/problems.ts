import { AppError, conflict } from '#src/http/errors.ts'
import { SENTENCES } from '#src/net/failure.ts'
import type { Outcome } from '#src/onlyfans/outcome.ts'
import type { CookieProblem } from './cookie.ts'
import type { Connection } from './store.ts'

export const connectionNotFound = () => new AppError(404, 'NOT_FOUND', 'Connection not found')

/** @param fields of the cookie that are not there, or not what they must be. */
export const incompleteCookie = (problems: CookieProblem[]) =>
  new AppError(400, 'BAD_REQUEST', `The cookie cannot be used: ${problems.map(wordsOf).join('; ')}`, {
    missing: [...new Set(problems.map(({ name }) => name))],
  })

const wordsOf = ({ name, message }: CookieProblem) => `${name} ${message}`

export const connectionExists = ({ id }: Connection) =>
  new AppError(409, 'CONNECTION_EXISTS', 'This OnlyFans user is connected already. Update that connection instead.', {
    connectionId: id,
  })

/** One of an account out of the caller's sight: its id is not theirs to know. */
export const connectedElsewhere = () =>
  conflict('CONNECTION_EXISTS', 'This OnlyFans user is connected to an account that you may not see')

export const userMismatch = () =>
  conflict('USER_MISMATCH', 'The session belongs to another OnlyFans user than this one. Nothing was changed.')

export const notImported = () =>
  new AppError(400, 'NOT_IMPORTED', 'This connection came by a link. Renew it by a link, not by an import.')

export const sessionExpired = (reason: string) =>
  new AppError(422, 'SESSION_EXPIRED', 'OnlyFans says that this session is over. Sign in again and capture the new one.', {
    reason,
  })

export const noSession = () => conflict('SESSION_NOT_PROVIDED', 'No session is kept of this connection. Capture one first.')

/** Sessions are bound to the address they were first used from. */
export const exitChanged = () =>
  conflict(
    'EXIT_CHANGED',
    'This session was used through another exit than the account has now, and would end if it were used here. Sign in again and capture the new session, or put the exit back.',
  )

export const browserChanged = () =>
  conflict(
    'BROWSER_CHANGED',
    'This session was used with another user agent or x-bc, and would end if it were used with these. Sign in again and capture the new session.',
  )

export const notAwaitingCode = () => conflict('NOT_AWAITING_CODE', 'OnlyFans does not wait for a code here')

export const codeRefused = (attemptsLeft: number | null) =>
  new AppError(422, 'CODE_REFUSED', 'OnlyFans did not take this code. It was tried once.', { attemptsLeft })

export const codeUsed = () => conflict('CODE_USED', 'This code was handed to OnlyFans already. Ask for a new one.')

type Undecided = Exclude<Outcome, { kind: 'active' | 'expired' | 'awaiting_2fa' }>

const REASONS: Record<Extract<Outcome, { kind: 'unreachable' }>['reason'], string> = {
  rate_limited: 'OnlyFans asks to slow down.',
  server_error: 'OnlyFans has a fault of its own.',
  challenge: 'OnlyFans asks for a proof that a person is there.',
  network: 'OnlyFans could not be reached.',
  unreadable: 'OnlyFans answered something that cannot be read.',
}

/** The error for an answer, or none, that says nothing of the session. */
export function undecided(outcome: Undecided): AppError {
  switch (outcome.kind) {
    case 'rules_outdated':
      return new AppError(
        503,
        'RULES_OUTDATED',
        'OnlyFans refuses the signing rules: they are outdated. Nothing was said of the session.',
      )
    case 'no_rules':
      return new AppError(503, 'RULES_OUTDATED', 'There are no signing rules yet, so nothing can be asked of OnlyFans.')
    case 'proxy_failed':
      return new AppError(502, 'PROXY_ERROR', `${SENTENCES[outcome.reason]} Nothing was said of the session.`, {
        reason: outcome.reason,
      })
    case 'unreachable':
      return new AppError(
        503,
        'NETWORK_ERROR',
        `${REASONS[outcome.reason]} Nothing was said of the session.`,
        { reason: outcome.reason },
        outcome.retryAfterMs === undefined ? {} : { 'retry-after': String(Math.max(1, Math.ceil(outcome.retryAfterMs / 1000))) },
      )
  }
}
