import { type Tx, transact } from '#db/open.ts'
import { newId } from '#src/base/ids.ts'
import type { Deps } from '#src/deps.ts'
import * as events from '#src/events/events.ts'
import { invalid, unauthorized } from '#src/http/errors.ts'
import * as settings from '#src/settings/settings.ts'
import { type Actor, EVERYTHING, SYSTEM } from './actor.ts'
import { countCodeTry } from './code-tries.ts'
import { countTry, type Try } from './guessing.ts'
import { idInMark, newMark } from './known-browser.ts'
import * as store from './members-store.ts'
import { hashPassword, isPassword } from './password.ts'
import { assertStrong } from './password-rules.ts'
import { isSetUp, takeCode } from './second-factor.ts'
import { memberInSecondStep } from './second-step.ts'
import type { User } from './store.ts'
import { SIGN_IN_LASTS_MS, tokensOf } from './tokens.ts'

/** A failed sign-in takes at least this long, whatever the reason, and a little more by chance. */
const FLOOR_MS = 250
const JITTER_MS = 30
/** However often it is refreshed, a sign-in ends after this. */
const LONGEST_SIGN_IN_MS = 30 * 86_400_000
/** One that only opens the set-up of a second factor. */
const SETUP_LASTS_MS = 30 * 60_000

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
  /** Opens nothing but the set-up of two-factor sign-in. */
  awaitsTotp: boolean
}

/** Somebody whose password was right is in, or owes a code. */
export type Admission = SignedIn | { owesCode: User }

export interface Credentials {
  email: string
  password: string
}

/**
 * Signs a member in, or says that a code is owed where none was given. Throws 401 alike for an unknown address, a wrong password
 * and a disabled member, 401 for a wrong code, and 429 while a pause is due.
 */
export async function signIn(deps: Deps, input: Credentials & { code?: string | undefined }, from: Origin): Promise<Admission> {
  const { email, password, code } = input
  const started = performance.now()
  const attempt = countTry(deps, { email, ip: from.ip, knownBrowser: idInMark(deps.secrets, from.mark, email) })
  const user = store.memberByEmail(deps.db, email)
  const isRight = await isPassword(password, user?.passwordHash)
  if (!user || !isRight || user.disabledAt !== null) {
    if (user) noteFailure(deps, user, from)
    return refuse(started, 'The e-mail address or the password is not right')
  }
  if (!isSetUp(deps.db, user.id)) {
    attempt.succeeded()
    const begun = transact(deps.db, (tx) => begin(tx, deps, user, from))
    return tokenFor(deps, begun, user)
  }
  if (code === undefined) {
    attempt.leftOpen()
    return { owesCode: user }
  }
  return withCode(deps, user, code, attempt, { started, from })
}

/** The second step of a sign-in. Throws 401 once the first one is too long ago, 401 for a wrong code, 429 while a pause is due. */
export async function giveCode(deps: Deps, mark: string | null, code: string, from: Origin): Promise<SignedIn> {
  const started = performance.now()
  const user = memberInSecondStep(deps, mark)
  if (!user) throw unauthorized('That took too long. Sign in again.')
  const { email } = user
  const attempt = countTry(deps, { email, ip: from.ip, knownBrowser: idInMark(deps.secrets, from.mark, email) })
  return withCode(deps, user, code, attempt, { started, from })
}

async function withCode(
  deps: Deps,
  user: User,
  code: string,
  attempt: Try,
  { started, from }: { started: number; from: Origin },
): Promise<SignedIn> {
  const codeSucceeded = countCodeTry(deps, user.id)
  const begun = transact(deps.db, (tx) =>
    takeCode(tx, deps, user, actorFor(user, from), code) ? begin(tx, deps, user, from) : null,
  )
  if (!begun) {
    noteFailure(deps, user, from, 'code')
    return refuse(started, 'The code is not right, or was used already')
  }
  codeSucceeded()
  attempt.succeeded()
  return tokenFor(deps, begun, user)
}

function noteFailure(deps: Deps, user: User, from: Origin, wrong: 'password' | 'code' = 'password') {
  const failure = { type: 'sign_in.failed', data: { wrong } }
  transact(deps.db, (tx) => events.record(tx, deps.now(), actorFor(user, from), failure))
}

async function refuse(started: number, why: string): Promise<never> {
  await Bun.sleep(Math.max(0, FLOOR_MS + Math.random() * JITTER_MS - (performance.now() - started)))
  throw unauthorized(why)
}

export interface Begun {
  id: string
  expiresAt: number
  awaitsTotp: boolean
}

/**
 * Starts a sign-in in the transaction of whatever let the member in. Where everybody must have a second factor and this member has
 * none, the sign-in opens nothing but its set-up.
 */
export function begin(tx: Tx, deps: Deps, user: User, from: Omit<Origin, 'mark'>): Begun {
  const now = deps.now()
  const awaitsTotp = settings.read(tx).requireTotp && !isSetUp(tx, user.id)
  const begun = { id: newId('sin'), expiresAt: now + (awaitsTotp ? SETUP_LASTS_MS : SIGN_IN_LASTS_MS), awaitsTotp }
  store.addSignIn(tx, { ...begun, userId: user.id, createdAt: now, ip: from.ip, userAgent: from.userAgent })
  events.record(tx, now, actorFor(user, from), { type: 'sign_in.started', data: { sign_in_id: begun.id } })
  return begun
}

export async function tokenFor(deps: Deps, { id, expiresAt, awaitsTotp }: Begun, user: User): Promise<SignedIn> {
  const token = await tokensOf(deps).sign({ signInId: id, userId: user.id, expiresAt })
  return { token, expiresAt, user, mark: newMark(deps.secrets, user.email), awaitsTotp }
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
  return tokenFor(deps, { id: current.id, expiresAt, awaitsTotp: false }, user)
}

/** Changes one's own password and ends every other sign-in. Throws 400 when the present password is not right. */
export async function changePassword(deps: Deps, actor: Actor, input: { current: string; next: string }) {
  const user = store.memberById(deps.db, actor.id ?? '')
  if (!user) throw unauthorized()
  const { succeeded } = countTry(deps, { email: user.email, ip: actor.ip, knownBrowser: `signed-in ${user.id}` })
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
