import { Html } from '@elysiajs/html'
import type { AccountRowView, MayDo } from './accounts.tsx'
import { EventTable, type EventView } from './activity.tsx'
import { AssignMissing, FirstRun } from './first-run.tsx'
import { paths } from './paths.ts'
import { exitState } from './ui/exit.tsx'
import { Alert, Badge } from './ui/status.tsx'

export interface HomeProps {
  accounts: { all: number; attention: number; none: number }
  /** The first few accounts that need somebody. */
  needy: AccountRowView[]
  events: EventView[]
  pool: {
    sources: number
    problem: boolean
    exits: number
    free: number
    countries: number
    lastGoodAt: number | null
    /** The refresh that waits or runs now. */
    jobId: string | null
  }
  may: MayDo & { own: boolean }
  now: number
}

const isFirstRun = ({ accounts, pool }: HomeProps) =>
  pool.sources === 0 || pool.exits === 0 || accounts.all === 0 || accounts.none === accounts.all

/** The first run until every step was taken once, then what needs somebody. */
export function HomePage(props: HomeProps) {
  return (
    <div class="stack">
      {isFirstRun(props) && props.may.write ? <FirstRun {...props} /> : <Summary {...props} />}
      <Counts {...props} />
      {props.needy.length > 0 && <Needy {...props} />}
      {props.events.length > 0 && (
        <section class="stack tight" aria-labelledby="latest-title">
          <h2 id="latest-title">Latest</h2>
          <EventTable events={props.events} now={props.now} />
          <p>
            <a href={paths.activity}>Everything that happened</a>
          </p>
        </section>
      )}
    </div>
  )
}

function Summary({ accounts, pool, may }: HomeProps) {
  return (
    <div class="row between">
      <div>
        <h1 safe>{headline(accounts.attention)}</h1>
        <p class="muted" safe>
          {`${accounts.all - accounts.attention} of ${accounts.all} accounts are fine.`}
        </p>
      </div>
      {may.assign && accounts.none > 0 && <AssignMissing />}
      {pool.problem && (
        <Alert tone="warn">
          <span>
            The pool could not be refreshed. It stays as it was. <a href={paths.pool}>See why</a>
          </span>
        </Alert>
      )}
    </div>
  )
}

function headline(needy: number) {
  if (needy === 0) return 'Nothing needs you'
  return needy === 1 ? '1 account needs you' : `${needy} accounts need you`
}

function Counts({ accounts, pool }: HomeProps) {
  const counts: [string, number, string][] = [
    ['Accounts', accounts.all, paths.accounts],
    ['Need attention', accounts.attention, paths.accountsWhere({ state: 'attention' })],
    ['Without an exit', accounts.none, paths.accountsWhere({ mode: 'none' })],
    ['Exits in the pool', pool.exits, paths.pool],
    ['Free exits', pool.free, paths.pool],
  ]
  return (
    <div class="counts">
      {counts.map(([label, amount, href]) => (
        <div class="card">
          <strong safe>{String(amount)}</strong>
          <a href={href} safe>
            {label}
          </a>
        </div>
      ))}
    </div>
  )
}

function Needy({ needy, accounts }: HomeProps) {
  return (
    <section class="card stack" aria-labelledby="needy-title">
      <h2 id="needy-title">Needs you</h2>
      {needy.map((account) => {
        const { label, tone } = exitState(account)
        return (
          <div class="row between">
            <span>
              <a href={paths.account(account.id)} safe>
                {account.name}
              </a>{' '}
              <Badge tone={tone}>
                <span safe>{label}</span>
              </Badge>
            </span>
            <a class="btn small" href={paths.account(account.id)}>
              {account.mode === 'none' ? 'Assign an exit' : 'See what is wrong'}
            </a>
          </div>
        )
      })}
      {accounts.attention > needy.length && (
        <p>
          <a href={paths.accountsWhere({ state: 'attention' })} safe>{`All ${accounts.attention}`}</a>
        </p>
      )}
    </section>
  )
}
