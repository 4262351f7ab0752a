import type { Descriptions } from '#src/http/described.ts'
import { answer, list, nothing, paged } from '../shapes/common.ts'
import { Delivery, NewWebhook, Webhook } from '../shapes/webhooks.ts'

const tag = 'Webhooks'

export const WEBHOOKS: Descriptions = {
  'GET /api/webhooks': { tag, id: 'listWebhooks', summary: 'List webhooks', answer: list(Webhook) },
  'POST /api/webhooks': {
    tag,
    id: 'addWebhook',
    summary: 'Add a webhook',
    about:
      'It is told of what happens from now on. Each message is a POST of `{id,type,timestamp,data}` with the headers `webhook-id` and ' +
      '`webhook-timestamp`, and either `webhook-signature` (Standard Webhooks) or `OFAuth-Signature: t=<unix>,v1=<hex>`. Any 2xx within ' +
      '10 seconds is taken for received. Else it is sent again after about 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h. ' +
      'Redirects are not followed; 410 switches the webhook off. Messages about one account come in order; one may come twice, with ' +
      'the same id. The secret is told only here.',
    answer: answer(NewWebhook),
    status: 201,
  },
  'GET /api/webhooks/:id': { tag, id: 'getWebhook', summary: 'Get a webhook', answer: answer(Webhook) },
  'PATCH /api/webhooks/:id': {
    tag,
    id: 'changeWebhook',
    summary: 'Change a webhook, switch it on or off',
    about: 'Once it is on again, what waited is sent; what happened while it was off is not.',
    answer: answer(Webhook),
  },
  'DELETE /api/webhooks/:id': { tag, id: 'removeWebhook', summary: 'Remove a webhook with its deliveries', answer: nothing },
  'POST /api/webhooks/:id/rotate': {
    tag,
    id: 'rotateWebhookSecret',
    summary: 'Give a webhook a new secret',
    about:
      'For 24 hours `webhook-signature` carries a signature of the former secret as well. `OFAuth-Signature` has room for one: there the ' +
      'new secret counts at once. The secret is told only here.',
    answer: answer(NewWebhook),
  },
  'POST /api/webhooks/:id/test': {
    tag,
    id: 'testWebhook',
    summary: 'Send a `test.ping` and wait for what comes of it',
    about: 'It is tried once.',
    answer: answer(Delivery),
  },
  'GET /api/webhooks/:id/deliveries': {
    tag,
    id: 'listDeliveries',
    summary: 'List what was sent to a webhook, newest first',
    answer: paged(Delivery),
  },
  'POST /api/webhooks/deliveries/:id/resend': {
    tag,
    id: 'resendDelivery',
    summary: 'Send a delivery now and wait for what comes of it',
    about: 'One that had ended is tried like a new one.',
    answer: answer(Delivery),
    refusals: { 409: 'DELIVERY_WAITS_IN_ORDER' },
  },
}
