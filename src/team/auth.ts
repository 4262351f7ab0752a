import { Elysia } from 'elysia'
import type { Deps } from '#src/deps.ts'
import { clientIp } from '#src/http/client-ip.ts'
import { forbidden, totpSetupRequired, unauthorized } from '#src/http/errors.ts'
import { answeredBefore } from '#src/http/idempotency.ts'
import { limitsOf, type Quota } from '#src/http/rate-limit.ts'
import { callerOf, rememberCaller } from '#src/http/viewer.ts'
import { type Access, type Actor, may, missingScope } from './actor.ts'
import { authenticatorOf } from './authenticate.ts'

export { reachOf } from './authenticate.ts'

/**
 * `access`: the route's handler runs only for a caller who may, and gets them as `actor`. Authentication comes before the
 * input is validated, so that a stranger learns nothing from a 400.
 * `idempotent`: a POST with an Idempotency-Key acts once; its repetition gets the first answer.
 * `limit`: so many calls of this kind from one caller, or one address where nobody is signed in; and from everybody together.
 */
export function auth(deps: Deps) {
  const authenticate = authenticatorOf(deps)
  return new Elysia({ name: 'auth' }).macro({
    access: (access: Access) => ({
      // For the description of the API.
      detail: { 'x-access': access } as object,
      transform({ request }) {
        const admit = (actor: Actor) => {
          rememberCaller(request, actor)
          if (actor.awaitsTotp && !access.duringSetUp) throw totpSetupRequired()
          if (!may(actor, access)) throw refused(actor, access)
        }
        const actor = authenticate(request, () => clientIp(deps.config, request))
        return actor instanceof Promise ? actor.then(admit) : admit(actor)
      },
      resolve: ({ request }) => ({ actor: actorOf(request) }),
    }),
    limit: (quota: Quota) => ({
      beforeHandle({ request, set }) {
        const by = callerOf(request)?.id ?? clientIp(deps.config, request) ?? 'unknown'
        // First the caller's own, so that who is past it takes nothing from the others.
        Object.assign(set.headers, limitsOf(deps).take(quota, by))
        if (quota.together) limitsOf(deps).take(quota.together, 'everybody')
      },
    }),
    idempotent: (_: true) => ({
      detail: { 'x-idempotent': true } as object,
      beforeHandle({ request }) {
        const { kind, id } = actorOf(request)
        return answeredBefore(deps, request, `${kind}:${id}`) ?? undefined
      },
    }),
  })
}

function refused(actor: Actor, { refusal, ...access }: Access) {
  const lacks = missingScope(actor, access)
  const words = lacks === null ? 'You may not do this' : `The API key lacks the scope ${lacks}`
  return refusal === 401 ? unauthorized(words) : forbidden(words)
}

function actorOf(request: Request): Actor {
  const actor = callerOf(request)
  if (!actor) throw unauthorized()
  return actor
}
