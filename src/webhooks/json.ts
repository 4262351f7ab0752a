import { iso, isoOrNull } from '#src/http/times.ts'
import type { Delivery } from './deliveries.ts'
import type { Endpoint } from './endpoints.ts'

export const webhookJson = ({ id, url, events, signature, description, ...more }: Endpoint) => ({
  id,
  url,
  events,
  signature,
  enabled: more.disabledAt === null,
  description,
  disabled_reason: more.disabledWhy,
  disabled_at: isoOrNull(more.disabledAt),
  created_at: iso(more.createdAt),
  updated_at: iso(more.updatedAt),
})

export const deliveryJson = (delivery: Delivery) => ({
  id: delivery.id,
  webhook_id: delivery.endpointId,
  event_id: delivery.eventId,
  type: delivery.type,
  state: delivery.state,
  body: JSON.parse(delivery.body) as unknown,
  created_at: iso(delivery.createdAt),
  next_attempt_at: isoOrNull(delivery.nextAttemptAt),
  finished_at: isoOrNull(delivery.finishedAt),
  attempts: delivery.tries.map(({ at, status, failure, durationMs, answer }) => ({
    at: iso(at),
    status,
    reason: failure,
    duration_ms: durationMs,
    answer,
  })),
})
