import { Html } from '@elysiajs/html'
import { Elysia } from 'elysia'
import type { Deps } from '#src/deps.ts'
import { pageJson } from '#src/http/paging.ts'
import { reply } from '#src/http/reply.ts'
import type { Actor } from '#src/team/actor.ts'
import { auth } from '#src/team/auth.ts'
import { paths } from '#views/paths.ts'
import { Deliveries } from '#views/webhook-deliveries.tsx'
import { outcomeOf } from '#views/webhook-words.ts'
import * as deliveries from './deliveries.ts'
import * as endpoints from './endpoints.ts'
import { DeliveryQuery } from './input.ts'
import { deliveryJson } from './json.ts'
import { SENDING } from './quotas.ts'

// What a receiver answered is shown, so that nobody else learns what stands behind an address.
const OWNER = { role: 'owner', scope: 'admin' } as const

interface Named {
  params: { id: string }
  actor: Actor
}

/** What was sent to an endpoint, and sending it again. */
export const deliveryRoutes = (deps: Deps) => {
  const show = ({ params: { id }, query }: { params: { id: string }; query: DeliveryQuery }) => {
    const { rows, total, nextCursor } = deliveries.list(deps, id, query)
    const isOff = endpoints.find(deps, id).disabledAt !== null
    const shown = { endpointId: id, deliveries: rows, total, state: query.state, nextCursor, isOff, now: deps.now() }
    return reply(
      { success: true, data: rows.map(deliveryJson), page: pageJson(nextCursor, total) },
      { title: 'Deliveries', html: () => <Deliveries {...shown} isLater={query.cursor !== undefined} /> },
    )
  }
  const sent = (delivery: deliveries.Delivery) => {
    const last = delivery.tries.at(-1)
    const words = last ? outcomeOf(last) : 'It waits'
    const message = delivery.state === 'delivered' ? 'It arrived' : `It did not arrive. ${words}.`
    return reply(
      { success: true, message, data: deliveryJson(delivery) },
      {
        location: paths.webhook(delivery.endpointId),
        afterwards: delivery.state === 'delivered' ? { toast: message } : { notice: message },
      },
    )
  }
  const test = async ({ params: { id }, actor }: Named) => sent(await deliveries.test(deps, id, actor))
  const resend = async ({ params: { id }, actor }: Named) => sent(await deliveries.resend(deps, id, actor))

  return new Elysia()
    .use(auth(deps))
    .get('/api/webhooks/:id/deliveries', show, { access: OWNER, query: DeliveryQuery })
    .post('/api/webhooks/:id/test', test, { access: OWNER, limit: SENDING, idempotent: true })
    .post('/webhooks/:id/test', test, { access: OWNER, limit: SENDING })
    .post('/api/webhooks/deliveries/:id/resend', resend, { access: OWNER, limit: SENDING, idempotent: true })
    .post('/webhooks/deliveries/:id/resend', resend, { access: OWNER, limit: SENDING })
}
