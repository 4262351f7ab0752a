import type { Descriptions } from '#src/http/described.ts'
import { ACCESS } from './operations/access.ts'
import { ACCOUNTS } from './operations/accounts.ts'
import { CONNECTIONS } from './operations/connections.ts'
import { PAGES } from './operations/pages.ts'
import { POOL } from './operations/pool.ts'
import { PRIVACY } from './operations/privacy.ts'
import { PROXIES } from './operations/proxies.ts'
import { SERVICE } from './operations/service.ts'
import { SIGN_IN } from './operations/sign-in.ts'
import { SIGNING } from './operations/signing.ts'
import { TEAM } from './operations/team.ts'
import { WEBHOOKS } from './operations/webhooks.ts'

/** The words and answers of every route. A route that is missing here is missing in the description, and a test says so. */
export const OPERATIONS: Descriptions = {
  ...SIGN_IN,
  ...PROXIES,
  ...ACCOUNTS,
  ...PRIVACY,
  ...CONNECTIONS,
  ...ACCESS,
  ...POOL,
  ...TEAM,
  ...SIGNING,
  ...WEBHOOKS,
  ...SERVICE,
  ...PAGES,
}

/** The groups of the description, in its order. */
export const TAGS: Record<string, string> = {
  'Sign-in': 'Tokens, passwords, two-factor sign-in.',
  Proxies: 'The exit of an account, and everything that changes it.',
  Accounts: 'The accounts of creators.',
  Activity: 'Everything that happened.',
  Jobs: 'Long tasks.',
  Connections: 'The OnlyFans users that accounts are signed in as.',
  Access: 'Requests to OnlyFans as the user of a connection.',
  Pool: 'The proxies there are, and what feeds them.',
  Team: 'Members and invitations.',
  'API keys': 'Keys for programs.',
  Signing: 'How requests to OnlyFans are signed.',
  Webhooks: 'Your own programs are told what happens.',
  Settings: 'Settings of the organisation.',
  Service: 'For whoever runs the program.',
  Pages: 'What people visit with a browser. Programs find the same under `/api/`.',
}
