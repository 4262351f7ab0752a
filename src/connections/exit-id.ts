import { createHmac } from 'node:crypto'
import { BEHIND_ADDRESS } from '#db/schema/connections.ts'
import type { Deps } from '#src/deps.ts'
import type { AccountProxy } from '#src/proxies/store.ts'
import { usernameOf } from '#src/proxies/upstream.ts'

/**
 * What tells the exit of an account from any other, for the session that goes out by it. An exit of the pool is known by its key.
 * Behind the one address of an own proxy there may be many: gateways give each port or user another.
 */
export function exitIdOf(deps: Deps, row: AccountProxy): string {
  const exitKey = row.exitKey ?? ''
  if (row.mode !== 'manual') return exitKey
  // Keyed, because user names are short and among the secrets.
  const hash = createHmac('sha256', deps.secrets.derive('mooring/exits/v1'))
  return exitKey + BEHIND_ADDRESS + hash.update(`${row.port}\n${usernameOf(deps, row) ?? ''}`).digest('base64url')
}
