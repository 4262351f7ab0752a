import { type Tx, transact } from '#db/open.ts'
import type { Deps } from '#src/deps.ts'
import * as events from '#src/events/events.ts'
import { conflict, invalid, unauthorized } from '#src/http/errors.ts'
import * as settings from '#src/settings/settings.ts'
import type { Actor } from './actor.ts'
import { countCodeTry } from './code-tries.ts'
import { countTry } from './guessing.ts'
import * as members from './members-store.ts'
import { isPassword } from './password.ts'
import { hashOfRecoveryCode, newRecoveryCodes } from './recovery-codes.ts'
import * as store from './second-factor-store.ts'
import type { User } from './store.ts'
import { newSecret, otpauthUrl, stepOf } from './totp.ts'

/** How long a secret waits for its first code. */
const SETUP_LASTS_MS = 30 * 60_000

const WRONG_CODE = 'is not right, or was used already'

/** How it stands with a member's two-factor sign-in. */
export interface FactorState {
  /** Milliseconds since 1970; null while it is not set up. */
  since: number | null
  recoveryCodesLeft: number
  /** The organisation wants everybody to have it. */
  isRequired: boolean
}

/** What an authenticator app takes over. Shown once, while it is set up. */
export interface Offer {
  secret: string
  url: string
}

export interface Proof {
  password: string
  code: string
}

export function stateOf({ db }: Deps, userId: string): FactorState {
  return {
    since: store.factorOf(db, userId)?.confirmedAt ?? null,
    recoveryCodesLeft: store.recoveryCodesLeft(db, userId),
    isRequired: settings.read(db).requireTotp,
  }
}

/** Makes a secret for an authenticator app. It counts once `confirm` got a code of it. Throws 400, 409 TOTP_ALREADY_SET_UP, 429. */
export async function offer(deps: Deps, actor: Actor, password: string | undefined): Promise<Offer> {
  const user = memberOf(deps, actor)
  // Whoever has to set it up gave the password a moment ago.
  if (!actor.awaitsTotp) await assertPassword(deps, user, actor, password ?? '')
  const secret = newSecret()
  const begun = store.begin(deps.db, user.id, deps.secrets.seal(secret, placeOf(user.id)), deps.now())
  if (!begun) throw conflict('TOTP_ALREADY_SET_UP', 'Two-factor sign-in is set up already. Remove it first.')
  return { secret, url: otpauthUrl(secret, user.email) }
}

/** The offer that waits for its code, for a form that is shown again. Throws 409 TOTP_NOT_BEGUN. */
export function openOffer(deps: Deps, actor: Actor): Offer {
  const user = memberOf(deps, actor)
  const secret = openSecret(deps, waitingFactor(deps, user.id))
  return { secret, url: otpauthUrl(secret, user.email) }
}

/**
 * Makes the offered secret count, in `tx` together with whatever depends on it. Returns the recovery codes: only now are they told.
 * Throws 400 for a wrong code, 409 TOTP_NOT_BEGUN, 429.
 */
export function confirm(deps: Deps, actor: Actor, code: string, alsoThen: (tx: Tx, user: User) => void): string[] {
  const user = memberOf(deps, actor)
  const factor = waitingFactor(deps, user.id)
  const succeeded = countCodeTry(deps, user.id)
  const step = stepOf(code.replace(/\s/g, ''), openSecret(deps, factor), null, deps.now())
  if (step === null) throw invalid('code', WRONG_CODE)
  succeeded()
  return transact(deps.db, (tx) => {
    if (!store.confirm(tx, user.id, step, deps.now())) throw notBegun()
    const codes = renewCodes(tx, user.id)
    events.record(tx, deps.now(), actor, { type: 'two_factor.set_up', data: { member_id: user.id } })
    alsoThen(tx, user)
    return codes
  })
}

/**
 * Takes the second factor away and ends every other sign-in. Where everybody must have one, this sign-in then waits for a new one.
 * Throws 400 for a wrong password or code, 409 TOTP_NOT_SET_UP, 429.
 */
