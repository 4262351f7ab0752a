import type { Role, Scope } from '#db/schema/team.ts'

/** Who may call a route, as it was decided; the test holds the program to it. */
export interface Cell {
  /** Least role of a member. Left out: the route is open to strangers. */
  role?: Role
  /** The one scope that lets a key in, besides `admin`. `any`: every key. Left out: no key at all. */
  scope?: Scope | 'any'
  /** The address names an account, which the caller must be able to see. */
  account?: true
  /** A good enough body to get past the reading of it. */
  body?: object
  /** What stands at the place of `*`. */
  rest?: string
  headers?: Record<string, string>
  /** What a caller who may not is answered, where it is not 403. */
  refusal?: 401
  /** Closed to everybody without a token of its own. */
  closed?: true
}

const open: Cell = {}
const person: Cell = { role: 'viewer' }
const owner: Cell = { role: 'owner', scope: 'admin' }
const reads = (scope: Scope): Cell => ({ role: 'viewer', scope })
const readsAccount = (scope: Scope): Cell => ({ role: 'viewer', scope, account: true })
const writes: Cell = { role: 'operator', scope: 'proxy:write' }
const writesAccount: Cell = { ...writes, account: true }
const manages: Cell = { role: 'manager', scope: 'accounts:write' }
const managesAccount: Cell = { ...manages, account: true, body: { name: 'Changed' } }
const ownsAccount: Cell = { ...owner, account: true, body: { confirm: 'Another name' } }
// Whoever may start a job sees it; nobody else's, but for managers.
const ownJobs: Cell = { role: 'viewer', scope: 'any' }
const signs: Cell = { role: 'operator', scope: 'access' }
const hands: Cell = { role: 'operator', scope: 'connections:write' }
const runsPool: Cell = { role: 'manager', scope: 'admin' }
const asks = (rest: string): Cell => ({ role: 'operator', scope: 'access', rest, headers: { 'x-connection-id': 'none' } })

