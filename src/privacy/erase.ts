import { join } from 'node:path'
import { type Copy, copiesWith } from '#db/copies.ts'
import { transact } from '#db/open.ts'
import * as accounts from '#src/accounts/accounts.ts'
import { forgetOpened } from '#src/connections/opened.ts'
import type { Deps } from '#src/deps.ts'
import { record } from '#src/events/events.ts'
import { invalid } from '#src/http/errors.ts'
import { forgetAnswers } from '#src/http/idempotency.ts'
import type { Actor } from '#src/team/actor.ts'
import { emptyLog, knownBy, quotedIn, wipe } from './wipe-store.ts'

export interface Erased {
  id: string
  /** How many rows of each kind were removed or emptied, beyond the account's own. */
  removed: Record<string, number>
  /** Whether nothing of it is left in the database's log either. */
  isLogEmpty: boolean
  /** Those made while it was there. They are nobody's to change; whoever keeps them deletes them. */
  backups: Copy[]
}

/**
 * Erases everything that is held about an account and its creator. What stays is that it happened, under an id that leads nowhere.
 * Throws 404, and 400 unless the account's name was typed.
 * @param typed what somebody typed to confirm it.
 */
export function erase(deps: Deps, idText: string, typed: string, actor: Actor): Erased {
  const { id, name } = accounts.find(deps, idText, actor)
  if (normal(typed) !== normal(name)) throw invalid('confirm', 'must be the name of the account')
  const known = knownBy(deps.db, id)
  const removed = transact(deps.db, (tx) => {
    accounts.remove(deps, id, actor)
    const rows = wipe(tx, known)
    const answers = forgetAnswers(deps, tx, quotedIn(known))
    record(tx, deps.now(), actor, { type: 'account.erased', accountId: id })
    return { ...rows, answers }
  })
  if (known.connectionId) forgetOpened(deps.secrets, known.connectionId)
  return {
    id,
    removed,
    isLogEmpty: emptyLog(deps.db),
    backups: copiesWith(join(deps.config.dataDir, 'backups'), id).filter(({ holds }) => holds !== false),
  }
}

const normal = (text: string) => text.normalize('NFC').trim()
