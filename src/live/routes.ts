import { Elysia } from 'elysia'
import type { Deps } from '#src/deps.ts'
import { clientIp } from '#src/http/client-ip.ts'
import { serverOf } from '#src/http/listening.ts'
import { type Actor, may } from '#src/team/actor.ts'
import { auth } from '#src/team/auth.ts'
import { authenticatorOf } from '#src/team/authenticate.ts'
import { streamsOf } from './streams.ts'

const READER = { role: 'viewer', scope: 'accounts:read' } as const

/** The stream that tells an open page what to look at again: names and ids, never what is there. */
export const liveRoutes = (deps: Deps) => {
  const streams = streamsOf(deps)
  const authenticate = authenticatorOf(deps)

  /** Signed out, disabled, revoked or expired: whatever the reason, the stream ends. */
  async function readerOf(request: Request, ip: string | null): Promise<Actor | null> {
    try {
      const actor = await authenticate(request, () => ip)
      return may(actor, READER) ? actor : null
    } catch {
      return null
    }
  }

  return new Elysia().use(auth(deps)).get(
    '/ui/events',
    ({ request, set, actor }) => {
      serverOf(deps.config)?.timeout(request, 0)
      const ip = clientIp(deps.config, request)
      const reader = { actor: () => readerOf(request, ip), lastSeen: request.headers.get('last-event-id') }
      const body = streams.open(`${actor.kind}:${actor.id}`, reader, request.signal)
      const headers = new Headers(set.headers as Record<string, string>)
      headers.set('content-type', 'text/event-stream; charset=utf-8')
      // nginx would keep the events back until a buffer is full.
      headers.set('x-accel-buffering', 'no')
      // What Elysia finds there it adds to a copy of the answer, body and all.
      set.headers = {}
      return new Response(body, { headers })
    },
    { access: READER },
  )
}
