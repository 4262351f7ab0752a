import { type Tx, transact } from '#db/open.ts'
import type { Role } from '#db/schema/team.ts'
import type { Deps } from '#src/deps.ts'
import * as events from '#src/events/events.ts'
import { conflict, notFound } from '#src/http/errors.ts'
import type { Actor } from './actor.ts'
import * as invites from './invites-store.ts'
import * as store from './members-store.ts'
import type { User } from './store.ts'

export interface MemberChange {
  name?: string | undefined
  role?: Role | undefined
  tags?: string[] | undefined
  disabled?: boolean | undefined
}

export const list = (deps: Deps): User[] => store.all(deps.db)

/**
 * Changes a member. A new role or being disabled ends their sign-ins at once; the keys of somebody disabled stop working, and so
 * do the links made by somebody who is no owner any more.
 * Throws 404, and 409 LAST_OWNER for what would leave nobody in charge.
 */
export function change(deps: Deps, id: string, { name, role, tags, disabled }: MemberChange, actor: Actor): User {
  return transact(deps.db, (tx) => {
    const before = memberIn(tx, id)
    const disabledAt = disabled === undefined ? before.disabledAt : disabled ? (before.disabledAt ?? deps.now()) : null
    const after: User = { ...before, name: name ?? before.name, role: role ?? before.role, tags: tags ?? before.tags, disabledAt }
    if (after.role !== 'owner' || after.disabledAt !== null) assertNotLastOwner(tx, before)
    store.change(tx, id, { name: after.name, role: after.role, tags: after.tags, disabledAt })
    if (after.role !== before.role || after.disabledAt !== null) store.endSignInsOf(tx, id, deps.now())
    // Or whoever is let go comes back by a link that they made for themselves.
    if (after.role !== 'owner' || after.disabledAt !== null) invites.withdrawMadeBy(tx, id)
    const data = { member_id: id, member: after.name, from: shortOf(before), to: shortOf(after) }
    events.record(tx, deps.now(), actor, { type: 'member.changed', data })
    return after
  })
}

/** Removes a member with their sign-ins, keys and the links they made. What they did stays in the log. Throws 404 and 409 LAST_OWNER. */
export function remove(deps: Deps, id: string, actor: Actor) {
  transact(deps.db, (tx) => {
    const member = memberIn(tx, id)
    assertNotLastOwner(tx, member)
    // Before their keys go with them: a key may have made some of these.
    invites.withdrawMadeBy(tx, id)
    store.remove(tx, id)
    events.record(tx, deps.now(), actor, { type: 'member.removed', data: { member_id: id, member: member.name } })
  })
}

function memberIn(tx: Tx, id: string): User {
  const member = store.memberById(tx, id)
  if (!member) throw notFound('Member')
  return member
}

function assertNotLastOwner(tx: Tx, member: User) {
  const isOwner = member.role === 'owner' && member.disabledAt === null
  if (isOwner && store.otherOwners(tx, member.id) === 0) {
    throw conflict('LAST_OWNER', 'This is the only owner. Make somebody else an owner first.')
  }
}

const shortOf = ({ role, tags, disabledAt }: User) => ({ role, tags, disabled: disabledAt !== null })
