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
export function errorBody(surface: Surface, { status, reason, message, details }: AppError, requestId: string) {
  switch (surface) {
    case 'own':
      return { success: false, error: message, code: reason, ...(details && { details }), requestId }
    case 'capture':
      return { status: 'error', error: { code: reason.toLowerCase(), message } }
    case 'connections':
      return { error: message, type: reason, requestId, ...(details && { details }) }
    case 'clientSessions':
      return status === 401 ? { error: message } : { message, errors: fieldErrors(details) }
  }
}

function fieldErrors(details: ErrorDetails | undefined) {
  if (!Array.isArray(details)) return {}
  return Object.fromEntries(details.map(({ path, message }) => [path, [message]]))
}
