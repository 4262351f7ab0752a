import { Html } from '@elysiajs/html'
import type { ProxyMode } from '#db/schema/accounts.ts'
import { Chips, Search } from './accounts-filter.tsx'
import { Rows } from './accounts-table.tsx'
import { paths } from './paths.ts'
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

export interface AccountsProps {
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

function summaryOf({ all, attention }: AccountsProps['counts']) {
  if (all === 0) return 'No accounts yet.'
  const amount = all === 1 ? '1 account' : `${all} accounts`
  return attention === 0
    ? `${amount}. Nothing needs you.`
    : `${amount}. ${attention === 1 ? '1 needs' : `${attention} need`} a look.`
}
