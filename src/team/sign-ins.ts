import { transact } from '#db/open.ts'
import type { Deps } from '#src/deps.ts'
import * as events from '#src/events/events.ts'
import { notFound } from '#src/http/errors.ts'
import type { Actor } from './actor.ts'
import * as store from './members-store.ts'
import type { SignIn } from './store.ts'

/** Where a member is signed in, newest first. */
export const listOwn = ({ db, now }: Deps, actor: Actor): SignIn[] => store.openSignIns(db, actor.id ?? '', now())

/** Ends one of a member's own sign-ins: its token opens nothing from now on. Throws 404. */
export function endOwn(deps: Deps, id: string, actor: Actor) {
  transact(deps.db, (tx) => {
    if (!store.endOwnSignIn(tx, actor.id ?? '', id, deps.now())) throw notFound('Sign-in')
    events.record(tx, deps.now(), actor, { type: 'sign_in.ended', data: { sign_in_id: id } })
  })
}
