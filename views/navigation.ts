import { paths } from './paths.ts'
import type { IconName } from './ui/icon.tsx'

export interface Entry {
  href: string
  label: string
  icon: IconName
  group: 'main' | 'admin'
  ownersOnly?: boolean
  /** The key that goes there after `g`. */
  key?: string
}

/** The pages of the navigation, in order. An entry stands here once its page exists. */
export const ENTRIES: readonly Entry[] = [
  { href: paths.home, label: 'Overview', icon: 'layout-dashboard', group: 'main', key: 'o' },
  { href: paths.accounts, label: 'Accounts', icon: 'users', group: 'main', key: 'a' },
  { href: paths.pool, label: 'Pool', icon: 'server', group: 'main', key: 'p' },
  { href: paths.connections, label: 'Connections', icon: 'link', group: 'main', key: 'c' },
  { href: paths.activity, label: 'Activity', icon: 'activity', group: 'main', key: 'e' },
  { href: paths.keys, label: 'API keys', icon: 'key-round', group: 'admin', ownersOnly: true },
  { href: paths.webhooks, label: 'Webhooks', icon: 'webhook', group: 'admin', ownersOnly: true },
  { href: paths.team, label: 'Team', icon: 'user-round-cog', group: 'admin', ownersOnly: true },
  { href: paths.settings, label: 'Settings', icon: 'settings', group: 'admin', ownersOnly: true },
]
