import type { Described, Descriptions } from '#src/http/described.ts'

const page = (summary: string): Described => ({ tag: 'Pages', summary, type: 'text/html' })
/** A form posts here. */
const form = (summary: string): Described => ({ ...page(summary), leadsOn: true })
/** A form posts here, and the answer is shown this once. */
const shown = (summary: string): Described => ({ ...page(summary), status: 201 })

/** What only browsers visit. Programs find the same under `/api/`. */
export const PAGES: Descriptions = {
  'GET /': page('Overview'),
  'GET /login': page('Sign in'),
  'GET /login/code': page('Sign in, second step'),
  'POST /login/code': form('Give the code'),
  'GET /setup/:token': page('Become the owner'),
  'POST /setup/:token': form('Become the owner'),
  'GET /invite/:token': page('Accept an invitation'),
  'POST /invite/:token': form('Accept an invitation'),
  'GET /security': page("One's own password, two-factor sign-in and sign-ins"),
  'POST /security/sign-ins/:id/end': form("End one of one's own sign-ins"),
  'GET /accounts': page('Accounts'),
  'GET /accounts/new': page('Add an account'),
  'GET /accounts/import': page('Import accounts'),
  'GET /accounts/import/:draft/rejected.csv': { ...page('Rows that were not imported'), type: 'text/csv' },
  'GET /accounts/:id': page('One account'),
  'GET /accounts/:id/exit': page('The exit of an account'),
  'GET /accounts/:id/row': page('An account as a row of the table'),
  'POST /accounts/:id': form('Change an account'),
  'POST /accounts/:id/delete': form('Delete an account'),
  'GET /pool': page('Pool'),
  'GET /pool/sync': page('How the refresh goes'),
  'GET /pool/sources': page('What feeds the pool'),
  'POST /pool/sources': form('Add a source'),
  'POST /pool/sources/:id': form('Change a source'),
  'POST /pool/sources/:id/key': form('Give a source a new key'),
  'POST /pool/sources/:id/remove': form('Remove a source'),
  'GET /jobs/:id/failed.csv': { ...page('What failed in a job'), type: 'text/csv' },
  'GET /ui/events': { ...page('What changed, as it changes'), type: 'text/event-stream' },
  'GET /ui/cities': page('The cities of a country, to choose from'),
  'POST /ui/proxy/parse': page('How a pasted proxy is read'),
  'GET /jobs': page('Jobs'),
  'GET /jobs/:id': page('One job'),
  'GET /activity': page('Activity'),
  'GET /keys': page('API keys'),
  'POST /keys': shown('Make an API key'),
  'POST /keys/:id/revoke': form('Revoke an API key'),
  'GET /team': page('Team'),
  'POST /team/invites': shown('Invite somebody'),
  'POST /team/invites/:id/withdraw': form('Withdraw an invitation'),
  'POST /team/:id': form('Change a member'),
  'POST /team/:id/remove': form('Remove a member'),
  'POST /team/:id/password-link': shown('Make a link for a new password'),
  'POST /theme': form('Choose light or dark'),
  'GET /settings': page('Settings'),
  'POST /settings': form('Change settings'),
}
