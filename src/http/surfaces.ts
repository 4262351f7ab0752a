import type { AppError, ErrorDetails } from './errors.ts'

/** The four kinds of client of API.md. Each keeps its own error shape, whatever went wrong. */
export type Surface = 'own' | 'capture' | 'connections' | 'clientSessions'

export function surfaceOf(path: string): Surface {
  if (path === '/api/v2/account-connect') return 'capture'
  if (path.startsWith('/v2/')) return 'connections'
  if (path === '/api/client-sessions' || /^\/api\/authenticate(\/|$)/.test(path)) return 'clientSessions'
  return 'own'
}

/** The body of an error answer as the surface's clients expect it. */
export function errorBody(surface: Surface, error: AppError, requestId: string) {
  const { status, reason, message, details } = error
  switch (surface) {
    case 'own':
      return { success: false, error: message, code: reason, ...(details && { details }), requestId }
    case 'capture':
      return { status: 'error', error: { code: codeOn(surface, reason), message: named(error) } }
    case 'connections':
      return connectionsBody(error, requestId)
    case 'clientSessions':
      return status === 401 ? { error: message } : { message, errors: fieldErrors(details) }
  }
}

/** What a surface calls one of our reasons. */
export function codeOn(surface: Surface, reason: string): string {
  if (surface === 'capture') return CAPTURE_CODES[reason] ?? reason.toLowerCase()
  return surface === 'connections' ? (CONNECTION_TYPES[reason] ?? reason) : reason
}

const CAPTURE_CODES: Record<string, string> = {
  UNAUTHORIZED: 'authentication_required',
  FORBIDDEN: 'permission_denied',
  RATE_LIMITED: 'rate_limit_exceeded',
}

/** OFAuth's names of what our own surface calls otherwise. */
const CONNECTION_TYPES: Record<string, string> = {
  VALIDATION_ERROR: 'BAD_REQUEST',
  NOT_FOUND: 'RESOURCE_NOT_FOUND',
  ACCOUNT_NOT_FOUND: 'RESOURCE_NOT_FOUND',
  RATE_LIMITED: 'RATE_LIMIT_EXCEEDED',
}

/** What only a new capture of the session mends. */
const NEEDS_SESSION = new Set(['SESSION_EXPIRED', 'SESSION_NOT_PROVIDED', 'EXIT_CHANGED', 'BROWSER_CHANGED'])

function connectionsBody({ reason, message, details }: AppError, requestId: string) {
  const about = Array.isArray(details) ? { fields: details } : details
  return {
    error: Array.isArray(details) ? sentenceOf(message, details) : message,
    type: codeOn('connections', reason),
    requestId,
    ...(NEEDS_SESSION.has(reason) && { actionRequired: 'refresh_session' }),
    ...(typeof about?.connectionId === 'string' && { connectionId: about.connectionId }),
    ...(about && { details: about }),
  }
}

// Its clients get no details, so the sentence names the fields.
const named = ({ message, details }: AppError) => (Array.isArray(details) ? sentenceOf(message, details) : message)

const sentenceOf = (message: string, fields: { path: string; message: string }[]) =>
  fields.length === 0 ? message : fields.map((field) => `${field.path} ${field.message}`).join('; ')

function fieldErrors(details: ErrorDetails | undefined) {
  if (!Array.isArray(details)) return {}
  return Object.fromEntries(details.map(({ path, message }) => [path, [message]]))
}