export async function remove(deps: Deps, actor: Actor, proof: Proof) {
  await proven(deps, actor, proof, (tx, user) => {
    store.remove(tx, user.id)
    members.endSignInsOf(tx, user.id, deps.now(), actor.signInId ?? '')
    if (settings.read(tx).requireTotp) members.holdSignIn(tx, actor.signInId ?? '')
    events.record(tx, deps.now(), actor, { type: 'two_factor.removed', data: { member_id: user.id } })
  })
}

/** New recovery codes in place of all earlier ones. Throws like `remove`. */
export const remakeRecoveryCodes = (deps: Deps, actor: Actor, proof: Proof): Promise<string[]> =>
  proven(deps, actor, proof, (tx, user) => {
    events.record(tx, deps.now(), actor, { type: 'two_factor.recovery_codes_made', data: { member_id: user.id } })
    return renewCodes(tx, user.id)
  })

/**
 * Uses up a code of the app or a recovery code, in the transaction of what it opens. False when it is neither, or was used.
 * Count the try before.
 */
export function takeCode(tx: Tx, deps: Deps, user: User, actor: Actor, typed: string): boolean {
  const factor = store.factorOf(tx, user.id)
  if (!factor || factor.confirmedAt === null) return false
  const code = typed.replace(/\s/g, '')
  const step = stepOf(code, openSecret(deps, factor), factor.lastStep, deps.now())
  if (step !== null) return store.useStep(tx, user.id, step)
  if (!store.useRecoveryCode(tx, user.id, hashOfRecoveryCode(code), deps.now())) return false
  const data = { member_id: user.id, left: store.recoveryCodesLeft(tx, user.id) }
  events.record(tx, deps.now(), actor, { type: 'two_factor.recovery_code_used', data })
  return true
}

export const isSetUp = (db: Deps['db'] | Tx, userId: string) => (store.factorOf(db, userId)?.confirmedAt ?? null) !== null

async function proven<T>(deps: Deps, actor: Actor, { password, code }: Proof, work: (tx: Tx, user: User) => T): Promise<T> {
  const user = memberOf(deps, actor)
  if (!isSetUp(deps.db, user.id)) throw conflict('TOTP_NOT_SET_UP', 'Two-factor sign-in is not set up')
  await assertPassword(deps, user, actor, password)
  const succeeded = countCodeTry(deps, user.id)
  const result = transact(deps.db, (tx) => {
    if (!takeCode(tx, deps, user, actor, code)) throw invalid('code', WRONG_CODE)
    return { value: work(tx, user) }
  })
  succeeded()
  return result.value
}

async function assertPassword(deps: Deps, user: User, actor: Actor, password: string) {
  const { succeeded } = countTry(deps, { email: user.email, ip: actor.ip, knownBrowser: `signed-in ${user.id}` })
  if (!(await isPassword(password, user.passwordHash))) throw invalid('password', 'is not right')
  succeeded()
}

function memberOf({ db }: Deps, actor: Actor): User {
  const user = members.memberById(db, actor.id ?? '')
  if (!user) throw unauthorized()
  return user
}

function waitingFactor({ db, now }: Deps, userId: string): store.SecondFactor {
  const factor = store.factorOf(db, userId)
  if (!factor || factor.confirmedAt !== null || now() - factor.createdAt > SETUP_LASTS_MS) throw notBegun()
  return factor
}

function renewCodes(tx: Tx, userId: string): string[] {
  const codes = newRecoveryCodes()
  store.replaceRecoveryCodes(tx, userId, codes.map(hashOfRecoveryCode))
  return codes
}

const notBegun = () => conflict('TOTP_NOT_BEGUN', 'There is no set-up to finish. Begin again.')
const openSecret = ({ secrets }: Deps, { userId, secret }: store.SecondFactor) => secrets.open(secret, placeOf(userId))
const placeOf = (userId: string) => ({ table: 'second_factors', column: 'secret', row: userId })
