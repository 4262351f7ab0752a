import { type Tx, transact } from '#db/open.ts'
import { newId } from '#src/base/ids.ts'
import type { Deps } from '#src/deps.ts'
import * as events from '#src/events/events.ts'
import { invalid, unauthorized } from '#src/http/errors.ts'
import { type Actor, EVERYTHING, SYSTEM } from './actor.ts'
import { countTry } from './guessing.ts'
import { idInMark, newMark } from './known-browser.ts'
import * as store from './members-store.ts'
import { hashPassword, isPassword } from './password.ts'
import { assertStrong } from './password-rules.ts'
import type { User } from './store.ts'
import { SIGN_IN_LASTS_MS, tokensOf } from './tokens.ts'

/** A failed sign-in takes at least this long, whatever the reason, and a little more by chance. */
const FLOOR_MS = 250
const JITTER_MS = 30
/** However often it is refreshed, a sign-in ends after this. */
const LONGEST_SIGN_IN_MS = 30 * 86_400_000

/** Where somebody signs in from. */
export interface Origin {
  ip: string | null
  userAgent: string | null
  requestId: string | null
  /** What a browser of theirs showed (known-browser.ts). */
  mark: string | null
}

export interface SignedIn {
  token: string
  /** Milliseconds since 1970. */
  expiresAt: number
  user: User
  /** For the browser to show next time. */
  mark: string
}

export interface Credentials {
  email: string
  password: string
}

/** Signs a member in. Throws 401 alike for an unknown address, a wrong password and a disabled member; 429 while a pause is due. */
export async function signIn(deps: Deps, { email, password }: Credentials, from: Origin): Promise<SignedIn> {
  const started = performance.now()
  const succeeded = countTry(deps, { email, ip: from.ip, knownBrowser: idInMark(deps.secrets, from.mark, email) })
  const user = store.memberByEmail(deps.db, email)
  const isRight = await isPassword(password, user?.passwordHash)
  if (!user || !isRight || user.disabledAt !== null) {
    if (user) transact(deps.db, (tx) => events.record(tx, deps.now(), actorFor(user, from), { type: 'sign_in.failed' }))
    await Bun.sleep(Math.max(0, FLOOR_MS + Math.random() * JITTER_MS - (performance.now() - started)))
    throw unauthorized('The e-mail address or the password is not right')
  }
  succeeded()
  const begun = transact(deps.db, (tx) => begin(tx, deps, user, from))
  return tokenFor(deps, begun, user)
}

/** Starts a sign-in in the transaction of whatever let the member in. */
export function begin(tx: Tx, deps: Deps, user: User, from: Origin) {
  const now = deps.now()
  const begun = { id: newId('sin'), expiresAt: now + SIGN_IN_LASTS_MS }
  store.addSignIn(tx, { ...begun, userId: user.id, createdAt: now, ip: from.ip, userAgent: from.userAgent })
  events.record(tx, now, actorFor(user, from), { type: 'sign_in.started', data: { sign_in_id: begun.id } })
  return begun
}

export async function tokenFor(deps: Deps, begun: { id: string; expiresAt: number }, user: User): Promise<SignedIn> {
  const token = await tokensOf(deps).sign({ signInId: begun.id, userId: user.id, expiresAt: begun.expiresAt })
  return { token, expiresAt: begun.expiresAt, user, mark: newMark(deps.secrets, user.email) }
}

/** Ends this sign-in: its token opens nothing from now on. */
export function signOut(deps: Deps, actor: Actor) {
  const { signInId } = actor
  if (signInId === null) return
  transact(deps.db, (tx) => {
    store.endSignIn(tx, signInId, deps.now())
    events.record(tx, deps.now(), actor, { type: 'sign_in.ended', data: { sign_in_id: signInId } })
  })
}

/** A new token for a sign-in that goes on. Throws 401 once the sign-in is too old to go on. */
export async function refresh(deps: Deps, actor: Actor): Promise<SignedIn> {
  const current = store.signInById(deps.db, actor.signInId ?? '')
  const user = store.memberById(deps.db, actor.id ?? '')
  if (!current || !user) throw unauthorized()
  const expiresAt = Math.min(deps.now() + SIGN_IN_LASTS_MS, current.createdAt + LONGEST_SIGN_IN_MS)
  if (expiresAt <= deps.now()) throw unauthorized('The sign-in has lasted long enough. Sign in again.')
  transact(deps.db, (tx) => store.prolongSignIn(tx, current.id, Math.max(expiresAt, current.expiresAt)))
  return tokenFor(deps, { id: current.id, expiresAt }, user)
}

/** Changes one's own password and ends every other sign-in. Throws 400 when the present password is not right. */
export async function changePassword(deps: Deps, actor: Actor, input: { current: string; next: string }) {
  const user = store.memberById(deps.db, actor.id ?? '')
  if (!user) throw unauthorized()
  const succeeded = countTry(deps, { email: user.email, ip: actor.ip, knownBrowser: `signed-in ${user.id}` })
  assertStrong(input.next, [user.name, user.email], 'new_password')
  if (!(await isPassword(input.current, user.passwordHash))) throw invalid('current_password', 'is not right')
  succeeded()
  const passwordHash = await hashPassword(input.next)
  transact(deps.db, (tx) => {
    store.change(tx, user.id, { passwordHash })
    store.endSignInsOf(tx, user.id, deps.now(), actor.signInId ?? '')
    events.record(tx, deps.now(), actor, { type: 'member.password_changed', data: { member_id: user.id } })
  })
}

/** A member who is being let in, as the actor of what is recorded about it. */
export const actorFor = (user: User, { ip, requestId }: Pick<Origin, 'ip' | 'requestId'>): Actor => ({
  ...SYSTEM,
  kind: 'user',
  id: user.id,
  name: user.name,
  role: user.role,
  reach: EVERYTHING,
  ip,
  requestId,
})
