import { forbidden } from '#src/http/errors.ts'
import { type Access, type Actor, may } from '#src/team/actor.ts'

/** What can be done to many accounts at once. */
export const BULK_ACTIONS = [
  'assign',
  'replace',
  'fix',
  'test',
  'disable',
  'restore',
  'switch_on',
  'switch_off',
  'prefer',
  'tag',
  'archive',
  'delete',
] as const
export type BulkAction = (typeof BULK_ACTIONS)[number]

const ON_ACCOUNTS: Access = { role: 'manager', scope: 'accounts:write' }
const NEEDED: Partial<Record<BulkAction, Access>> = { tag: ON_ACCOUNTS, archive: ON_ACCOUNTS, delete: ON_ACCOUNTS }

/** Every action changes proxies; some change the accounts themselves, and need what that needs. Throws 403. */
export function assertMayDo(action: BulkAction, actor: Actor) {
  const needed = NEEDED[action]
  if (needed && !may(actor, needed)) throw forbidden()
}

export const placesAccounts = (action: BulkAction) => action === 'assign' || action === 'replace' || action === 'fix'
