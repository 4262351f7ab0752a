import type { Descriptions } from '#src/http/described.ts'
import { answer } from '../shapes/common.ts'
import { Captured, Connection, ConnectionList, Forgotten, Pairing, WhoAmI } from '../shapes/connections.ts'
import { NewKey } from '../shapes/team.ts'

const tag = 'Connections'

const UNHEARD = { 502: 'PROXY_ERROR', 503: 'NETWORK_ERROR, RULES_OUTDATED, NO_PROXY_AVAILABLE' }
const HINDERED = 'EXIT_CHANGED, BROWSER_CHANGED, PROXY_INACTIVE'

export const CONNECTIONS: Descriptions = {
  'GET /v2/account/whoami': {
    tag,
    id: 'whoCalls',
    summary: 'Tell who calls, and what new connections may be used for',
    answer: WhoAmI,
  },
  'GET /v2/account/connections': {
    tag,
    id: 'listConnections',
    summary: 'List connections, newest first',
    about: 'Without those of which nothing is decided yet. It goes on with `offset` = `nextOffset`.',
    answer: ConnectionList,
  },
  'POST /v2/account/connections/import': {
    tag,
    id: 'importConnection',
    summary: 'Connect an OnlyFans user by a session',
    about:
      "OnlyFans is asked about the session once, through the account's own exit, which is assigned first where there is none. `cookie` " +
      'holds `auth_id`, `sess` and `fp`; what is not there is in `details.missing`. Without `accountId` an account is made. An expired ' +
      'connection of the same user is revived under its id. Where OnlyFans does not let the session in, nothing is kept.',
    answer: Connection,
    status: 201,
    refusals: { 400: 'BAD_REQUEST', 409: `CONNECTION_EXISTS, USER_MISMATCH, ${HINDERED}`, 422: 'SESSION_EXPIRED', ...UNHEARD },
  },
  'PATCH /v2/account/connections/import/:id': {
    tag,
    id: 'updateConnectionSession',
    summary: 'Put a new session in the place of the old one',
    about: 'The old session stays until OnlyFans let the new one in. The same session again is not asked about a second time.',
    answer: Connection,
    refusals: { 400: 'BAD_REQUEST, NOT_IMPORTED', 409: `USER_MISMATCH, ${HINDERED}`, 422: 'SESSION_EXPIRED', ...UNHEARD },
  },
  'GET /v2/account/connections/:id': { tag, id: 'getConnection', summary: 'Get a connection', answer: Connection },
  'PATCH /v2/account/connections/:id': {
    tag,
    id: 'changeConnection',
    summary: 'Change permissions, reference or regular checks of a connection',
    about: 'Only the named fields change; null clears the reference.',
    answer: Connection,
    refusals: { 400: 'BAD_REQUEST' },
  },
  'DELETE /v2/account/connections/:id': {
    tag,
    id: 'deleteConnection',
    summary: 'Forget a connection with its sessions',
    about: 'The account and its exit stay.',
    answer: Forgotten,
  },
  'POST /v2/account/connections/:id/invalidate': {
    tag,
    id: 'invalidateConnection',
    summary: 'Mark a connection as expired',
    about: 'Its sessions are forgotten, the record stays.',
    answer: Connection,
  },
  'POST /v2/account/connections/:id/check': {
    tag,
    id: 'checkConnection',
    summary: 'Ask OnlyFans once about a connection',
    about:
      'Of an expired one nothing is asked. A session that was used through another exit or with another browser would end if it were used ' +
      'now; `anyway` does it nevertheless.',
    answer: Connection,
    refusals: { 409: `${HINDERED}, SESSION_NOT_PROVIDED`, ...UNHEARD },
  },
  'POST /v2/account/connections/:id/code': {
    tag,
    id: 'submitCode',
    summary: 'Hand OnlyFans the one-time code it waits for',
    about: 'It is tried once.',
    answer: Connection,
    refusals: { 400: 'BAD_REQUEST', 409: `NOT_AWAITING_CODE, CODE_USED, ${HINDERED}`, 422: 'CODE_REFUSED', ...UNHEARD },
  },

  'POST /api/v2/account-connect': {
    tag,
    id: 'captureSession',
    summary: 'Hand over the session of a browser',
    about:
      'The same OnlyFans user again updates the same account, another one is 409 and changes nothing. An account without an exit gets one ' +
      'first, and the one question to OnlyFans goes through it. `cookies` is a map from name to value or a list of `{name,value,domain?}`; ' +
      '`localStorage`, `sessionStorage` and `other_data` are kept as they come.',
    headers: {
      sess: 'The value of the `sess` cookie.',
      bcTokenSha: "OnlyFans' `bcTokenSha`, 40 hexadecimal digits. `x-bc` is read too.",
      userAgent: "The browser's user agent: a browser lets no page set `User-Agent`.",
    },
    answer: Captured,
    refusals: { 409: 'ACCOUNT_MISMATCH, ACCOUNT_ARCHIVED', 429: 'RATE_LIMITED' },
  },
  'POST /api/extension/pairings': {
    tag,
    id: 'offerPairing',
    summary: 'Make a code with which a browser gets a key of its own',
    about: 'It works once, for 10 minutes. `account_ids` limits the key to these accounts.',
    answer: answer(Pairing),
    status: 201,
  },
  'POST /api/extension/pair': {
    tag,
    id: 'pairBrowser',
    summary: 'Get a key for a browser by a code',
    answer: answer(NewKey),
    status: 201,
    refusals: { 404: 'NOT_FOUND', 429: 'RATE_LIMITED' },
  },
}
