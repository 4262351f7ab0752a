import { Html } from '@elysiajs/html'
import type { ProxyMode } from '#db/schema/accounts.ts'
import { paths } from './paths.ts'
import { exitState, ModeBadge, Strip } from './ui/exit.tsx'
import { Badge, TimeAgo } from './ui/status.tsx'
import { Empty, Pager } from './ui/table.tsx'

/** An account as the table shows it. */
export interface AccountRowView {
  id: string
  name: string
  username: string | null
  tags: string[]
  archivedAt: number | null
  mode: ProxyMode
  isActive: boolean
  host: string | null
  /** Name of the exit's country, in words. */
  country: string | null
  countryCode: string | null
  cityName: string | null
  exitIp: string | null
  failedAt: number | null
  removedUpstreamAt: number | null
  lastCheckAt: number | null
  lastCheckOk: boolean | null
  lastCheckReason: string | null
  lastCheckLatencyMs: number | null
  /** The last checks, oldest first: good or not. */
  verdicts: boolean[]
}

export interface MayDo {
  /** Add, change, import. */
  write: boolean
  /** Give, replace and test exits. */
  assign: boolean
}

export interface AccountFilterView {
  q?: string | undefined
  tag?: string | undefined
  mode?: string | undefined
  country?: string | undefined
  state?: string | undefined
  archived?: string | undefined
  sort?: string | undefined
  limit?: number | undefined
  cursor?: string | undefined
}

interface AccountsProps {
  accounts: AccountRowView[]
  filter: AccountFilterView
  counts: { all: number; attention: number; auto: number; manual: number; none: number; archived: number }
  choices: { tags: string[]; countries: { code: string; name: string }[] }
  total: number
  nextCursor: string | null
  may: MayDo
  now: number
}

export function AccountsPage(props: AccountsProps) {
  const { counts, may } = props
  const isEmpty = counts.all === 0 && counts.archived === 0
  return (
    <div class="stack">
      <div class="row between">
        <div>
          <h1>Accounts</h1>
          <p class="muted" safe>
            {summaryOf(counts)}
          </p>
        </div>
        <Actions may={may} counts={counts} />
      </div>
      {isEmpty ? <NoAccounts may={may} /> : <Listing {...props} />}
    </div>
  )
}

function Actions({ may, counts }: Pick<AccountsProps, 'may' | 'counts'>) {
  return (
    <div class="row">
      {may.assign && counts.none > 0 && (
        <form method="post" action={paths.api.assignMissing}>
          <button type="submit" class="btn">
            Assign missing
          </button>
        </form>
      )}
      {may.write && (
        <>
          <a class="btn" href={paths.api.exportAccounts}>
            Export CSV
          </a>
          <a class="btn" href={paths.importAccounts}>
            Import CSV
          </a>
          <a class="btn primary" href={paths.newAccount}>
            Add account
          </a>
        </>
      )}
    </div>
  )
}

function NoAccounts({ may }: { may: MayDo }) {
  if (!may.write) return <Empty title="No accounts to see" hint="Nobody has shared an account with you yet." />
  return (
    <Empty
      title="Nothing moored yet"
      hint="Add one account, paste a list, or import a CSV. Each one gets its own exit from your pool."
    >
      <a class="btn primary" href={paths.newAccount}>
        Add account
      </a>
      <a class="btn" href={paths.importAccounts}>
        Import CSV
      </a>
    </Empty>
  )
}

function Listing(props: AccountsProps) {
  return (
    <>
      <Search {...props} />
      <div id="accounts-list" class="stack">
        <Chips {...props} />
        {props.accounts.length === 0 ? (
          <Empty title="No account matches">
            <a class="btn" href={paths.accounts}>
              Clear filters
            </a>
          </Empty>
        ) : (
          <Rows {...props} />
        )}
      </div>
    </>
  )
}

const SORTS = [
  ['attention', 'Needs attention first'],
  ['name', 'Name'],
  ['-created_at', 'Newest first'],
  ['created_at', 'Oldest first'],
] as const

function Search({ filter, choices }: AccountsProps) {
  return (
    <form
      class="row"
      method="get"
      action={paths.accounts}
      hx-get={paths.accounts}
      hx-trigger="input delay:200ms, submit"
      hx-sync="this:replace"
      hx-target="#accounts-list"
      hx-select="#accounts-list"
      hx-swap="outerHTML"
      hx-replace-url="true"
    >
      <input
        class="grow"
        type="search"
        name="q"
        value={Html.escapeHtml(filter.q ?? '')}
        placeholder="Search accounts, IPs, cities"
        aria-label="Search accounts, IPs, cities"
      />
      {filter.mode !== undefined && <input type="hidden" name="mode" value={filter.mode} />}
      {filter.state !== undefined && <input type="hidden" name="state" value={filter.state} />}
      {filter.archived !== undefined && <input type="hidden" name="archived" value={filter.archived} />}
      {choices.tags.length > 0 && (
        <select name="tag" aria-label="Tag">
          <option value="">All tags</option>
          {choices.tags.map((tag) => (
            <option value={Html.escapeHtml(tag)} selected={tag === filter.tag} safe>
              {tag}
            </option>
          ))}
        </select>
      )}
      {choices.countries.length > 0 && (
        <select name="country" aria-label="Country">
          <option value="">All countries</option>
          {choices.countries.map(({ code, name }) => (
            <option value={code} selected={code === filter.country} safe>
              {name}
            </option>
          ))}
        </select>
      )}
      <select name="sort" aria-label="Order">
        {SORTS.map(([value, label]) => (
          <option value={value} selected={value === (filter.sort ?? 'attention')}>
            {label}
          </option>
        ))}
      </select>
      <button type="submit" class="btn">
        Search
      </button>
    </form>
  )
}

