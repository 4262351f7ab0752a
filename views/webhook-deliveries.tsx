import { Html } from '@elysiajs/html'
import type { Delivery } from '#src/webhooks/deliveries.ts'
import { paths } from './paths.ts'
import { Chips } from './ui/chips.tsx'
import { Badge, TimeAgo } from './ui/status.tsx'
import { Empty, Pager, Table } from './ui/table.tsx'
import { deliveryStateOf, outcomeOf } from './webhook-words.ts'

export interface DeliveriesProps {
  endpointId: string
  deliveries: readonly Delivery[]
  total: number
  /** The only state that is shown; undefined for all. */
  state: string | undefined
  nextCursor: string | null
  /** This is not the first page. */
  isLater: boolean
  /** The endpoint is switched off. */
  isOff: boolean
  /** Milliseconds since 1970. */
  now: number
}

const STATES: readonly (readonly [state: string | undefined, label: string])[] = [
  [undefined, 'All'],
  ['pending', 'Waiting'],
  ['delivered', 'Arrived'],
  ['failed', 'Given up'],
]

/** What was sent to an endpoint, newest first, with every try. */
export function Deliveries({ endpointId, deliveries, total, state, nextCursor, isLater, isOff, now }: DeliveriesProps) {
  const at = (filter: Record<string, string | undefined>) => paths.webhookWhere(endpointId, filter)
  return (
    <section id="deliveries" class="stack" aria-labelledby="deliveries-title">
      <h2 id="deliveries-title">Deliveries</h2>
      <Chips
        label="Which deliveries"
        chips={STATES.map(([one, label]) => ({ label, href: at({ state: one }), current: one === state }))}
      />
      {deliveries.length === 0 ? (
        <Empty title="Nothing here" hint="What happens from now on is listed here. Send a test to see one." />
      ) : (
        <>
          <Table caption="Deliveries, newest first" cards columns={['What', 'State', 'When', { label: 'Actions', hidden: true }]}>
            {deliveries.map((delivery) => (
              <DeliveryRow delivery={delivery} isOff={isOff} now={now} />
            ))}
          </Table>
          <Pager
            shown={deliveries.length}
            total={total}
            next={nextCursor === null ? null : at({ state, cursor: nextCursor })}
            first={isLater ? at({ state }) : null}
          />
        </>
      )}
    </section>
  )
}

function DeliveryRow({ delivery, isOff, now }: { delivery: Delivery; isOff: boolean; now: number }) {
  const { label, tone } = deliveryStateOf(delivery, isOff)
  const last = delivery.tries.at(-1)
  const outcome = last ? outcomeOf(last) : 'Not tried yet'
  return (
    <>
      <tr>
        <td class="at-who">
          <span class="name" safe>
            {delivery.type}
          </span>
        </td>
        <td class="at-state">
          <Badge tone={tone}>
            <span safe>{label}</span>
          </Badge>
        </td>
        <td class="at-exit">
          <TimeAgo at={delivery.createdAt} now={now} />
          {delivery.state === 'pending' && delivery.nextAttemptAt !== null && !isOff && (
            <small>
              {'Next try '}
              <TimeAgo at={delivery.nextAttemptAt} now={now} />
            </small>
          )}
        </td>
        <td class="actions">
          <form method="post" action={paths.resendDelivery(delivery.id)}>
            <button type="submit" class="btn small">
              <span>{delivery.state === 'pending' ? 'Send now' : 'Resend'}</span>
              <span class="visually-hidden" safe>{` ${delivery.type} ${delivery.id}`}</span>
            </button>
          </form>
        </td>
      </tr>
      <tr>
        <td class="at-strip" colspan={4}>
          <details>
            <summary>
              <span safe>{outcome}</span>
              <span class="visually-hidden" safe>{`: ${delivery.type} ${delivery.id}`}</span>
            </summary>
            <Tries delivery={delivery} now={now} />
          </details>
        </td>
      </tr>
    </>
  )
}

function Tries({ delivery, now }: { delivery: Delivery; now: number }) {
  return (
    <div class="stack">
      <p class="muted mono" safe>
        {delivery.id}
      </p>
      <pre class="wraps" tabindex="0">
        <code safe>{JSON.stringify(JSON.parse(delivery.body), null, 2)}</code>
      </pre>
      {delivery.tries.length > 0 && (
        <ol>
          {delivery.tries.map((one) => (
            <li>
              <span safe>{outcomeOf(one)}</span> <TimeAgo at={one.at} now={now} />
              <span class="muted" safe>{` in ${one.durationMs} ms`}</span>
              {one.answer !== null && (
                <pre class="wraps" tabindex="0">
                  <code safe>{one.answer}</code>
                </pre>
              )}
            </li>
          ))}
        </ol>
      )}
    </div>
  )
}
