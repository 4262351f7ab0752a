import type { Tone } from './ui/status.tsx'

interface Words {
  /** What was done, after the name of whoever did it; `{a}` stands for the account. */
  text: string
  /** How it is marked; left out where it is neither good nor bad. */
  tone?: Tone
}

const WORDS: Record<string, Words> = {
  'account.created': { text: 'added {a}' },
  'account.updated': { text: 'changed {a}' },
  'account.archived': { text: 'archived {a}' },
  'account.restored': { text: 'brought {a} back' },
  'account.deleted': { text: 'deleted {a}' },
  'account.exported': { text: 'exported accounts' },
  'account.data_exported': { text: 'exported everything about {a}' },
  'account.erased': { text: 'erased {a}' },
  'activity.exported': { text: 'exported the activity' },
  'proxy.assigned': { text: 'gave {a} an exit', tone: 'ok' },
  'proxy.reassigned': { text: 'moved {a} to another exit', tone: 'ok' },
  'proxy.failed': { text: 'found the exit of {a} down', tone: 'bad' },
  'proxy.recovered': { text: 'found the exit of {a} working again', tone: 'ok' },
  'proxy.disabled': { text: 'took the exit of {a} away', tone: 'warn' },
  'proxy.tested': { text: 'tested the exit of {a}' },
  'proxy.switched_on': { text: 'switched the exit of {a} on', tone: 'ok' },
  'proxy.preferences_changed': { text: 'changed where {a} should go out' },
  'proxy.failure_reported': { text: 'reported a failure of {a}', tone: 'warn' },
  'proxy.removed_upstream': { text: 'noted that the exit of {a} left the pool', tone: 'warn' },
  'proxy.exit_shared': { text: 'noted that {a} shares its exit IP', tone: 'warn' },
  'proxy.credentials_read': { text: 'read the proxy credentials of {a}' },
  'pool.synced': { text: 'refreshed the pool', tone: 'ok' },
  'pool.sync_failed': { text: 'could not refresh the pool', tone: 'bad' },
  'pool.source_added': { text: 'added a source to the pool' },
  'pool.source_changed': { text: 'changed a source of the pool' },
  'pool.source_removed': { text: 'removed a source of the pool', tone: 'warn' },
  'pool.low': { text: 'noted that few exits are free', tone: 'warn' },
  'pool.passwords_read': { text: 'read the proxy list with passwords' },
  'pool.held_accepted': { text: 'accepted a list that waited' },
  'pool.exit_burnt': { text: 'marked an exit as burnt', tone: 'warn' },
  'pool.exit_unburnt': { text: 'took the burnt mark off an exit' },
  'rules.updated': { text: 'got other signing rules', tone: 'ok' },
  'rules.outdated': { text: 'was told that the signing rules are outdated', tone: 'warn' },
  'rules.entered': { text: 'entered signing rules' },
  'rules.withdrawn': { text: 'withdrew entered signing rules' },
  'connection.created': { text: 'connected {a}', tone: 'ok' },
  'connection.updated': { text: 'renewed the session of {a}', tone: 'ok' },
  'connection.captured': { text: 'captured a session of {a}' },
  'connection.checked': { text: 'checked the session of {a}' },
  'connection.awaiting_2fa': { text: 'found that OnlyFans waits for a code for {a}', tone: 'warn' },
  'connection.expired': { text: 'found the session of {a} expired', tone: 'bad' },
  'connection.disconnected': { text: 'forgot the session of {a}', tone: 'warn' },
  'connection.wrong_creator': { text: 'met another creator in a browser of {a}', tone: 'warn' },
  'extension.paired': { text: 'paired a browser' },
  'settings.changed': { text: 'changed settings' },
  'sign_in.started': { text: 'signed in' },
  'sign_in.ended': { text: 'signed out' },
  'sign_in.failed': { text: 'failed to sign in', tone: 'warn' },
  'member.created': { text: 'joined the team' },
  'member.changed': { text: 'changed a member' },
  'member.removed': { text: 'removed a member', tone: 'warn' },
  'member.password_changed': { text: 'changed their password' },
  'member.password_link_created': { text: 'made a link for a new password' },
  'invite.created': { text: 'invited somebody' },
  'invite.withdrawn': { text: 'withdrew an invitation' },
  'two_factor.set_up': { text: 'set up two-factor sign-in' },
  'two_factor.removed': { text: 'removed two-factor sign-in', tone: 'warn' },
  'two_factor.reset': { text: 'took two-factor sign-in away from a member', tone: 'warn' },
  'two_factor.recovery_codes_made': { text: 'made new recovery codes' },
  'two_factor.recovery_code_used': { text: 'used a recovery code', tone: 'warn' },
  'key.created': { text: 'made an API key' },
  'key.revoked': { text: 'revoked an API key' },
  'webhook.created': { text: 'added a webhook' },
  'webhook.changed': { text: 'changed a webhook' },
  'webhook.removed': { text: 'removed a webhook', tone: 'warn' },
  'webhook.secret_rotated': { text: 'gave a webhook a new secret' },
  'webhook.switched_on': { text: 'switched a webhook on', tone: 'ok' },
  'webhook.switched_off': { text: 'switched a webhook off', tone: 'warn' },
  'webhook.tested': { text: 'sent a test to a webhook' },
  'webhook.resent': { text: 'sent a webhook message again' },
}

/** What an event's type means, around the name of the account. */
export function wordsAround(type: string): { before: string; after: string | null; tone: Tone } {
  const { text, tone = 'none' } = WORDS[type] ?? { text: type.replaceAll(/[._]/g, ' ') }
  const [before = '', after] = text.split('{a}')
  return { before: before.trim(), after: after?.trim() ?? null, tone }
}

/** What an event's type means where no account is named. */
export const wordsFor = (type: string) => (WORDS[type]?.text ?? type.replaceAll(/[._]/g, ' ')).replace('{a}', 'an account')

const REASONS: Record<string, string> = {
  refused: 'connection refused',
  timeout: 'no answer in time',
  dns: 'its name was not found',
  auth_failed: 'user name or password refused',
  payment_required: 'the traffic of the plan is used up',
  forbidden: 'the plan refuses the site',
  tls_failed: 'no secure connection',
  protocol: 'the answer made no sense',
  reset: 'connection cut',
  wrong_exit: 'another exit IP than expected',
  not_allowed: 'the address is not allowed',
  local_problem: 'our own network was down',
  upstream_error: 'the proxy answered with an error',
  manual: 'set by hand',
  restored: 'put back',
  archived: 'account archived',
  deleted: 'account deleted',
  by_hand: 'by hand',
  gone: 'it answered that it is gone',
  failing: 'it took nothing for more than three days',
}
/** A reason in words. Only of the closed list: anything else somebody wrote. */
export const reasonIn = (value: unknown): string =>
  typeof value === 'string' ? (Object.hasOwn(REASONS, value) ? (REASONS[value] ?? value) : value.replaceAll('_', ' ')) : ''
