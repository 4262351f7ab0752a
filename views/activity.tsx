import { Html } from '@elysiajs/html'
import { paths } from './paths.ts'
import { TimeAgo } from './ui/status.tsx'
import { Empty, Pager, Table } from './ui/table.tsx'

/** An event as the page shows it. */
export interface EventView {
  id: number
  at: number
  type: string
  actorName: string
  accountId: string | null
  accountName: string | null
  data: Record<string, unknown>
}

interface ActivityProps {
  events: EventView[]
  total: number
  filter: { type?: string | undefined; account?: string | undefined; actor?: string | undefined }
  nextCursor: string | null
  now: number
}

const NOUNS = [
  ['', 'Everything'],
  ['account', 'Accounts'],
  ['proxy', 'Exits'],
  ['pool', 'Pool'],
  ['settings', 'Settings'],
  ['key', 'Keys'],
  ['user', 'Team'],
] as const

export function ActivityPage({ events, total, filter, nextCursor, now }: ActivityProps) {
  const next = nextCursor && paths.activityWhere({ ...filter, cursor: nextCursor })
  return (
    <div class="stack">
      <h1>Activity</h1>
      <ul class="chips" aria-label="Show">
        {NOUNS.map(([type, label]) => (
          <li>
            <a
              class="chip"
              href={paths.activityWhere({ account: filter.account, type })}
              aria-current={(filter.type ?? '') === type ? 'true' : 'false'}
              safe
            >
              {label}
            </a>
          </li>
        ))}
      </ul>
      {events.length === 0 ? (
        <Empty title="Nothing here" hint="Nothing of this kind has happened yet." />
      ) : (
        <>
          <EventTable events={events} now={now} />
          <Pager shown={events.length} total={total} next={next} />
        </>
      )}
    </div>
  )
}

/** What happened, one row each. */
export function EventTable({ events, now }: { events: EventView[]; now: number }) {
  return (
    <Table caption="What happened, newest first" columns={['When', 'Who', 'What', 'Account', 'Details']}>
      {events.map((event) => (
        <EventRow event={event} now={now} />
      ))}
    </Table>
  )
}

function EventRow({ event, now }: { event: EventView; now: number }) {
  return (
    <tr>
      <td>
        <TimeAgo at={event.at} now={now} />
      </td>
      <td safe>{event.actorName}</td>
      <td safe>{wordsFor(event.type)}</td>
      <td>
        {event.accountId !== null && event.accountName !== null ? (
          <a href={paths.account(event.accountId)} safe>
            {event.accountName}
          </a>
        ) : (
          ''
        )}
      </td>
      <td class="muted" safe>
        {detailsOf(event.data)}
      </td>
    </tr>
  )
}

const WORDS: Record<string, string> = {
  'account.created': 'added an account',
  'account.updated': 'changed an account',
  'account.archived': 'archived an account',
  'account.restored': 'brought an account back',
  'account.deleted': 'deleted an account',
  'proxy.assigned': 'gave an exit',
  'proxy.reassigned': 'moved to another exit',
  'proxy.failed': 'noted a failed exit',
  'proxy.recovered': 'noted a recovered exit',
  'proxy.disabled': 'took the exit away',
  'pool.synced': 'refreshed the pool',
  'pool.sync_failed': 'could not refresh the pool',
  'settings.changed': 'changed settings',
}

const wordsFor = (type: string) => WORDS[type] ?? type.replaceAll(/[._]/g, ' ')

// Events hold ids and display words only; this shows them flat, whoever wrote them.
function detailsOf({ from, to, ...rest }: Record<string, unknown>): string {
  const move = from === undefined && to === undefined ? [] : [`${inline(from)} → ${inline(to)}`]
  return [...move, ...Object.entries(rest).map(([name, value]) => `${name.replaceAll('_', ' ')}: ${inline(value)}`)].join('; ')
}

function inline(value: unknown): string {
  if (value === null || value === undefined) return 'none'
  if (Array.isArray(value)) return value.map(inline).join(', ') || 'none'
  if (typeof value !== 'object') return String(value)
  const { from, to, ...rest } = value as Record<string, unknown>
  if (from !== undefined || to !== undefined) return `${inline(from)} → ${inline(to)}`
  return Object.entries(rest)
    .filter(([, part]) => part !== null)
    .map(([name, part]) => (typeof part === 'object' ? `${name}: ${inline(part)}` : inline(part)))
    .join(' ')
}