export const TABLE: Record<string, Cell> = {
  'GET /assets/:file': open,
  'GET /assets/flags/:file': open,
  'POST /theme': { ...open, body: { theme: 'auto' } },
  'GET /favicon.ico': open,
  'GET /healthz': open,
  'GET /readyz': open,
  'GET /metrics': { closed: true },
  'GET /openapi.json': open,
  'GET /docs': open,
  'GET /docs/:file': open,
  'GET /api/whatsmyip': open,
  'GET /login': open,
  'GET /setup/:token': open,
  'POST /setup/:token': open,
  'GET /invite/:token': open,
  'POST /invite/:token': open,

  'POST /api/auth/login': open,
  'POST /api/auth/logout': person,
  'POST /api/auth/refresh': person,
  'POST /api/auth/password': person,
  'POST /login': open,
  'GET /login/code': open,
  // Asks for the mark of a right password.
  'POST /login/code': { closed: true, body: { code: '000000' } },
  'GET /security': person,
  'GET /api/auth/totp': person,
  'POST /api/auth/totp': person,
  'POST /api/auth/totp/confirm': person,
  'POST /api/auth/totp/remove': person,
  'POST /api/auth/totp/recovery-codes': person,
  'GET /api/auth/sign-ins': person,
  'DELETE /api/auth/sign-ins/:id': person,
  'POST /security/sign-ins/:id/end': person,
  'GET /api/auth/me': { role: 'viewer', scope: 'any' },

  'GET /api/team': owner,
  'GET /team': owner,
  'PATCH /api/team/:id': owner,
  'POST /team/:id': owner,
  'DELETE /api/team/:id': owner,
  'POST /team/:id/remove': owner,
  'POST /api/team/:id/password-link': owner,
  'POST /team/:id/password-link': owner,
  'POST /api/team/:id/reset-totp': owner,
  'GET /api/team/invites': owner,
  'POST /api/team/invites': owner,
  'POST /team/invites': owner,
  'DELETE /api/team/invites/:id': owner,
  'POST /team/invites/:id/withdraw': owner,
  'GET /api/keys': owner,
  'GET /keys': owner,
  'POST /api/keys': owner,
  'POST /keys': owner,
  'DELETE /api/keys/:id': owner,
  'POST /keys/:id/revoke': owner,
  'GET /api/webhooks': owner,
  'GET /webhooks': owner,
  // Reserved for documentation, and refused.
  'POST /api/webhooks': { ...owner, body: { url: 'https://203.0.113.9/hooks' } },
  'POST /webhooks': { ...owner, body: { url: 'https://203.0.113.9/hooks' } },
  'GET /api/webhooks/:id': owner,
  'GET /webhooks/:id': owner,
  'PATCH /api/webhooks/:id': { ...owner, body: { enabled: false } },
  'POST /webhooks/:id': owner,
  'POST /webhooks/:id/switch': { ...owner, body: { enabled: false } },
  'DELETE /api/webhooks/:id': owner,
  'POST /webhooks/:id/remove': owner,
  'POST /api/webhooks/:id/rotate': owner,
  'POST /webhooks/:id/rotate': owner,
  'POST /api/webhooks/:id/test': owner,
  'POST /webhooks/:id/test': owner,
  'GET /api/webhooks/:id/deliveries': owner,
  'POST /api/webhooks/deliveries/:id/resend': owner,
  'POST /webhooks/deliveries/:id/resend': owner,
  'GET /api/settings': owner,
  'GET /settings': owner,
  'PATCH /api/settings': owner,
  'POST /settings': owner,
  'GET /api/rules': owner,
  'PUT /api/rules': { ...owner, body: { rules: 'none' } },
  'DELETE /api/rules': owner,
  'POST /api/rules/refresh': owner,
  'GET /settings/rules': owner,
  'POST /settings/rules': { ...owner, body: { rules: 'none' } },
  'POST /settings/rules/withdraw': owner,
  'POST /settings/rules/refresh': owner,
  'GET /v2/dynamic-rules': signs,
  'GET /v2/dynamic-rules/status': signs,
  'POST /v2/dynamic-rules/sign': { ...signs, body: { endpoint: '/api2/v2/users/me' } },

  'GET /': reads('accounts:read'),
  'GET /api/accounts': reads('accounts:read'),
  'GET /accounts': reads('accounts:read'),
  'POST /api/accounts': manages,
  'GET /accounts/new': manages,
  'GET /accounts/import': manages,
  'GET /accounts/import/:draft/rejected.csv': manages,
  'POST /api/accounts/import': manages,
  'GET /api/accounts/export': manages,
  'GET /api/accounts/:id': readsAccount('accounts:read'),
  'GET /accounts/:id': readsAccount('accounts:read'),
  'GET /accounts/:id/row': readsAccount('accounts:read'),
  'GET /accounts/:id/exit': readsAccount('accounts:read'),
  'PATCH /api/accounts/:id': managesAccount,
  'POST /accounts/:id': managesAccount,
  'DELETE /api/accounts/:id': managesAccount,
  'POST /accounts/:id/delete': managesAccount,
  'GET /api/accounts/:id/export': managesAccount,
  'GET /accounts/:id/erase': ownsAccount,
  'POST /api/accounts/:id/erase': ownsAccount,
  'POST /accounts/:id/erase': ownsAccount,
  'GET /api/events': reads('accounts:read'),
  'GET /api/events/export': reads('accounts:read'),
  'GET /activity': reads('accounts:read'),
  'GET /ui/events': reads('accounts:read'),
  'GET /api/overview': reads('accounts:read'),
  'GET /ui/nav-count': reads('accounts:read'),

  'GET /api/jobs': ownJobs,
  'GET /jobs': ownJobs,
  'GET /api/jobs/:id': ownJobs,
  'GET /jobs/:id': ownJobs,
  'POST /api/jobs/:id/cancel': ownJobs,
  'POST /api/jobs/:id/pause': ownJobs,
  'POST /api/jobs/:id/resume': ownJobs,
  'POST /api/jobs/:id/retry': ownJobs,
  'GET /api/jobs/:id/failed.csv': ownJobs,
  'GET /jobs/:id/failed.csv': ownJobs,

  'GET /api/pool': reads('pool:read'),
  'GET /pool': reads('pool:read'),
  'GET /pool/sync': reads('pool:read'),
  'GET /api/pool/proxies': reads('pool:read'),
  'POST /api/pool/sync': runsPool,
  'POST /api/pool/proxies/:id/burn': runsPool,
  'POST /api/pool/proxies/:id/unburn': runsPool,
  'POST /api/pool/sources/:id/accept': runsPool,
  'POST /api/pool/sources/:id/key': { ...owner, body: { api_key: 'wsk_not_a_key_of_anybody' } },
  'POST /pool/sources/:id/key': { ...owner, body: { api_key: 'wsk_not_a_key_of_anybody' } },
  'GET /api/pool/sources': runsPool,
  'GET /pool/sources': runsPool,
  'POST /api/pool/sources': owner,
  'POST /pool/sources': owner,
  'PATCH /api/pool/sources/:id': owner,
  'POST /pool/sources/:id': owner,
  'DELETE /api/pool/sources/:id': owner,
  'POST /pool/sources/:id/remove': owner,
  'GET /api/proxy/webshare/available': { role: 'manager', scope: 'pool:read', refusal: 401 },
  'GET /api/proxy/webshare/available-countries': reads('pool:read'),
  'GET /api/proxy/webshare/available-cities': reads('pool:read'),

  'GET /api/proxy/account/:accountId': readsAccount('proxy:read'),
  'GET /api/proxy/account/:accountId/history': readsAccount('proxy:read'),
  'GET /api/proxy/account/:accountId/checks': readsAccount('proxy:read'),
  'GET /api/proxy/account/:accountId/credentials': { role: 'manager', scope: 'proxy:credentials', account: true },
  'POST /api/proxy/account/:accountId/assign-auto': writesAccount,
  // Port 9 on a loopback address of its own: nobody answers there.
  'POST /api/proxy/account/:accountId/set-manual': { ...writesAccount, body: { proxy_address: '127.99.99.99', proxy_port: 9 } },
  'PUT /api/proxy/account/:accountId/preference': { ...writesAccount, body: { proxy_region_preference: 'DE' } },
  'POST /api/proxy/account/:accountId/preference': { ...writesAccount, body: { proxy_region_preference: 'DE' } },
  'POST /api/proxy/account/:accountId/disable': writesAccount,
  'POST /api/proxy/account/:accountId/restore': writesAccount,
  'POST /api/proxy/account/:accountId/handle-failure': writesAccount,
  'POST /api/proxy/account/:accountId/test': writesAccount,
  'POST /api/proxy/test-connectivity': writes,
  'POST /api/proxy/parse': writes,
  'POST /ui/proxy/parse': writes,
  'GET /ui/cities': writes,
  'POST /api/proxy/bulk': writes,
  'POST /api/proxy/assign-missing': writes,

  'POST /api/v2/account-connect': { ...hands, body: { cookies: {} } },
  'POST /api/extension/pairings': { role: 'operator' },
  'POST /api/extension/pair': open,
  'GET /connections': reads('connections:read'),
  'GET /connections/new': hands,
  'POST /ui/connections/read': hands,
  'GET /connections/:id': reads('connections:read'),
  'POST /connections': hands,
  'POST /connections/:id': hands,
  'POST /connections/:id/use': { ...hands, body: { permissions: [] } },
  'POST /connections/:id/check': hands,
  'POST /connections/:id/code': { ...hands, body: { code: '123456' } },
  'POST /connections/:id/invalidate': hands,
  'POST /connections/:id/delete': { role: 'manager', scope: 'connections:write' },
  'GET /v2/account/whoami': { role: 'viewer', scope: 'any' },
  'GET /v2/account/connections': reads('connections:read'),
  'POST /v2/account/connections/import': hands,
  'PATCH /v2/account/connections/import/:id': hands,
  'GET /v2/account/connections/:id': reads('connections:read'),
  'PATCH /v2/account/connections/:id': { ...hands, body: { permissions: [] } },
  'DELETE /v2/account/connections/:id': { role: 'manager', scope: 'connections:write' },
  'POST /v2/account/connections/:id/invalidate': hands,
  'POST /v2/account/connections/:id/check': hands,
  'POST /v2/account/connections/:id/code': { ...hands, body: { code: '123456' } },

  'GET /v2/access/proxy/*': asks('users/me'),
  'HEAD /v2/access/proxy/*': asks('users/me'),
  'POST /v2/access/proxy/*': asks('posts'),
  'PUT /v2/access/proxy/*': asks('posts/1'),
  'PATCH /v2/access/proxy/*': asks('posts/1'),
  'DELETE /v2/access/proxy/*': asks('posts/1'),
}
