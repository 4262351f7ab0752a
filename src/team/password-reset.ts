import { transact } from '#db/open.ts'
import type { Deps } from '#src/deps.ts'
import * as events from '#src/events/events.ts'
import type { Actor } from './actor.ts'
import * as store from './members-store.ts'
import { hashPassword } from './password.ts'
import { assertStrong } from './password-rules.ts'
import type { User } from './store.ts'

/** Gives a member who is locked out a new password and ends their sign-ins. Throws VALIDATION_ERROR for one that is easily guessed. */
export async function setPassword(
  { db, now }: Pick<Deps, 'db' | 'now'>,
  { id, name, email }: User,
  password: string,
  actor: Actor,
) {
  assertStrong(password, [name, email])
  const passwordHash = await hashPassword(password)
  transact(db, (tx) => {
    store.change(tx, id, { passwordHash })
    store.endSignInsOf(tx, id, now())
    events.record(tx, now(), actor, { type: 'member.password_changed', data: { member_id: id, member: name } })
  })
}
