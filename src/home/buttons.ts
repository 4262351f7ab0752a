import { paths } from '#views/paths.ts'
import type { Button } from './thing.ts'

export const plan = (label: string, fields: Record<string, string>): Button => ({
  kind: 'post',
  label,
  action: paths.api.bulk,
  fields: { ...fields, dry_run: 'true' },
})
export const link = (label: string, href: string): Button => ({ kind: 'link', label, href })
export const fixAll = (label: string) => plan(label, { action: 'fix', filter: 'state=attention' })
export const look = (accountId: string) => link('See what is wrong', paths.account(accountId))
export const syncNow: Button = { kind: 'post', label: 'Sync now', action: paths.api.poolSync, fields: {} }
export const attention = paths.accountsWhere({ state: 'attention' })
