import { Elysia } from 'elysia'
import type { Deps } from '#src/deps.ts'
import { invalid } from '#src/http/errors.ts'
import { reply } from '#src/http/reply.ts'
import { iso } from '#src/http/times.ts'
import { auth } from '#src/team/auth.ts'
import { capture } from './capture.ts'
import { CaptureBody, captureHeadersOf, countryIn } from './capture-input.ts'
import { sessionCaptured } from './captured-session.ts'
import { extensionOf, isKnownExtension } from './extension-origins.ts'
import { HAND_OVER, WRITE } from './rights.ts'

const CAPTURE = '/api/v2/account-connect'
const PAIR = '/api/extension/pair'

const ALLOWED = {
  'access-control-allow-methods': 'POST',
  'access-control-allow-headers': 'authorization, bctokensha, content-type, sess, useragent, x-bc',
  'access-control-max-age': '600',
}

/** What an extension in a browser hands over. */
export const captureRoutes = (deps: Deps) => {
  // One that is to be paired cannot be known yet; what it may do then hangs on its code.
  const mayCall = (id: string | null, path: string) => id !== null && (path === PAIR || isKnownExtension(deps.db, id))

  return new Elysia()
    .onRequest(({ request, set }) => {
      const path = new URL(request.url).pathname
      if (path !== CAPTURE && path !== PAIR) return
      set.headers.vary = 'Origin'
      if (mayCall(extensionOf(request), path)) {
        set.headers['access-control-allow-origin'] = request.headers.get('origin') ?? ''
        if (request.method === 'OPTIONS') Object.assign(set.headers, ALLOWED)
      }
      if (request.method === 'OPTIONS') return new Response(null, { status: 204 })
    })
    .use(auth(deps))
    .post(
      CAPTURE,
      async ({ request, body, actor }) => {
        if (body.client_session !== undefined) throw invalid('client_session', 'is not the token of an open link')
        const given = sessionCaptured(deps, captureHeadersOf(request.headers), body)
        const result = await capture(deps, { given, accountId: body.account_id ?? null, country: countryIn(body) }, actor)
        const { accountId, status, warning } = result
        return reply({
          status: 'success',
          data: { accountId, status, syncTimestamp: iso(deps.now()), ...(warning && { warning }) },
        })
      },
      { access: WRITE, body: CaptureBody, idempotent: true, limit: HAND_OVER },
    )
}
