/** Why an account or the pool needs somebody; each shown at one place, with one button (UX 6.3b). Worst first. */
export const CAUSES = [
  // The plan's fault: it hits every account, and another exit would not help.
  'traffic_used_up',
  'plan_suspended',
  'password_changed',
  'site_refused',
  'network_down',
  'session_expired',
  'down',
  'left_pool_dead',
  'own_password',
  'own_down',
  'no_exit',
  'awaiting_2fa',
  'check_failed',
  'site_unreachable',
  'key_refused',
  'plan_unpaid',
  'rules_outdated',
  'sync_held',
  'left_pool',
  'country_full',
  'sync_failing',
  'webhook_off',
  'slow',
  'switched_off',
] as const
export type Cause = (typeof CAUSES)[number]

/** 0 is the worst. */
export const harmOf = (cause: Cause) => CAUSES.indexOf(cause)
