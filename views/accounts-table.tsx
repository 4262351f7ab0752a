import { Html } from '@elysiajs/html'
import type { AccountRowView, AccountsProps, MayDo } from './accounts.tsx'
import { AccountsBulk, BULK } from './accounts-bulk.tsx'
import { Act, FixButton, replaceFields } from './exit-fix.tsx'
import { stateOf } from './exit-words.ts'
import { paths } from './paths.ts'
import { SessionBadge } from './session-card.tsx'
import { Pick, PickAll } from './ui/bulk-bar.tsx'
import { Dot } from './ui/dot.tsx'
import { Flag } from './ui/flag.tsx'
import { Menu } from './ui/menu.tsx'
import { isLine, Sparkline } from './ui/sparkline.tsx'
import { Badge, TimeAgo } from './ui/status.tsx'
import { Strip } from './ui/strip.tsx'

/** One page of accounts, with what can be done to the ticked ones. */
export function Rows(props: AccountsProps) {
  const { accounts, may, now } = props
  return (
    <>
      {may.assign && <AccountsBulk {...props} />}
      <div class="table-wrap">
        <table class="table cards">
          <caption class="visually-hidden">Accounts</caption>
          <thead>
            <tr>
              {may.assign && (
                <th scope="col">
                  <PickAll group={BULK} />
                </th>
              )}
              <th scope="col">Account</th>
              <th scope="col">Exit</th>
              <th scope="col">Mode</th>
              <th scope="col" class="desk">
                Session
              </th>
              <th scope="col">Last 30 checks</th>
              <th scope="col">Latency</th>
              <th scope="col" class="wide">
                Checked
              </th>
              <th scope="col">
                <span class="visually-hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody id="rows">
            {accounts.map((account) => (
              <AccountRow account={account} may={may} now={now} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

interface AccountRowProps {
  account: AccountRowView
  may: MayDo
  now: number
}

/** One account. It asks for itself again when the page hears that it changed. */
export function AccountRow({ account, may, now }: AccountRowProps) {
  const { id, name, mode, cause } = account
  const live = {
    'data-live': `account:${id}`,
    'hx-get': paths.accountRow(id),
    'hx-trigger': 'refetch',
    'hx-swap': 'outerMorph',
  }
  return (
    <tr id={`a-${id}`} {...live}>
      {may.assign && (
        <td class="at-pick">
          <Pick group={BULK} name="account_ids" value={id} label={name} />
        </td>
      )}
      <td class="at-who">
        <Who account={account} />
      </td>
      <td class="at-exit">
        <Exit account={account} />
      </td>
      <td class="at-state">
        {mode === 'none' ? (
          <span class="muted">None</span>
        ) : (
          <Badge outline={mode === 'manual'}>{mode === 'auto' ? 'Auto' : 'Manual'}</Badge>
        )}
      </td>
      <td class="desk">
        <Session account={account} />
      </td>
      <td class="at-strip">
        <Strip checks={account.checks} label="Last 30 checks" />
      </td>
      <td class="wider">
        <Latency account={account} />
      </td>
      <td class="wide wider muted nowrap">
        {account.lastCheckAt === null ? '' : <TimeAgo at={account.lastCheckAt} now={now} />}
      </td>
      <td class="actions">
        {may.assign && account.archivedAt === null && <FixButton accountId={id} cause={cause} within={account.within} small />}{' '}
        <RowMenu account={account} may={may} />
      </td>
    </tr>
  )
}

function Who({ account }: { account: AccountRowView }) {
  const { state, tone } = stateOf(account)
  const address = paths.account(account.id)
  return (
    <div class="cell">
      <Dot tone={tone} label={state} />
      <div>
        <span class="name">
          <a href={address} hx-get={address} hx-target="#drawer-body" hx-swap="innerHTML" safe>
            {account.name}
          </a>
          {account.tags.slice(0, TAGS).map((tag) => (
            <span class="tag" safe>
              {tag}
            </span>
          ))}
          {account.tags.length > TAGS && (
            <span class="tag" title={Html.escapeHtml(account.tags.join(', '))} safe>
              {`+${account.tags.length - TAGS}`}
            </span>
          )}
        </span>
        {account.username !== null && (
          <span class="second" safe>
            {`@${account.username}`}
          </span>
        )}
      </div>
    </div>
  )
}

const TAGS = 2

function Exit({ account }: { account: AccountRowView }) {
  const { host, exitIp, cityName, country, countryCode } = account
  if (host === null) return <span class="muted">No proxy yet</span>
  return (
    <div class="cell">
      <Flag code={countryCode} decorative={cityName === null && country !== null} />
      <div>
        <span safe>{cityName ?? country ?? 'Place unknown'}</span>
        <span class="second mono" safe>
          {exitIp ?? host}
        </span>
      </div>
    </div>
  )
}

function Session({ account: { session } }: { account: AccountRowView }) {
  if (session === null) return <SessionBadge session={null} />
  return (
    <a href={paths.connection(session.connectionId)}>
      <SessionBadge session={session} />
    </a>
  )
}

function Latency({ account }: { account: AccountRowView }) {
  const { lastCheckOk, lastCheckLatencyMs, cause, latencies, host } = account
  if (host === null) return ''
  return (
    <div class="latency">
      {isLine(latencies) && <Sparkline values={latencies} label="Latency" />}
      {lastCheckOk === false ? (
        <span class="bad-text">failed</span>
      ) : (
        <span class={cause === 'slow' ? 'warn-text' : undefined} safe>
          {lastCheckLatencyMs === null ? '' : `${lastCheckLatencyMs} ms`}
        </span>
      )}
    </div>
  )
}

// Words alone: pictures would make up a third of a page of fifty rows.
function RowMenu({ account, may }: { account: AccountRowView; may: MayDo }) {
  const { id, name, mode, isActive } = account
  const hasExit = mode !== 'none'
  return (
    <Menu id={`m-${id}`} label={`More for ${name}`}>
      <a href={paths.account(id)}>Open page</a>
      {may.assign && hasExit && (
        <>
          {isActive && (
            <Act accountId={id} verb="test" look="">
              Test
            </Act>
          )}
          <Act
            accountId={id}
            verb="assign-auto"
            fields={replaceFields(account.within)}
            look=""
            ask={`Give ${name} another IP? A session captured through the present one has to be captured again.`}
          >
            Replace IP
          </Act>
          <Act accountId={id} verb="preference" fields={{ proxy_is_active: isActive ? 'false' : 'true' }} look="">
            {isActive ? 'Switch off' : 'Switch on'}
          </Act>
          <hr />
          <Act accountId={id} verb="disable" look="danger" ask={`Take the exit of ${name} away? Nothing will go out for it.`}>
            Take the exit away
          </Act>
        </>
      )}
    </Menu>
  )
}
