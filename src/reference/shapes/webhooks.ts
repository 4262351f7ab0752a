import { z } from 'zod'
import { SIGNATURES } from '#db/schema/webhooks.ts'
import { FAILURES } from '#src/net/failure.ts'
import { EVENT_TYPES } from '#src/webhooks/types.ts'
import { count, maybe, moment, text } from './common.ts'

export const Webhook = z
  .object({
    id: text,
    url: text,
    events: z.array(z.enum(EVENT_TYPES)).describe('Empty: all of them.'),
    signature: z.enum(SIGNATURES),
    enabled: z.boolean(),
    description: text,
    disabled_reason: maybe(z.enum(['by_hand', 'gone', 'failing'])),
    disabled_at: maybe(moment),
    created_at: moment,
    updated_at: moment,
  })
  .meta({ id: 'Webhook' })
export const NewWebhook = Webhook.extend({ secret: text.describe('`whsec_…`. Only here.') }).meta({ id: 'NewWebhook' })

export const Delivery = z
  .object({
    id: text.describe('Sent as `webhook-id`, and as `id` of the body.'),
    webhook_id: text,
    event_id: maybe(count),
    type: z.enum(EVENT_TYPES),
    state: z.enum(['pending', 'delivered', 'failed']),
    body: z.record(text, z.unknown()),
    created_at: moment,
    next_attempt_at: maybe(moment),
    finished_at: maybe(moment),
    attempts: z.array(
      z.object({
        at: moment,
        status: maybe(count).describe('HTTP status; null when there was no answer.'),
        reason: maybe(z.enum(FAILURES)),
        duration_ms: count,
        answer: maybe(text).describe('The first 2 KiB of what the receiver answered.'),
      }),
    ),
  })
  .meta({ id: 'Delivery' })
