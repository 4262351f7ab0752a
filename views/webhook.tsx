import { Html } from '@elysiajs/html'
import type { AppError } from '#src/http/errors.ts'
import type { Endpoint } from '#src/webhooks/endpoints.ts'
import { paths } from './paths.ts'
import { Card, Problem } from './ui/card.tsx'
import { Submit } from './ui/form.tsx'
import { PageHead } from './ui/page-head.tsx'
import { Badge, TimeAgo } from './ui/status.tsx'
import { Deliveries, type DeliveriesProps } from './webhook-deliveries.tsx'
import { type TypedWebhook, WebhookFields } from './webhook-form.tsx'
import { OFF_BECAUSE, stateOf } from './webhook-words.ts'

interface WebhookProps extends Omit<DeliveriesProps, 'isOff' | 'endpointId'> {
  endpoint: Endpoint
  /** Every type of event there is. */
  types: readonly string[]
  /** Why a change was refused, and what was filled in. */
  problem?: AppError | undefined
  typed?: TypedWebhook | undefined
}

/** One endpoint: how it is, what was sent to it, and what can be done with it. */
export function WebhookPage({ endpoint, types, problem, typed, ...sent }: WebhookProps) {
  const isOff = endpoint.disabledAt !== null
  const { host } = new URL(endpoint.url)
  return (
    <div class="stack">
      <PageHead title={endpoint.description === '' ? host : endpoint.description} lead={endpoint.url}>
        <form method="post" action={paths.testWebhook(endpoint.id)}>
          <button type="submit" class="btn">
            Send test
          </button>
        </form>
        <Switch id={endpoint.id} isOff={isOff} />
      </PageHead>
      <OffBecause endpoint={endpoint} />
      <Facts endpoint={endpoint} now={sent.now} />
      <Deliveries endpointId={endpoint.id} isOff={isOff} {...sent} />
      <Card id="change" title="Change">
        <form class="stack" method="post" action={paths.webhook(endpoint.id)}>
          <WebhookFields typed={typed ?? endpoint} types={types} problem={problem} />
          <div>
            <Submit primary>Save</Submit>
          </div>
        </form>
      </Card>
      <Danger id={endpoint.id} />
    </div>
  )
}

function Switch({ id, isOff }: { id: string; isOff: boolean }) {
  return (
    <form method="post" action={paths.switchWebhook(id)}>
      <input type="hidden" name="enabled" value={isOff ? 'true' : 'false'} />
      <button type="submit" class={['btn', isOff && 'primary']}>
        {isOff ? 'Switch on' : 'Switch off'}
      </button>
    </form>
  )
}

function OffBecause({ endpoint: { disabledWhy } }: { endpoint: Endpoint }) {
  const why = OFF_BECAUSE[disabledWhy ?? '']
  if (why === undefined) return ''
  const text = `${why} What waited is sent once you switch it on; what happened since then is not.`
  return <Problem title="This webhook was switched off" text={text} />
}

function Facts({ endpoint, now }: { endpoint: Endpoint; now: number }) {
  const { label, tone } = stateOf(endpoint)
  return (
    <Card id="about" title="About">
      <dl class="facts">
        <dt>State</dt>
        <dd>
          <Badge tone={tone}>
            <span safe>{label}</span>
          </Badge>
        </dd>
        <dt>Told of</dt>
        <dd safe>{endpoint.events.length === 0 ? 'Everything' : endpoint.events.join(', ')}</dd>
        <dt>Signature</dt>
        <dd>{endpoint.signature === 'standard' ? 'Standard Webhooks' : 'OFAuth-Signature'}</dd>
        <dt>Added</dt>
        <dd>
          <TimeAgo at={endpoint.createdAt} now={now} />
        </dd>
      </dl>
    </Card>
  )
}

function Danger({ id }: { id: string }) {
  return (
    <Card id="danger" title="Secret and removal" danger>
      <div class="row">
        <form
          method="post"
          action={paths.rotateWebhook(id)}
          data-confirm="Make a new signing secret? The receiver needs it within 24 hours."
        >
          <Submit>Rotate secret</Submit>
        </form>
        <form
          method="post"
          action={paths.removeWebhook(id)}
          data-confirm="Remove this webhook? What waits is not sent, and what was sent is forgotten."
        >
          <Submit danger>Remove webhook</Submit>
        </form>
      </div>
    </Card>
  )
}
