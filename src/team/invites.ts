import { randomBytes } from 'node:crypto'
import { transact } from '#db/open.ts'
import type { Role } from '#db/schema/team.ts'
import { newId } from '#src/base/ids.ts'
import { hashToken } from '#src/base/secrets.ts'
import type { Deps } from '#src/deps.ts'
import * as events from '#src/events/events.ts'
import { AppError, conflict, notFound } from '#src/http/errors.ts'
import { limitsOf, type Quota } from '#src/http/rate-limit.ts'
import type { Actor } from './actor.ts'
import * as store from './invites-store.ts'
import * as members from './members-store.ts'
import { hashPassword } from './password.ts'
import { assertStrong } from './password-rules.ts'
import { isSetUp } from './second-factor.ts'
import { type Admission, actorFor, begin, type Origin, tokenFor } from './sign-in.ts'
import type { User } from './store.ts'

const INVITE_LASTS_MS = 48 * 3_600_000
const TOKEN_BYTES = 32
const WRONG_TOKENS: Quota = { name: 'invite', quota: 20, windowMs: 60_000 }

export interface Invitation {
  email: string
  name: string
  role: Role
  tags: string[]
}

/** What the inviter passes on. The link is shown only now. */
export interface SentInvite {
  id: string
  url: string
  expiresAt: number
}

export const list = (deps: Deps) => store.open(deps.db, deps.now())

/** Makes a link with which somebody becomes a member, in place of an earlier one. Throws 409 for an address that is a member's. */
export function invite(deps: Deps, invitation: Invitation, actor: Actor): SentInvite {
  if (members.memberByEmail(deps.db, invitation.email)) {
    throw conflict('ALREADY_A_MEMBER', 'Somebody with this e-mail address is a member already')
  }
  return send(deps, { ...invitation, userId: null }, actor, 'invite.created')
}

/** Makes a link with which a member sets a new password, for those who lost theirs. Throws 404. */
export function offerNewPassword(deps: Deps, memberId: string, actor: Actor): SentInvite {
  const member = members.memberById(deps.db, memberId)
  if (!member) throw notFound('Member')
  const { email, name, role, tags } = member
  return send(deps, { email, name, role, tags, userId: member.id }, actor, 'member.password_link_created')
}

function send(deps: Deps, invitation: Invitation & { userId: string | null }, actor: Actor, type: string): SentInvite {
  const token = randomBytes(TOKEN_BYTES).toString('base64url')
  const id = newId('inv')
  const createdAt = deps.now()
  const expiresAt = createdAt + INVITE_LASTS_MS
  transact(deps.db, (tx) => {
    store.withdrawFor(tx, invitation.email)
    store.add(tx, { ...invitation, id, tokenHash: hashToken(token), createdBy: actor.id ?? '', createdAt, expiresAt })
    const data = { invite_id: id, member: invitation.name, role: invitation.role }
    events.record(tx, createdAt, actor, { type, data })
  })
  return { id, url: new URL(`/invite/${token}`, deps.config.publicUrl).href, expiresAt }
}

export function withdraw(deps: Deps, id: string, actor: Actor) {
  transact(deps.db, (tx) => {
    if (!store.withdraw(tx, id)) throw notFound('Invite')
    events.record(tx, deps.now(), actor, { type: 'invite.withdrawn', data: { invite_id: id } })
  })
}

/** The invite behind a link. Throws 404 for a link that is not, or no longer, good. */
export function inviteBehind(deps: Deps, token: string, ip: string | null): store.Invite {
  const found = store.byTokenHash(deps.db, hashToken(token), deps.now())
  if (found) return found
  limitsOf(deps).take(WRONG_TOKENS, ip ?? 'unknown')
  throw linkIsOver()
}

const linkIsOver = () =>
  new AppError(404, 'NOT_FOUND', 'This link was used already, withdrawn, or is too old. Ask whoever sent it for a new one.')

/**
 * Sets the password of whoever holds the link and signs them in, or says that a code is owed: the link stands for the password alone.
 * It works once.
 */
export async function accept(deps: Deps, token: string, password: string, from: Origin): Promise<Admission> {
  const invitation = inviteBehind(deps, token, from.ip)
  assertStrong(password, [invitation.name, invitation.email])
  const passwordHash = await hashPassword(password)
  const { begun, user } = transact(deps.db, (tx) => {
    if (!store.use(tx, invitation.id, deps.now())) throw linkIsOver()
    const user =
      invitation.userId === null ? newMember(invitation, passwordHash, deps.now()) : members.memberById(tx, invitation.userId)
    if (!user) throw linkIsOver()
    if (invitation.userId === null) {
      if (!members.add(tx, user)) throw linkIsOver()
      const data = { member_id: user.id, role: user.role, invited_by: invitation.createdBy }
      events.record(tx, deps.now(), actorFor(user, from), { type: 'member.created', data })
    } else {
      members.change(tx, user.id, { passwordHash })
      members.endSignInsOf(tx, user.id, deps.now())
      events.record(tx, deps.now(), actorFor(user, from), { type: 'member.password_changed', data: { member_id: user.id } })
    }
    if (user.disabledAt !== null) throw linkIsOver()
    return { user: { ...user, passwordHash }, begun: isSetUp(tx, user.id) ? null : begin(tx, deps, user, from) }
  })
  return begun ? tokenFor(deps, begun, user) : { owesCode: user }
}

function newMember({ email, name, role, tags }: store.Invite, passwordHash: string, createdAt: number): User {
  return { id: newId('usr'), email, name, role, tags, passwordHash, createdAt, lastSeenAt: null, disabledAt: null }
}