function Chips({ counts, filter }: AccountsProps) {
  const { q, tag, country, sort } = filter
  const chip = (label: string, amount: number, chosen: Pick<AccountFilterView, 'mode' | 'state' | 'archived'>) => {
    const isCurrent =
      (filter.mode ?? '') === (chosen.mode ?? '') &&
      (filter.state ?? '') === (chosen.state ?? '') &&
      (filter.archived === 'true') === (chosen.archived === 'true')
    return (
      <li>
        <a
          class="chip"
          href={paths.accountsWhere({ q, tag, country, sort, ...chosen })}
          aria-current={isCurrent ? 'true' : 'false'}
        >
          <span safe>{`${label} ${amount}`}</span>
        </a>
      </li>
    )
  }
  return (
    <ul class="chips" aria-label="Show">
      {chip('All', counts.all, {})}
      {chip('Needs attention', counts.attention, { state: 'attention' })}
      {chip('Auto', counts.auto, { mode: 'auto' })}
      {chip('Manual', counts.manual, { mode: 'manual' })}
      {chip('No proxy', counts.none, { mode: 'none' })}
      {counts.archived > 0 && chip('Archived', counts.archived, { archived: 'true' })}
    </ul>
  )
}

function Rows({ accounts, filter, total, nextCursor, may, now }: AccountsProps) {
  const { cursor, ...where } = filter
  return (
    <>
      {may.assign && <BulkBar />}
      <div class="table-wrap">
        <table class="table">
          <caption class="visually-hidden">Accounts</caption>
          <thead>
            <tr>
              {may.assign && (
                <th scope="col">
                  <input type="checkbox" data-select-all="accounts" aria-label="Select all shown" />
                </th>
              )}
              <th scope="col">Account</th>
              <th scope="col">Exit</th>
              <th scope="col">Mode</th>
              <th scope="col">State</th>
              <th scope="col">Last 30 checks</th>
              <th scope="col" class="number">
                Latency
              </th>
              <th scope="col">Checked</th>
            </tr>
          </thead>
          <tbody>
            {accounts.map((account) => (
              <AccountRow account={account} may={may} now={now} />
            ))}
          </tbody>
        </table>
      </div>
      <Pager
        shown={accounts.length}
        total={total}
        next={nextCursor && paths.accountsWhere({ ...where, cursor: nextCursor })}
        first={cursor ? paths.accountsWhere(where) : null}
      />
    </>
  )
}

// The boxes stand in the rows and belong to this form by its id: a form around the table could hold no other forms.
function BulkBar() {
  return (
    <form id="bulk" class="bulk" method="post" action={paths.api.bulk}>
      <strong data-count="accounts" aria-live="polite">
        Selected accounts
      </strong>
      <button type="submit" class="btn small" name="action" value="assign">
        Assign
      </button>
      <button
        type="submit"
        class="btn small"
        name="action"
        value="replace"
        data-confirm="Give the selected accounts other exits?"
      >
        Replace
      </button>
      <button type="submit" class="btn small" name="action" value="test">
        Test
      </button>
      <button
        type="submit"
        class="btn small danger"
        name="action"
        value="disable"
        data-confirm="Take the exits of the selected accounts away? Nothing will go out for them."
      >
        Disable
      </button>
    </form>
  )
}

function AccountRow({ account, may, now }: { account: AccountRowView; may: MayDo; now: number }) {
  const { label, tone } = exitState(account)
  return (
    <tr id={`a-${account.id}`}>
      {may.assign && (
        <td>
          <input
            type="checkbox"
            form="bulk"
            name="account_ids"
            value={account.id}
            data-group="accounts"
            aria-label={Html.escapeHtml(`Select ${account.name}`)}
          />
        </td>
      )}
      <td>
        <a href={paths.account(account.id)} safe>
          {account.name}
        </a>{' '}
        {account.tags.map((tag) => (
          <Badge>
            <span safe>{tag}</span>
          </Badge>
        ))}
        {account.username !== null && <small safe>{`@${account.username}`}</small>}
      </td>
      <td>
        {account.host === null ? (
          <span class="muted">No proxy yet</span>
        ) : (
          <>
            <span safe>{placeOf(account)}</span>
            <small class="mono" safe>
              {account.exitIp ?? account.host}
            </small>
          </>
        )}
      </td>
      <td>
        <ModeBadge mode={account.mode} />
      </td>
      <td>
        <Badge tone={tone}>
          <span safe>{label}</span>
        </Badge>
      </td>
      <td>
        <Strip verdicts={account.verdicts} />
      </td>
      <td class="number" safe>
        {account.lastCheckOk === false ? 'failed' : account.lastCheckLatencyMs === null ? '' : `${account.lastCheckLatencyMs} ms`}
      </td>
      <td class="muted">{account.lastCheckAt === null ? 'never' : <TimeAgo at={account.lastCheckAt} now={now} />}</td>
    </tr>
  )
}

const placeOf = ({ cityName, country }: AccountRowView) => [cityName, country].filter(Boolean).join(', ') || 'Place unknown'

function summaryOf({ all, attention }: AccountsProps['counts']) {
  if (all === 0) return 'No accounts yet.'
  const amount = all === 1 ? '1 account' : `${all} accounts`
  return attention === 0
    ? `${amount}. Nothing needs you.`
    : `${amount}. ${attention === 1 ? '1 needs' : `${attention} need`} a look.`
}
