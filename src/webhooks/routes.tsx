import { Html } from '@elysiajs/html'
import { Elysia } from 'elysia'
import type { Deps } from '#src/deps.ts'
import type { AppError } from '#src/http/errors.ts'
import { offerAgain } from '#src/http/form.ts'
import { reply } from '#src/http/reply.ts'
import type { Actor } from '#src/team/actor.ts'
import { auth } from '#src/team/auth.ts'
import { paths } from '#views/paths.ts'
import { WebhookPage } from '#views/webhook.tsx'
import type { TypedWebhook } from '#views/webhook-form.tsx'
import { SecretShown } from '#views/webhook-secret.tsx'
import { WebhooksPage } from '#views/webhooks.tsx'
import * as deliveries from './deliveries.ts'
import * as endpoints from './endpoints.ts'
import { DeliveryQuery, NewWebhook, Switch, WebhookForm, WebhookPatch } from './input.ts'
import { webhookJson } from './json.ts'
import { HAPPENINGS } from './types.ts'

/** They are told of every account, so they are for those who see everything. */
const OWNER = { role: 'owner', scope: 'admin' } as const

interface Named {
  params: { id: string }
  actor: Actor
}

/** Who is told what happens. */
export const webhookRoutes = (deps: Deps) => {
  const listPage = (problem?: AppError, typed?: TypedWebhook) => (
    <WebhooksPage
      endpoints={endpoints.list(deps)}
      summaries={deliveries.summaries(deps)}
      types={HAPPENINGS}
      now={deps.now()}
      problem={problem}
      {...(typed && { typed })}
    />
  )
  const onePage = (id: string, query: DeliveryQuery, problem?: AppError, typed?: TypedWebhook) => {
    const { rows, total, nextCursor } = deliveries.list(deps, id, query)
    return (
      <WebhookPage
        endpoint={endpoints.find(deps, id)}
        types={HAPPENINGS}
        deliveries={rows}
        total={total}
        state={query.state}
        nextCursor={nextCursor}
        isLater={query.cursor !== undefined}
        now={deps.now()}
        problem={problem}
        typed={typed}
      />
    )
  }
  const show = () =>
    reply({ success: true, data: endpoints.list(deps).map(webhookJson) }, { title: 'Webhooks', html: () => listPage() })
  const showOne = ({ params: { id }, query }: { params: { id: string }; query: DeliveryQuery }) => {
    const endpoint = endpoints.find(deps, id)
    return reply({ success: true, data: webhookJson(endpoint) }, { title: 'Webhook', html: () => onePage(id, query) })
  }
  const withSecret = ({ endpoint, secret }: { endpoint: endpoints.Endpoint; secret: string }, isNewer: boolean) => {
    const shown = { id: endpoint.id, host: new URL(endpoint.url).host, secret, isNewer, signature: endpoint.signature }
    return reply(
      { success: true, data: { ...webhookJson(endpoint), secret } },
      { status: isNewer ? 200 : 201, title: 'Signing secret', html: () => <SecretShown {...shown} /> },
    )
  }
  const add = async ({ body, actor }: { body: NewWebhook; actor: Actor }) =>
    withSecret(await endpoints.add(deps, body, actor), false)
  const rotate = ({ params, actor }: Named) => withSecret(endpoints.rotate(deps, params.id, actor), true)
  const change = async ({ params: { id }, body, actor }: Named & { body: WebhookPatch }) => {
    const endpoint = await endpoints.change(deps, id, body, actor)
    const toast = body.enabled === undefined ? 'Webhook saved' : `Webhook switched ${body.enabled ? 'on' : 'off'}`
    const html = () => onePage(id, FIRST_PAGE)
    return reply(
      { success: true, message: toast, data: webhookJson(endpoint) },
      { title: 'Webhook', html, location: paths.webhook(id), toast },
    )
  }
  const remove = ({ params, actor }: Named) => {
    endpoints.remove(deps, params.id, actor)
    const message = 'Webhook removed'
    return reply({ success: true, message, data: null }, { location: paths.webhooks, toast: message })
  }

  /** A refused form stands there again as it was filled in. */
  const offerNew = ({ request, body }: { request: Request; body: unknown }) =>
    offerAgain(request, { title: 'Webhooks', bare: false, html: (problem) => listPage(problem, typedIn(body)) })
  const offerChange = ({ request, body, params }: { request: Request; body: unknown; params: { id: string } }) =>
    offerAgain(request, {
      title: 'Webhook',
      bare: false,
      html: (problem) => onePage(params.id, FIRST_PAGE, problem, typedIn(body)),
    })

  return new Elysia()
    .use(auth(deps))
    .get('/api/webhooks', show, { access: OWNER })
    .get('/webhooks', show, { access: OWNER })
    .post('/api/webhooks', add, { access: OWNER, idempotent: true, body: NewWebhook })
    .post('/webhooks', add, { access: OWNER, body: NewWebhook, transform: offerNew })
    .get('/api/webhooks/:id', ({ params }) => showOne({ params, query: FIRST_PAGE }), { access: OWNER })
    .get('/webhooks/:id', showOne, { access: OWNER, query: DeliveryQuery })
    .patch('/api/webhooks/:id', change, { access: OWNER, body: WebhookPatch })
    .post('/webhooks/:id', change, { access: OWNER, body: WebhookForm, transform: offerChange })
    .post('/webhooks/:id/switch', change, { access: OWNER, body: Switch })
    .delete('/api/webhooks/:id', remove, { access: OWNER })
    .post('/webhooks/:id/remove', remove, { access: OWNER })
    .post('/api/webhooks/:id/rotate', rotate, { access: OWNER, idempotent: true })
    .post('/webhooks/:id/rotate', rotate, { access: OWNER })
}

const FIRST_PAGE = DeliveryQuery.parse({})

function typedIn(body: unknown): TypedWebhook {
  const { url, description, events, signature } = (body ?? {}) as Record<string, unknown>
  const one = (value: unknown) => (typeof value === 'string' ? value : undefined)
  const ticked = [events].flat().filter((type) => typeof type === 'string')
  return { url: one(url), description: one(description), events: ticked, signature: one(signature) }
}
