import type { Deps } from '#src/deps.ts'
import { unauthorized } from '#src/http/errors.ts'
import { assertSameOrigin } from '#src/http/hardening.ts'
import { limitsOf, type Quota } from '#src/http/rate-limit.ts'
import { requestIdOf } from '#src/http/request-id.ts'
import { type Actor, EVERYTHING, type Reach } from './actor.ts'
import { API_KEY_PREFIX } from './api-key.ts'
import { sessionIn } from './cookies.ts'
import * as store from './store.ts'
import { tokensOf } from './tokens.ts'

/** Credentials that do not hold, by address. Guessing one is hopeless; this only bounds what trying costs us. */
const FAILED: Quota = { name: 'credentials', quota: 600, windowMs: 60_000 }
/** A browser that nobody uses any longer is signed out; a page that is open and live counts as in use. Programs keep their twelve hours. */
const IDLE_MS = 2 * 3_600_000
/** Every write costs a sync of the disk, so "last seen" is this coarse. */
const SEEN_EVERY_MS = 60_000

/** @param ipOf the caller's address; asked for only when it is needed. Waits for nothing where the credentials are known. */
export type Authenticate = (request: Request, ipOf: IpOf) => Actor | Promise<Actor>
type IpOf = () => string | null

const authenticators = new WeakMap<Deps, Authenticate>()

/** One for the whole app: it holds the prepared statements and the tokens it has verified. */
export function authenticatorOf(deps: Deps): Authenticate {
  const known = authenticators.get(deps) ?? createAuthenticate(deps)
  authenticators.set(deps, known)
  return known
}

/** Turns the credentials of a request into an actor. Throws 401 when there are none that hold. */
function createAuthenticate(deps: Deps): Authenticate {
  const tokens = tokensOf(deps)
  const lookups = store.prepareLookups(deps.db)

  return (request, ipOf) => {
    const { headers } = request
    const bearer = bearerOf(headers) ?? headers.get('apikey') ?? headers.get('x-api-key')
    if (bearer?.startsWith(API_KEY_PREFIX)) return actorOfKey(bearer, request, ipOf)
    const token = bearer ?? sessionIn(deps.config, headers)
    if (!token) throw unauthorized()
    if (bearer === null) assertSameOrigin(deps.config, request)
    return actorOfToken(token, request, ipOf, bearer === null)
  }

  function actorOfToken(token: string, request: Request, ipOf: IpOf, inBrowser: boolean): Actor | Promise<Actor> {
    const ip = askedWhenNeeded(request, ipOf)
    const signInId = tokens.signInOf(token)
    return signInId instanceof Promise
      ? signInId.then((id) => actorOfSignIn(id, request, ip, inBrowser))
      : actorOfSignIn(signInId, request, ip, inBrowser)
  }

  function actorOfSignIn(signInId: string | null, request: Request, ip: IpOf, inBrowser: boolean): Actor {
    const now = deps.now()
    const user = signInId === null ? null : lookups.memberOfSignIn(signInId, now)
    if (!user || signInId === null) throw refuse('The sign-in is not valid or has ended', ip)
    if (inBrowser && now - user.usedAt >= IDLE_MS) throw refuse('Nobody used this sign-in for two hours', ip)
    if (isStale(user.lastSeenAt, now) || isStale(user.usedAt, now)) {
      note(() => store.markSeen(deps.db, { userId: user.id, signInId, now }))
    }
    return {
      kind: 'user',
      id: user.id,
      name: user.name,
      role: user.role,
      scopes: null,
      reach: reachOf(user),
      signInId,
      awaitsTotp: user.awaitsTotp,
      get ip() {
        return ip()
      },
      requestId: requestIdOf(request),
    }
  }

  function actorOfKey(text: string, request: Request, ipOf: IpOf): Actor {
    const ip = askedWhenNeeded(request, ipOf)
    const now = deps.now()
    const key = lookups.keyOfText(text, now)
    if (!key) throw refuse('The API key is not valid', ipOf)
    if (isStale(key.lastUsedAt, now)) note(() => store.markUsed(deps.db, key.id, now))
    return {
      kind: 'key',
      id: key.id,
      name: key.name,
      role: key.maker.role,
      scopes: key.scopes,
      reach: { ...reachOf(key.maker), accountIds: key.accountIds },
      signInId: null,
      get ip() {
        return ip()
      },
      requestId: requestIdOf(request),
    }
  }

  function refuse(why: string, ipOf: IpOf) {
    limitsOf(deps).take(FAILED, ipOf() ?? 'unknown')
    return unauthorized(why)
  }

  // With a full disk people must still be able to look.
  function note(write: () => void) {
    try {
      write()
    } catch (error) {
      deps.log.warn({ err: error }, 'Could not note when a caller was last seen')
    }
  }
}

/**
 * The caller's address for the events that a request causes. Asking the socket costs as much as reading an account's proxy, so a
 * reading request asks only when it comes to an event; a changing one before it waits for anything, while the socket is there.
 */
function askedWhenNeeded(request: Request, ipOf: IpOf): IpOf {
  if (request.method === 'GET') return ipOf
  const ip = ipOf()
  return () => ip
}

const isStale = (at: number | null, now: number) => at === null || now - at >= SEEN_EVERY_MS

/** Owners and managers see every account, operators those that share a tag with them; viewers all, or those of their tags. */
export function reachOf({ role, tags }: Pick<store.User, 'role' | 'tags'>): Reach {
  const limited = role === 'operator' || (role === 'viewer' && tags.length > 0)
  return limited ? { tags, accountIds: null } : EVERYTHING
}

function bearerOf(headers: Headers): string | null {
  const value = headers.get('authorization')
  return value && /^bearer /i.test(value) ? value.slice(7).trim() : null
}
