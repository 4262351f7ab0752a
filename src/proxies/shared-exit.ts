import type { Tx } from '#db/open.ts'
import type { Deps } from '#src/deps.ts'
import { record } from '#src/events/events.ts'
import type { Actor } from '#src/team/actor.ts'
import * as store from './store.ts'

/**
 * Records that an account was seen at an IP by which others go out under another name: only a test can tell. Everybody concerned
 * gets an event of their own, which names no other account, because who may see one need not be able to see the other.
 */
export function recordIfShared({ now }: Deps, tx: Tx, row: store.Assignment, exitIp: string, actor: Actor) {
  const twins = store.othersSeenAt(tx, exitIp, row)
  if (twins.length === 0) return
  const data = { exit_ip: exitIp, others: twins.length }
  for (const accountId of [row.accountId, ...twins]) record(tx, now(), actor, { type: 'proxy.exit_shared', accountId, data })
}
