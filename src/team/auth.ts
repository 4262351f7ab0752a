import { Elysia } from 'elysia'
import { hashToken } from '#src/base/secrets.ts'
import type { Deps } from '#src/deps.ts'
import { clientIp } from '#src/http/client-ip.ts'
import { forbidden, unauthorized } from '#src/http/errors.ts'
import { assertSameOrigin } from '#src/http/hardening.ts'
import { requestIdOf } from '#src/http/request-id.ts'
import { rememberViewer } from '#src/http/viewer.ts'
import { type Access, type Actor, EVERYTHING, may, type Reach } from './actor.ts'
import * as store from './store.ts'
import { createTokens } from './tokens.ts'

export const API_KEY_PREFIX = 'moor_live_'
export const SESSION_COOKIE = 'mooring_session'

const actors = new WeakMap<Request, Actor>()

/**
 * The macro `access`: the route's handler runs only for a caller who may, and gets them as `actor`.
 * Authentication comes before the input is validated, so that a stranger learns nothing from a 400.
 */
export function auth(deps: Deps) {
  const authenticate = authenticator(deps)
  return new Elysia({ name: 'auth' }).macro({
    access: (access: Access) => ({
      async transform({ request, server }) {
        const actor = await authenticate(request, clientIp(deps.config, request, server))
        if (!may(actor, access)) throw forbidden()
        actors.set(request, actor)
      },
      resolve: ({ request }) => ({ actor: actorOf(request) }),
    }),
  })
}

function actorOf(request: Request): Actor {
  const actor = actors.get(request)
  if (!actor) throw unauthorized()
  return actor
}

/** Turns the credentials of a request into an actor. Throws 401 when there are none that hold. */
export function authenticator(deps: Deps) {
  const tokens = createTokens(deps.secrets)

  return async function authenticate(request: Request, ip: string | null): Promise<Actor> {
    const bearer = bearerOf(request.headers)
    if (bearer?.startsWith(API_KEY_PREFIX)) return actorOfKey(bearer, request, ip)
    const token = bearer ?? cookieOf(request.headers, SESSION_COOKIE)
    if (!token) throw unauthorized()
    if (!bearer) assertSameOrigin(deps.config, request)
    const signInId = await tokens.signInOf(token)
    const user = signInId && store.userOfSignIn(deps.db, signInId, deps.now())
    if (!signInId || !user) throw unauthorized('The sign-in is not valid or has ended')
    rememberViewer(request, { name: user.name, role: user.role })
    return {
      kind: 'user',
      id: user.id,
      name: user.name,
      role: user.role,
      scopes: null,
      reach: reachOf(user),
      signInId,
      ip,
      requestId: requestIdOf(request),
    }
  }

  function actorOfKey(text: string, request: Request, ip: string | null): Actor {
    const found = store.keyByHash(deps.db, hashToken(text), deps.now())
    if (!found) throw unauthorized('The API key is not valid')
    const { key, maker } = found
    return {
      kind: 'key',
      id: key.id,
      name: key.name,
      role: maker.role,
      scopes: new Set(key.scopes),
      reach: { ...reachOf(maker), accountIds: key.accountIds },
      signInId: null,
      ip,
      requestId: requestIdOf(request),
    }
  }
}

/** Owners and managers see every account, operators those that share a tag with them; viewers all, or those of their tags. */
export function reachOf({ role, tags }: Pick<store.User, 'role' | 'tags'>): Reach {
  const limited = role === 'operator' || (role === 'viewer' && tags.length > 0)
  return limited ? { tags, accountIds: null } : EVERYTHING
}

function bearerOf(headers: Headers): string | null {
  const value = headers.get('authorization')
  return value && /^bearer /i.test(value) ? value.slice(7).trim() : null
}

function cookieOf(headers: Headers, name: string): string | null {
  const cookies = headers.get('cookie')
  return cookies ? new Bun.CookieMap(cookies).get(name) : null
}
