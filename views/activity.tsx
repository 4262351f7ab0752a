import { Html } from '@elysiajs/html'
import { EventDetails, EventSentence } from './event-line.tsx'
import { wordsAround } from './event-words.ts'
import { paths } from './paths.ts'
import { Chips } from './ui/chips.tsx'
import { Dot } from './ui/dot.tsx'
import { FilterForm, FilterSelect, Kept } from './ui/filters.tsx'
import { Icon } from './ui/icon.tsx'
import { PageHead } from './ui/page-head.tsx'
import { TimeAgo } from './ui/status.tsx'
import { Empty, Pager, Table } from './ui/table.tsx'

/** An event as the page shows it. */
export interface EventView {
  id: number
  at: number
  type: string
  actorKind?: 'user' | 'key' | 'system'
  actorId?: string | null
  actorName: string
  accountId: string | null
  accountName: string | null
  data: Record<string, unknown>
}

interface FilterView {
  type?: string | undefined
  account?: string | undefined
  actor?: string | undefined
  /** Milliseconds since 1970. */
  since?: number | undefined
}

interface ActivityProps {
  events: EventView[]
  total: number
  filter: FilterView
  nextCursor: string | null
  /** Whether this is not the first page. */
  isLater?: boolean
  now: number
}

const NOUNS = [
  ['', 'Everything'],
  ['account', 'Accounts'],
  ['proxy', 'Exits'],
  ['connection', 'Connections'],
  ['pool', 'Pool'],
  ['settings', 'Settings'],
  ['webhook', 'Webhooks'],
  ['key', 'Keys'],
  ['member', 'Team'],
  ['sign_in', 'Sign-ins'],
  ['two_factor', 'Two-factor'],
] as const

const HOUR_MS = 3_600_000
const SPANS = [
  ['The last 24 hours', 24],
  ['The last 7 days', 7 * 24],
  ['The last 30 days', 30 * 24],
] as const

export function ActivityPage(props: ActivityProps) {
  const { events, total, filter, nextCursor, isLater, now } = props
  const where = addressOf(filter)
  return (
    <div id="activity">
      <PageHead title="Activity" lead="Everything that happened, newest first.">
        <a class="btn" href={paths.api.exportEvents(where)} download="">
          Export CSV
        </a>
      </PageHead>
      <Filters {...props} />
      {events.length === 0 ? (
        <Empty title="Nothing here" hint="Nothing of this kind has happened yet." icon="activity">
          <a class="btn" href={paths.activity}>
            Show everything
          </a>
        </Empty>
      ) : (
        <>
          <EventTable events={events} now={now} filter={filter} />
          <Pager
            shown={events.length}
            total={total}
            next={nextCursor && paths.activityWhere({ ...where, cursor: nextCursor })}
            first={isLater ? paths.activityWhere(where) : null}
          />
        </>
      )}
    </div>
  )
}

// A moment stands in an address as people and programs write it.
const addressOf = ({ type, account, actor, since }: FilterView) => ({
  type,
  account,
  actor,
  since: since === undefined ? undefined : new Date(since).toISOString(),
})

function Filters({ events, filter, now }: ActivityProps) {
  const { type, since, ...where } = addressOf(filter)
  // To the hour, so that the same choice is the same address for a while.
  const hour = Math.floor(now / HOUR_MS) * HOUR_MS
  const spans = SPANS.map(([label, hours]) => [new Date(hour - hours * HOUR_MS).toISOString(), label] as const)
  const isListed = since === undefined || spans.some(([from]) => from === since)
  return (
    <>
      <div class="row between">
        <Chips
          label="Show"
          chips={NOUNS.map(([noun, label]) => ({
            label,
            href: paths.activityWhere({ ...where, since, type: noun }),
            current: (type ?? '') === noun,
          }))}
        />
        <FilterForm id="activity-filters" action={paths.activity} target="#activity" keepsAddress>
          {Object.entries({ ...where, type }).map(([name, value]) => (
            <Kept name={name} value={value} />
          ))}
          <FilterSelect
            name="since"
            label="Since when"
            value={since}
            none="All time"
            options={isListed ? spans : [...spans, otherSpan(since)]}
          />
        </FilterForm>
      </div>
      <Chosen events={events} filter={filter} />
    </>
  )
}

const otherSpan = (since: string) => [since, `Since ${since.slice(0, 16).replace('T', ' ')} UTC`] as const

/** Whose and which account's events these are, and the way back from it. */
function Chosen({ events, filter }: Pick<ActivityProps, 'events' | 'filter'>) {
  const { account, actor } = filter
  if (account === undefined && actor === undefined) return ''
  const where = addressOf(filter)
  const accountName = events.find(({ accountId }) => accountId === account)?.accountName ?? 'one account'
  const actorName = events.find(({ actorId }) => actorId === actor)?.actorName ?? 'one member or key'
  return (
    <p class="row">
      {account !== undefined && (
        <a class="btn small" href={paths.activityWhere({ ...where, account: undefined })}>
          <span safe>{`About ${accountName}`}</span>
          <Icon name="x" label="Leave out this filter" />
        </a>
      )}
      {actor !== undefined && (
        <a class="btn small" href={paths.activityWhere({ ...where, actor: undefined })}>
          <span safe>{`By ${actorName}`}</span>
          <Icon name="x" label="Leave out this filter" />
        </a>
      )}
    </p>
  )
}

interface EventTableProps {
  events: EventView[]
  now: number
  /** Given on the page of its own: names narrow it further. */
  filter?: FilterView
}

/** What happened, one sentence each. */
export function EventTable({ events, now, filter }: EventTableProps) {
  return (
    <Table caption="What happened, newest first" cards columns={['What happened', 'Details', 'When']}>
      {events.map((event) => (
        <EventRow event={event} now={now} filter={filter} />
      ))}
    </Table>
  )
}

interface EventRowProps {
  event: EventView
  now: number
  filter: FilterView | undefined
}

function EventRow({ event, now, filter }: EventRowProps) {
  const { tone } = wordsAround(event.type)
  const isOpen = filter !== undefined && filter.actor === undefined
  const by = isOpen ? (actor: string) => paths.activityWhere({ ...addressOf(filter), actor }) : undefined
  return (
    <tr>
      <td class="at-who">
        <div class="cell">
          <Dot tone={tone} />
          <div>
            <p>
              <EventSentence event={event} by={by} />
            </p>
          </div>
        </div>
      </td>
      <td class="at-exit muted">
        <EventDetails event={event} />
      </td>
      <td class="at-state muted">
        <TimeAgo at={event.at} now={now} />
      </td>
    </tr>
  )
}
