import { z } from 'zod'
import type { Described, Descriptions } from '#src/http/described.ts'

const ABOUT =
  'The path is one of OnlyFans, with or without `/api2/v2/` before it, and goes with its query. The header `x-connection-id` names the ' +
  'connection. The request is signed and leaves through the exit of its account, or not at all. Only certain paths may be asked for, ' +
  'each with a permission that the connection has to have. 60 requests a minute, 90 at once, for each connection; `X-RateLimit-Limit`, ' +
  '`-Remaining` and `-Reset` (seconds since 1970) tell what is left. Bodies go through as they come, up to 100 MiB. Redirects are not ' +
  'followed, and no cookie of OnlyFans is passed on. What OnlyFans answers comes with its own status; what says something of the session, ' +
  'of the signing rules or of trouble at OnlyFans comes as an error of ours.'

const REFUSALS = {
  401: 'SESSION_NOT_PROVIDED, SESSION_EXPIRED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  409: 'PROXY_INACTIVE, EXIT_CHANGED, BROWSER_CHANGED',
  429: 'RATE_LIMITED',
  502: 'PROXY_ERROR',
  503: 'NETWORK_ERROR, RULES_OUTDATED',
}

const Anything = z.unknown()

const asked = (id: string, does: string, takesBody = false): Described => ({
  tag: 'Access',
  id,
  summary: `${does} OnlyFans as the user of a connection`,
  about: ABOUT,
  answer: Anything,
  headers: { 'x-connection-id': 'The connection to send this as.' },
  refusals: REFUSALS,
  ...(takesBody && { takes: { 'application/json': Anything } }),
})

export const ACCESS: Descriptions = {
  'GET /v2/access/proxy/*': asked('getThroughAccess', 'Get something of'),
  'HEAD /v2/access/proxy/*': asked('headThroughAccess', 'Look at something of'),
  'POST /v2/access/proxy/*': asked('postThroughAccess', 'Post something to', true),
  'PUT /v2/access/proxy/*': asked('putThroughAccess', 'Put something to', true),
  'PATCH /v2/access/proxy/*': asked('patchThroughAccess', 'Change something at', true),
  'DELETE /v2/access/proxy/*': asked('deleteThroughAccess', 'Delete something at'),
}
