import { Html } from '@elysiajs/html'
import { paths } from './paths.ts'
import { SessionBadge } from './session-card.tsx'
import { type SessionView, sessionTrouble, sourceWords } from './session-words.ts'
import { Chips } from './ui/chips.tsx'
import { Icon } from './ui/icon.tsx'
import { PageHead } from './ui/page-head.tsx'
import { Pages } from './ui/pages.tsx'
import { Badge, TimeAgo, type Tone } from './ui/status.tsx'
import { Empty, Table } from './ui/table.tsx'

export interface ConnectionRowView {
  id: string
  accountId: string
  accountName: string
  /** Empty until OnlyFans said it. */
  username: string
  userId: string
  source: string
  clientReferenceId: string | null
  session: SessionView
}

export interface ConnectionCounts {
  all: number
  active: number
  expired: number
  awaiting_2fa: number
  pending: number
}

interface ConnectionsProps {
  rows: ConnectionRowView[]
  counts: ConnectionCounts
  status: keyof ConnectionCounts | undefined
  page: number
  pages: number
  perPage: number
  mayConnect: boolean
  now: number
}

const STATES: readonly { status: Exclude<keyof ConnectionCounts, 'all'>; label: string; tone: Tone }[] = [
  { status: 'active', label: 'Active', tone: 'ok' },
  { status: 'expired', label: 'Expired', tone: 'bad' },
  { status: 'awaiting_2fa', label: '2FA needed', tone: 'warn' },
  { status: 'pending', label: 'Not checked', tone: 'none' },
]

/** The OnlyFans users that accounts are signed in as, by state. */
export function ConnectionsPage(props: ConnectionsProps) {
  const { counts, mayConnect } = props
  return (
    <div>
      <PageHead title="Connections" lead={summaryOf(counts)}>
        {mayConnect && (
          <a class="btn primary" href={paths.newConnection()} data-key="c">
            <Icon name="plus" />
            Import a session
          </a>
        )}
      </PageHead>
      {counts.all === 0 ? <NoConnections mayConnect={mayConnect} /> : <List {...props} />}
    </div>
  )
}

function summaryOf({ all, expired, awaiting_2fa }: ConnectionCounts) {
  if (all === 0) return 'No account is signed in yet.'
  const amount = all === 1 ? '1 session' : `${all} sessions`
  const need = expired + awaiting_2fa
  return need === 0 ? `${amount}. None needs you.` : `${amount}. ${need === 1 ? '1 needs' : `${need} need`} somebody.`
}

function List({ rows, counts, status, page, pages, perPage, now }: ConnectionsProps) {
  const total = counts[status ?? 'all']
  const first = (page - 1) * perPage + 1
  const unit = total === 1 ? 'connection' : 'connections'
  const text = rows.length === total ? `${total} ${unit}` : `${first} to ${first + rows.length - 1} of ${total} ${unit}`
  return (
    <div class="stack">
      <Chips
        label="By state"
        chips={[
          { label: 'All', href: paths.connections, count: counts.all, current: status === undefined },
          ...STATES.map((state) => ({
            ...state,
            href: paths.connectionsWhere({ status: state.status }),
            count: counts[state.status],
            current: state.status === status,
          })),
        ]}
      />
      {rows.length === 0 ? (
        <Empty title="None in this state" icon="link">
          <a class="btn" href={paths.connections}>
            Show all
          </a>
        </Empty>
      ) : (
        <>
          <Table
            caption="Connections"
            cards
            columns={[
              'Creator',
              'Account',
              'State',
              { label: 'Came by', only: 'desk' },
              { label: 'Your reference', only: 'wide' },
              'Checked',
            ]}
          >
            {rows.map((row) => (
              <Row row={row} now={now} />
            ))}
          </Table>
          <Pages
            page={page}
            pages={pages}
            text={text}
            href={(number) => paths.connectionsWhere({ status, page: number === 1 ? undefined : number })}
          />
        </>
      )}
    </div>
  )
}

function Row({ row, now }: { row: ConnectionRowView; now: number }) {
  const { id, username, userId, accountId, accountName, source, clientReferenceId, session } = row
  const trouble = sessionTrouble(session)
  return (
    <tr>
      <td class="at-who">
        <div class="cell">
          <div>
            <a class="name" href={paths.connection(id)} safe>
              {username === '' ? `OnlyFans ${userId}` : `@${username}`}
            </a>
            <span class="second mono" safe>
              {userId}
            </span>
          </div>
        </div>
      </td>
      <td class="at-exit">
        <a href={paths.account(accountId)} safe>
          {accountName}
        </a>
      </td>
      <td class="at-state">
        <div class="row">
          <SessionBadge session={session} />
          {trouble !== null && (
            <small class="desk" safe>
              {trouble.title}
            </small>
          )}
        </div>
      </td>
      <td class="desk">
        <Badge outline>
          <span safe>{sourceWords(source)}</span>
        </Badge>
      </td>
      <td class="wide muted" safe>
        {clientReferenceId ?? ''}
      </td>
      <td class="at-strip muted nowrap">
        {session.lastCheckedAt === null ? 'Not yet' : <TimeAgo at={session.lastCheckedAt} now={now} />}
      </td>
    </tr>
  )
}

function NoConnections({ mayConnect }: { mayConnect: boolean }) {
  return (
    <Empty
      title="No account is signed in yet"
      hint="A session comes from the browser extension of whoever is signed in, from your own program, or from a paste."
      icon="link"
    >
      {mayConnect && (
        <a class="btn primary" href={paths.newConnection()}>
          Import a session
        </a>
      )}
      <a class="btn" href={paths.docs}>
        How programs do it
      </a>
    </Empty>
  )
}
