import { transact } from '#db/open.ts'
import type { Deps } from '#src/deps.ts'
import * as events from '#src/events/events.ts'
import { notFound } from '#src/http/errors.ts'
import type { Actor } from './actor.ts'
import * as members from './members-store.ts'
import * as store from './second-factor-store.ts'

/**
 * Takes the second factor away from a member who lost phone and recovery codes, and ends their sign-ins. Throws 404.
 * False when there was none to take.
 */
export const resetFactor = ({ db, now }: Pick<Deps, 'db' | 'now'>, memberId: string, actor: Actor): boolean =>
  transact(db, (tx) => {
    const member = members.memberById(tx, memberId)
    if (!member) throw notFound('Member')
    if (!store.remove(tx, member.id)) return false
    members.endSignInsOf(tx, member.id, now())
    events.record(tx, now(), actor, { type: 'two_factor.reset', data: { member_id: member.id, member: member.name } })
    return true
  })
