import { transact } from '#db/open.ts'
import { newId } from '#src/base/ids.ts'
import { ConfigError } from '#src/config.ts'
import type { Deps } from '#src/deps.ts'
import * as events from '#src/events/events.ts'
import { AppError } from '#src/http/errors.ts'
import { limitsOf, type Quota } from '#src/http/rate-limit.ts'
import * as store from './members-store.ts'
import { hashPassword } from './password.ts'
import { assertStrong, isStrong } from './password-rules.ts'
import { isSetupToken, makeSetupLink, removeSetupLink } from './setup-link.ts'
import { actorFor, begin, type Credentials, type Origin, type SignedIn, tokenFor } from './sign-in.ts'
import type { User } from './store.ts'

const WRONG_TOKENS: Quota = { name: 'setup', quota: 20, windowMs: 60_000 }

interface NewOwner extends Credentials {
  name: string
}

const owned = new WeakSet<Deps>()

/** Whether anybody is a member yet. Once true it stays true. */
export function hasOwner(deps: Deps): boolean {
  if (owned.has(deps)) return true
  if (!store.anyMember(deps.db)) return false
  owned.add(deps)
  return true
}

/**
 * Called at start: makes the owner that the environment names, or a setup link, while there is no member.
 * Throws ConfigError for a password that is too easy to guess.
 * The link is for the console of whoever started the program, and for nothing else.
 */
export async function prepareFirstRun(deps: Deps): Promise<{ setupUrl: string | null }> {
  if (!hasOwner(deps) && deps.config.owner) {
    const { email, password } = deps.config.owner
    if (!isStrong(password, [email])) throw new ConfigError('MOORING_OWNER_PASSWORD takes a password that is harder to guess.')
    const owner = await newOwner(deps, { email, password, name: email.split('@')[0] ?? email })
    becomeOwner(deps, owner, { ip: null, requestId: null, userAgent: null, mark: null })
  }
  if (!hasOwner(deps)) return { setupUrl: makeSetupLink(deps.config, deps.now()) }
  removeSetupLink(deps.config)
  return { setupUrl: null }
}

/** Throws 404 for a setup link that is not, or no longer, good. */
export function assertSetupLink(deps: Deps, token: string, ip: string | null) {
  if (!hasOwner(deps) && isSetupToken(deps.config, token, deps.now())) return
  limitsOf(deps).take(WRONG_TOKENS, ip ?? 'unknown')
  throw linkIsOver(deps)
}

const linkIsOver = (deps: Deps) =>
  new AppError(
    404,
    'NOT_FOUND',
    hasOwner(deps)
      ? 'There is an owner already. Sign in, or ask them for an invitation.'
      : 'This setup link is too old, or a newer one took its place. "mooring setup-link" prints a new one.',
  )

/** Makes whoever holds the setup link the first owner and signs them in. Throws 404 when the link is used up or wrong. */
export async function claim(deps: Deps, token: string, input: NewOwner, from: Origin): Promise<SignedIn> {
  assertSetupLink(deps, token, from.ip)
  assertStrong(input.password, [input.name, input.email])
  const owner = await newOwner(deps, input)
  const begun = becomeOwner(deps, owner, from)
  removeSetupLink(deps.config)
  return tokenFor(deps, begun, owner)
}

async function newOwner(deps: Deps, { email, password, name }: NewOwner): Promise<User> {
  const passwordHash = await hashPassword(password)
  const createdAt = deps.now()
  return { id: newId('usr'), email, name, role: 'owner', passwordHash, tags: [], createdAt, lastSeenAt: null, disabledAt: null }
}

function becomeOwner(deps: Deps, owner: User, from: Origin) {
  return transact(deps.db, (tx) => {
    // One row for ever, so of any number of claims at the same moment one comes first.
    const isFirst = !store.anyMember(tx) && store.claimOwnership(tx, owner.id, deps.now())
    if (!isFirst) throw linkIsOver(deps)
    store.add(tx, owner)
    events.record(tx, deps.now(), actorFor(owner, from), { type: 'member.created', data: { member_id: owner.id, role: 'owner' } })
    return begin(tx, deps, owner, from)
  })
}
