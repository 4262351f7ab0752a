import { Html } from '@elysiajs/html'
import type { Attention } from '#src/home/attention.ts'
import type { MayDo } from './accounts.tsx'
import { EventTable, type EventView } from './activity.tsx'
import { AttentionList } from './attention.tsx'
import { AssignMissing, FirstRun } from './first-run.tsx'
import { paths } from './paths.ts'
import { Alert } from './ui/status.tsx'

export interface HomeProps {
  accounts: { all: number; attention: number; none: number }
  attention: Attention
  /** The last 24 hours of the accounts that fared worst, as 48 half hours. */
  strips: { accountId: string; name: string; slots: ('ok' | 'slow' | 'bad' | 'none')[] }[]
  /** Where the accounts go out. */
  exits: { country: string; name: string; accounts: number; worst: 'ok' | 'slow' | 'bad' }[]
  events: EventView[]
  pool: {
    sources: number
    problem: boolean
    exits: number
    free: number
    countries: number
    byCountry: { code: string | null; name: string; used: number; free: number; other: number }[]
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

function Summary({ accounts, attention, may, pool }: HomeProps) {
  return (
    <div class="stack">
      <AttentionList {...attention} />
      <div class="row between">
        <p class="muted" safe>
          {`${accounts.all - accounts.attention} of ${accounts.all} accounts are fine.`}
        </p>
        {may.assign && accounts.none > 0 && <AssignMissing />}
        {pool.problem && (
          <Alert tone="warn">
            <span>
              The pool could not be refreshed. It stays as it was. <a href={paths.pool}>See why</a>
            </span>
          </Alert>
        )}
      </div>
    </div>
  )
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
