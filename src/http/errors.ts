/** What `details` may hold: for VALIDATION_ERROR a list of `{path,message}`, else an object that API.md names. */
export type ErrorDetails = Record<string, unknown> | { path: string; message: string }[]

/** An answer that is the caller's to act on. `reason` is the stable name of API.md; the message never echoes input. */
export class AppError extends Error {
  override name = 'AppError'
  constructor(
    readonly status: number,
    // Not called `code`: Elysia would take it for its own error code.
    readonly reason: string,
    message: string,
    readonly details?: ErrorDetails,
    readonly headers: Record<string, string> = {},
  ) {
    super(message)
  }
}

export const unauthorized = (message = 'Authentication required') => new AppError(401, 'UNAUTHORIZED', message)
export const forbidden = (message = 'You may not do this') => new AppError(403, 'FORBIDDEN', message)
export const totpRequired = () => new AppError(401, 'TOTP_REQUIRED', 'A code of the authenticator app is needed as well')
export const totpSetupRequired = () =>
  new AppError(403, 'TOTP_SETUP_REQUIRED', 'Set up two-factor sign-in first: your organisation asks for it')
export const notFound = (what: string) => new AppError(404, 'NOT_FOUND', `${what} not found`)
export const accountNotFound = () => new AppError(404, 'ACCOUNT_NOT_FOUND', 'Account not found')
export const conflict = (reason: string, message: string) => new AppError(409, reason, message)
export const invalid = (path: string, message: string) =>
  new AppError(400, 'VALIDATION_ERROR', 'Some fields are missing or invalid', [{ path, message }])
export const notAcceptable = () => new AppError(406, 'NOT_ACCEPTABLE', 'This address only serves HTML')

/**
 * @param name of the limit, as clients see it in the RateLimit header of the IETF draft: `r` is what is left, `t` the seconds.
 * @param retryAfterMs how long until the next try may succeed; told in whole seconds.
 */
export function rateLimited(
  name: string,
  retryAfterMs: number,
  message = 'Too many requests. Try again later.',
  headers: Record<string, string> = {},
) {
  const seconds = String(Math.max(1, Math.ceil(retryAfterMs / 1000)))
  return new AppError(429, 'RATE_LIMITED', message, undefined, {
    ...headers,
    ratelimit: `"${name}";r=0;t=${seconds}`,
    'retry-after': seconds,
  })
}
