import { transact } from '#db/open.ts'
import type { Deps } from '#src/deps.ts'
import { withCookies } from '#src/onlyfans/set-cookies.ts'
import { EVERYTHING } from '#src/team/actor.ts'
import { readCookieText } from './cookie.ts'
import { captured, open, seal } from './session.ts'
import * as store from './store.ts'
import type { Usable } from './use.ts'
import * as uses from './uses.ts'

/**
 * Goes on with a session as a browser would after these `Set-Cookie` headers, before the answer they came with is passed on: a renewed
 * `sess` may be the only one that holds. What would leave the session incomplete or make it somebody else's is not taken.
 */
export function goOnWith(deps: Deps, used: Usable, setCookies: string[]) {
  if (setCookies.length === 0) return
  // Most of them say nothing new, and then nothing is written.
  if (renewed(deps, used.session, setCookies) === null) return
  const { id } = used.connection
  transact(deps.db, (tx) => {
    // The same sign-in may have been captured once more while the call ran.
    const revision = store.byId(tx, id, EVERYTHING)?.revision ?? used.revision
    const row = store.sessionOf(tx, id, revision)
    if (revision !== used.revision && row?.digest !== used.digest) return
    // Other answers may have set cookies since.
    const before = row ? open(deps.secrets, row) : null
    const session = before && renewed(deps, before.session, setCookies)
    if (!before || !session) return
    const after = captured(deps.secrets, session, before.rest)
    if (after.digest !== before.digest) uses.goOnAs(tx, deps, after, used.exitId)
    store.changeSession(tx, id, revision, { sealed: seal(deps.secrets, id, revision, after), digest: after.digest })
  })
}

function renewed({ secrets }: Deps, before: Usable['session'], setCookies: string[]) {
  const { header, userId, problems } = readCookieText(withCookies(before, setCookies).cookie)
  if (header === before.cookie || userId !== before.userId) return null
  // A browser may have come without `fp`; what it had has to stay.
  const lacked = new Set(readCookieText(before.cookie).problems.map(({ name }) => name))
  if (problems.some(({ name }) => !lacked.has(name))) return null
  return captured(secrets, { ...before, cookie: header }).session
}
