import { Elysia } from 'elysia'
import type { Deps } from '#src/deps.ts'
import { passer } from '#src/http/pass-on.ts'
import type { Actor } from '#src/team/actor.ts'
import { auth } from '#src/team/auth.ts'
import { access } from './access.ts'
import { bodyIn } from './given-body.ts'
import { wantedIn } from './path.ts'

const ACCESS = { role: 'operator', scope: 'access' } as const
const PATH = '/v2/access/proxy/*'

/** Requests to OnlyFans as the user of a connection. */
export const accessRoutes = (deps: Deps) => {
  const passOn = passer(deps.config)
  const handle = async ({ request, actor }: { request: Request; actor: Actor }) => {
    const { method, headers, signal, url } = request
    const call = {
      connectionId: headers.get('x-connection-id'),
      method,
      wanted: wantedIn(url),
      // Only what a page may choose for its own requests goes on from these (onlyfans/headers.ts).
      headers: Object.fromEntries(headers),
      body: () => bodyIn(request),
      signal,
    }
    return passOn(request, await access(deps, call, actor))
  }

  return new Elysia()
    .use(auth(deps))
    .get(PATH, handle, { access: ACCESS })
    .head(PATH, handle, { access: ACCESS })
    .post(PATH, handle, { access: ACCESS })
    .put(PATH, handle, { access: ACCESS })
    .patch(PATH, handle, { access: ACCESS })
    .delete(PATH, handle, { access: ACCESS })
}
