import { Html } from '@elysiajs/html'
import type { ProxyMode } from '#db/schema/accounts.ts'
import type { Cause } from '#src/proxies/cause.ts'
import { Chosen, Filters } from './accounts-filter.tsx'
import { Rows } from './accounts-table.tsx'
import { paths } from './paths.ts'
import type { SessionView } from './session-words.ts'
import { Icon } from './ui/icon.tsx'
import { PageHead } from './ui/page-head.tsx'
import { Pages } from './ui/pages.tsx'
import type { CheckState } from './ui/strip.tsx'
import { Empty } from './ui/table.tsx'

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
  /** What is wrong with it; null when nothing is. */
  cause: Cause | null
  /** The country another exit is looked for in; null leaves that to the account's preference. */
  within: string | null
  /** The last 30 checks, oldest first. */
  checks: CheckState[]
  /** What it is signed in as; null where it is not connected. */
  session: SessionView | null
  latencies: (number | null)[]
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
}

export interface AccountsProps {
  accounts: AccountRowView[]
  filter: AccountFilterView
  counts: { all: number; attention: number; auto: number; manual: number; none: number; archived: number }
  choices: { tags: string[]; countries: { code: string; name: string }[] }
  /** How many match. */
  total: number
  page: number
  pages: number
  perPage: number
  /** How many exits the pool has. */
  poolSize: number
  may: MayDo
  now: number
}

export function AccountsPage(props: AccountsProps) {
  const { counts, may } = props
  return (
    <div>
      <PageHead title="Accounts" lead={summaryOf(counts)}>
        <Actions may={may} counts={counts} />
      </PageHead>
      <AccountList {...props} />
    </div>
  )
}

function Actions({ may, counts }: Pick<AccountsProps, 'may' | 'counts'>) {
  return (
    <>
      {may.write && (
        <>
          {counts.all > 0 && (
            <a class="btn desk" href={paths.api.exportAccounts}>
              <Icon name="download" />
              Export CSV
            </a>
          )}
          <a class="btn desk" href={paths.importAccounts}>
            <Icon name="upload" />
            Import CSV
          </a>
        </>
      )}
      {may.assign && counts.none > 0 && (
        <form method="post" action={paths.api.assignMissing}>
          <button type="submit" class="btn">
            <Icon name="wand-sparkles" />
            Assign missing
          </button>
        </form>
      )}
      {may.write && (
        <a class="btn primary" href={paths.newAccount} data-key="c">
          <Icon name="plus" />
          Add account
        </a>
      )}
    </>
  )
}

/** Everything that a filter changes. */
export function AccountList(props: AccountsProps) {
  const { counts, accounts, total, page, pages, perPage, filter } = props
  if (counts.all === 0 && counts.archived === 0) {
    return (
      <div id="accounts-list">
        <NoAccounts {...props} />
      </div>
    )
  }
  const first = (page - 1) * perPage + 1
  const text = `${accounts.length === total ? total : `${first} to ${first + accounts.length - 1} of ${total}`} ${total === 1 ? 'account' : 'accounts'}`
  return (
    <div id="accounts-list" class="stack">
      <Filters {...props} />
      <Chosen {...props} />
      {accounts.length === 0 ? (
        <Empty title="No account matches" icon="search">
          <a class="btn" href={paths.accounts}>
            Clear filters
          </a>
        </Empty>
      ) : (
        <Rows {...props} />
      )}
      <p class="visually-hidden" role="status" safe>
        {total === 0 ? 'No account matches' : `${total} ${total === 1 ? 'account' : 'accounts'}`}
      </p>
      {accounts.length > 0 && (
        <Pages
          page={page}
          pages={pages}
          text={text}
          href={(number) => paths.accountsWhere({ ...filter, page: number === 1 ? undefined : number, limit: limitOf(perPage) })}
        />
      )}
    </div>
  )
}

const STANDARD = 50
const limitOf = (perPage: number) => (perPage === STANDARD ? undefined : perPage)

function NoAccounts({ may, poolSize }: AccountsProps) {
  if (!may.write) return <Empty title="No accounts to see" hint="Nobody has shared an account with you yet." icon="users" />
  const pool = poolSize > 0 ? `your pool of ${poolSize}` : 'your pool'
  return (
    <Empty
      title="Nothing moored yet"
      hint={`Add one account, paste a list, or import a CSV. Each one gets its own IP from ${pool}.`}
      icon="anchor"
    >
      <a class="btn primary" href={paths.newAccount}>
        <Icon name="plus" />
        Add account
      </a>
      <a class="btn" href={paths.importAccounts}>
        <Icon name="upload" />
        Import CSV
      </a>
    </Empty>
  )
}

function summaryOf({ all, attention, none }: AccountsProps['counts']) {
  if (all === 0) return 'No accounts yet.'
  const amount = all === 1 ? '1 account' : `${all} accounts`
  const each = none === 0 && all > 1 ? `${amount}, each on its own IP` : amount
  return attention === 0 ? `${each}. Nothing needs you.` : `${each}. ${attention === 1 ? '1 needs' : `${attention} need`} a look.`
}
