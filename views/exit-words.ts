import type { Cause } from '#src/proxies/cause.ts'
import type { Tone } from './ui/status.tsx'

/** The one thing that helps. */
export type Fix = 'assign' | 'replace' | 'test' | 'switch_on' | 'own' | 'pool' | 'details'

interface Words {
  /** One or two words, for a badge or a dot. */
  state: string
  tone: Tone
  /** What happened, as the heading of a box. */
  title: string
  /** What it means. */
  text: string
  fix: Fix
}

/** Every cause in words, with the one button that helps. */
export const CAUSES: Record<Cause, Words> = {
  no_exit: {
    state: 'No proxy',
    tone: 'none',
    title: 'No proxy yet',
    text: 'Nothing goes out for this account.',
    fix: 'assign',
  },
  switched_off: {
    state: 'Switched off',
    tone: 'warn',
    title: 'Switched off',
    text: 'Nothing goes out for this account until it is switched on.',
    fix: 'switch_on',
  },
  network_down: {
    state: 'Network problem',
    tone: 'warn',
    title: 'This server cannot reach the network',
    text: 'The exit is not to blame, so the account stays on it.',
    fix: 'test',
  },
  own_password: {
    state: 'Password refused',
    tone: 'bad',
    title: 'Your proxy refuses its user name or password',
    text: 'Paste it again below with the right ones.',
    fix: 'own',
  },
  own_down: {
    state: 'Down',
    tone: 'bad',
    title: 'Your proxy is down',
    text: 'Use another one, or an exit of the pool.',
    fix: 'own',
  },
  traffic_used_up: {
    state: 'No traffic left',
    tone: 'bad',
    title: 'The traffic of the plan is used up',
    text: 'Another exit of the same plan would not help. The account stays where it is.',
    fix: 'pool',
  },
  password_changed: {
    state: 'Password changed',
    tone: 'bad',
    title: 'The password of the plan changed',
    text: 'Refreshing the pool reads the new one. The account stays where it is.',
    fix: 'pool',
  },
  site_refused: {
    state: 'Site refused',
    tone: 'bad',
    title: 'The plan refuses this site',
    text: 'Another exit of the same plan would not help. The account stays where it is.',
    fix: 'details',
  },
  left_pool_dead: {
    state: 'Down, left the pool',
    tone: 'bad',
    title: 'Webshare took this IP out, and it no longer answers',
    text: 'Its successor comes first, if it is free.',
    fix: 'replace',
  },
  down: { state: 'Down', tone: 'bad', title: 'This exit is down', text: '', fix: 'replace' },
  site_unreachable: {
    state: 'Site not reached',
    tone: 'warn',
    title: 'The proxy answers, but does not reach the site',
    text: 'This often passes by itself.',
    fix: 'test',
  },
  check_failed: {
    state: 'Check failed',
    tone: 'bad',
    title: 'The last check failed',
    text: 'After three in a row the exit counts as down.',
    fix: 'test',
  },
  left_pool: {
    state: 'Left the pool',
    tone: 'warn',
    title: 'Webshare took this IP out of the list',
    text: 'It still answers. Move before it stops; its successor comes first, if it is free.',
    fix: 'replace',
  },
  slow: { state: 'Slow', tone: 'warn', title: 'This exit answers slowly', text: '', fix: 'test' },
}

interface Facts {
  cause: Cause | null
  lastCheckOk: boolean | null
  archivedAt: number | null
}

/** How an account stands, in one or two words. */
export function stateOf({ cause, lastCheckOk, archivedAt }: Facts): { state: string; tone: Tone } {
  if (archivedAt !== null) return { state: 'Archived', tone: 'none' }
  if (cause) return CAUSES[cause]
  return lastCheckOk ? { state: 'Working', tone: 'ok' } : { state: 'Not checked yet', tone: 'none' }
}
