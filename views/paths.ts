import { FONT, HTMX, ICON, SCRIPT, SSE, STYLES } from './files.ts'

type Filter = Record<string, string | number | undefined>

// Empty values are left out, so that an address says only what was chosen.
function where(path: string, filter: Filter) {
  const chosen = Object.entries(filter).filter(([, value]) => value !== undefined && value !== '')
  const query = new URLSearchParams(chosen.map(([name, value]) => [name, String(value)])).toString()
  return query === '' ? path : `${path}?${query}`
}

/** Every address a view links to or posts to. */
export const paths = {
  home: '/',
  login: '/login',
  password: '/password',
  setup: (token: string) => `/setup/${token}`,
  invite: (token: string) => `/invite/${token}`,
  accounts: '/accounts',
  accountsWhere: (filter: Filter) => where('/accounts', filter),
  newAccount: '/accounts/new',
  importAccounts: '/accounts/import',
  rejectedRows: (draft: string) => `/accounts/import/${draft}/rejected.csv`,
  deleteAccount: (id: string) => `/accounts/${id}/delete`,
  account: (id: string) => `/accounts/${id}`,
  pool: '/pool',
  poolWhere: (filter: Filter) => where('/pool', filter),
  poolSync: '/pool/sync',
  poolSources: '/pool/sources',
  poolSource: (id: string) => `/pool/sources/${id}`,
  removePoolSource: (id: string) => `/pool/sources/${id}/remove`,
  jobs: '/jobs',
  job: (id: string) => `/jobs/${id}`,
  activity: '/activity',
  activityWhere: (filter: Filter) => where('/activity', filter),
  keys: '/keys',
  revokeKey: (id: string) => `/keys/${id}/revoke`,
  team: '/team',
  member: (id: string) => `/team/${id}`,
  memberPassword: (id: string) => `/team/${id}/password-link`,
  removeMember: (id: string) => `/team/${id}/remove`,
  invites: '/team/invites',
  withdrawInvite: (id: string) => `/team/invites/${id}/withdraw`,
  settings: '/settings',
  theme: '/theme',
  css: STYLES.path,
  font: FONT.path,
  icon: ICON.path,
  htmx: HTMX.path,
  sse: SSE.path,
  script: SCRIPT.path,
  api: {
    login: '/api/auth/login',
    logout: '/api/auth/logout',
    password: '/api/auth/password',
    accounts: '/api/accounts',
    importAccounts: '/api/accounts/import',
    exportAccounts: '/api/accounts/export',
    account: (id: string) => `/api/accounts/${id}`,
    accountProxy: (id: string, verb?: string) => `/api/proxy/account/${id}${verb ? `/${verb}` : ''}`,
    assignMissing: '/api/proxy/assign-missing',
    bulk: '/api/proxy/bulk',
    parse: '/api/proxy/parse',
    countries: '/api/proxy/webshare/available-countries',
    cities: '/api/proxy/webshare/available-cities',
    poolSync: '/api/pool/sync',
    poolSource: (id: string) => `/api/pool/sources/${id}`,
    acceptPoolSource: (id: string) => `/api/pool/sources/${id}/accept`,
    burnProxy: (id: number) => `/api/pool/proxies/${id}/burn`,
    unburnProxy: (id: number) => `/api/pool/proxies/${id}/unburn`,
    settings: '/api/settings',
    keys: '/api/keys',
    job: (id: string) => `/api/jobs/${id}`,
    cancelJob: (id: string) => `/api/jobs/${id}/cancel`,
  },
}
