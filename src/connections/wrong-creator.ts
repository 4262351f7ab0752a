import { transact } from '#db/open.ts'
import type { Deps } from '#src/deps.ts'
import { record } from '#src/events/events.ts'
import type { Actor } from '#src/team/actor.ts'
import * as store from './store.ts'

/** That a browser of an account is signed in as somebody else is told there; nothing else comes of it. */
export function noteWrongCreator(deps: Deps, accountId: string, userId: string, actor: Actor) {
  const expected = store.ofAccount(deps.db, accountId)
  if (!expected || expected.onlyfansUserId === userId) return
  const other = store.ofUser(deps.db, userId)
  const isSeen = other !== undefined && store.byId(deps.db, other.id, actor.reach) !== undefined
  transact(deps.db, (tx) => {
    const data = { connection_id: expected.id, other: isSeen && other.username ? `@${other.username}` : `OnlyFans ${userId}` }
    record(tx, deps.now(), actor, { type: 'connection.wrong_creator', accountId, data })
  })
}
