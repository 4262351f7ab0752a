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
  ['member', 'Team'],
  ['sign_in', 'Sign-ins'],
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
  'account.exported': 'exported accounts',
  'proxy.assigned': 'gave an exit',
  'proxy.reassigned': 'moved to another exit',
  'proxy.failed': 'noted a failed exit',
  'proxy.recovered': 'noted a recovered exit',
  'proxy.disabled': 'took the exit away',
  'proxy.tested': 'tested an exit',
  'proxy.switched_on': 'switched an exit on',
  'proxy.preferences_changed': 'changed where it should go out',
  'proxy.failure_reported': 'reported a failure',
  'proxy.removed_upstream': 'noted that an exit left the pool',
  'proxy.exit_shared': 'noted that accounts share an exit IP',
  'proxy.credentials_read': 'read proxy credentials',
  'pool.synced': 'refreshed the pool',
  'pool.sync_failed': 'could not refresh the pool',
  'pool.source_added': 'added a source to the pool',
  'pool.source_changed': 'changed a source of the pool',
  'pool.source_removed': 'removed a source of the pool',
  'pool.low': 'noted that few exits are free',
  'pool.passwords_read': 'read the proxy list with passwords',
  'pool.held_accepted': 'accepted a held refresh',
  'pool.exit_burnt': 'marked an exit as burnt',
  'pool.exit_unburnt': 'took the burnt mark off an exit',
  'settings.changed': 'changed settings',
  'sign_in.started': 'signed in',
  'sign_in.ended': 'signed out',
  'sign_in.failed': 'failed to sign in',
  'member.created': 'joined the team',
  'member.changed': 'changed a member',
  'member.removed': 'removed a member',
  'member.password_changed': 'changed a password',
  'key.created': 'made an API key',
  'key.revoked': 'revoked an API key',
}

const wordsFor = (type: string) => WORDS[type] ?? type.replaceAll(/[._]/g, ' ')

// Events hold ids and display words only; this shows them flat, whoever wrote them.
function detailsOf({ from, to, ...rest }: Record<string, unknown>): string {
  const move = from === undefined && to === undefined ? [] : [`${inline(from)} → ${inline(to)}`]
  const told = Object.entries(rest).filter(([name, value]) => value !== null && !/(^|_)ids?$/.test(name))
  return [...move, ...told.map(([name, value]) => `${spaced(name)}: ${inline(value)}`)].join('; ')
}

const spaced = (name: string) => name.replace(/_|(?=[A-Z])/g, ' ').toLowerCase()

function inline(value: unknown): string {
  if (value === null || value === undefined) return 'none'
  if (Array.isArray(value)) return value.map(inline).join(', ') || 'none'
  if (typeof value !== 'object') return String(value)
  const { from, to, ...rest } = value as Record<string, unknown>
  if (from !== undefined || to !== undefined) return `${inline(from)} → ${inline(to)}`
  return Object.entries(rest)
    .filter(([, part]) => part !== null)
    .map(([name, part]) => (typeof part === 'object' ? `${spaced(name)}: ${inline(part)}` : inline(part)))
    .join(' ')
}
