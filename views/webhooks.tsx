import { Html } from '@elysiajs/html'
import type { AppError } from '#src/http/errors.ts'
import type { Summary } from '#src/webhooks/deliveries.ts'
import type { Endpoint } from '#src/webhooks/endpoints.ts'
import { paths } from './paths.ts'
import { Card } from './ui/card.tsx'
import { Submit } from './ui/form.tsx'
import { Icon } from './ui/icon.tsx'
import { PageHead } from './ui/page-head.tsx'
import { Badge, TimeAgo } from './ui/status.tsx'
import { Table } from './ui/table.tsx'
import { type TypedWebhook, WebhookFields } from './webhook-form.tsx'
import { ReceiverExample } from './webhook-secret.tsx'
import { stateOf } from './webhook-words.ts'

interface WebhooksProps {
  endpoints: readonly Endpoint[]
  summaries: ReadonlyMap<string, Summary>
  /** Every type of event there is. */
  types: readonly string[]
  /** Milliseconds since 1970. */
  now: number
  /** Why a new endpoint was refused, and what was filled in. */
  problem?: AppError | undefined
  typed?: TypedWebhook
}

/** Who is told what happens. */
export function WebhooksPage({ endpoints, summaries, types, now, problem, typed = {} }: WebhooksProps) {
  return (
    <div>
      <PageHead
        title="Webhooks"
        lead="Your own programs are told what happens here, as it happens: signed, in order, and until it arrives."
      >
        {endpoints.length > 0 && (
          <a class="btn primary" href="#new-webhook">
            <Icon name="plus" />
            Add webhook
          </a>
        )}
      </PageHead>
      {endpoints.length === 0 ? (
        <ReceiverExample title="No webhooks yet" />
      ) : (
        <Table
          caption="Webhooks"
          cards
          columns={['Receiver', { label: 'Told of', only: 'desk' }, 'State', { label: 'Waiting', number: true }, 'Last arrived']}
        >
          {endpoints.map((endpoint) => (
            <EndpointRow endpoint={endpoint} summary={summaries.get(endpoint.id)} now={now} />
          ))}
        </Table>
      )}
      <Card id="new-webhook" title="New webhook">
        <form class="stack" method="post" action={paths.webhooks}>
          <WebhookFields typed={typed} types={types} problem={problem} />
          <div>
            <Submit primary>Add webhook</Submit>
          </div>
        </form>
      </Card>
    </div>
  )
}

interface EndpointRowProps {
  endpoint: Endpoint
  summary: Summary | undefined
  now: number
}

function EndpointRow({ endpoint, summary, now }: EndpointRowProps) {
  const { label, tone } = stateOf(endpoint)
  const { host, pathname } = new URL(endpoint.url)
  return (
    <tr>
      <td class="at-who">
        <div class="cell">
          <div>
            <a class="name" href={paths.webhook(endpoint.id)} safe>
              {endpoint.description === '' ? host : endpoint.description}
            </a>
            <span class="second mono" safe>
              {host + pathname}
            </span>
          </div>
        </div>
      </td>
      <td class="desk" safe>
        {endpoint.events.length > 1 ? `${endpoint.events.length} types of event` : (endpoint.events[0] ?? 'Everything')}
      </td>
      <td class="at-state">
        <Badge tone={tone}>
          <span safe>{label}</span>
        </Badge>
      </td>
      <td class="number at-exit" safe>
        {String(summary?.waiting ?? 0)}
      </td>
      <td class="at-strip">
        {typeof summary?.lastArrivedAt === 'number' ? (
          <TimeAgo at={summary.lastArrivedAt} now={now} />
        ) : (
          <span class="muted">Nothing yet</span>
        )}
      </td>
    </tr>
  )
}
