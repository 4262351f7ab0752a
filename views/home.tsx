import { Html, type PropsWithChildren } from '@elysiajs/html'
import type { AccountRowView, MayDo } from './accounts.tsx'
import { EventTable, type EventView } from './activity.tsx'
import { paths } from './paths.ts'
import { exitState } from './ui/exit.tsx'
import { Alert, Badge, TimeAgo } from './ui/status.tsx'

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

function FirstRun({ accounts, pool, may, now }: HomeProps) {
  const hasSource = pool.sources > 0
  const isFilled = pool.exits > 0
  const hasAccounts = accounts.all > 0
  const steps = [true, hasSource, isFilled, hasAccounts, hasAccounts && accounts.none === 0]
  const current = steps.indexOf(false)
  const step = (index: number) => (steps[index] ? 'done' : index === current ? 'current' : 'open')
  return (
    <section class="stack" aria-labelledby="first-run-title">
      <div>
        <h1 id="first-run-title">Get your accounts moored</h1>
        <p class="muted">A few steps, about five minutes. You can leave and come back.</p>
      </div>
      <ol class="steps">
        <Step state={step(0)} title="Owner account created" />
        <Step state={step(1)} title="Give it a pool" hint="A Webshare API key, or a list of your own proxies.">
          {!hasSource && may.own && (
            <a class="btn primary" href={paths.settings}>
              Paste a key
            </a>
          )}
        </Step>
        <Step state={step(2)} title="Read the pool" hint={poolHint(pool)}>
          {pool.jobId !== null ? (
            <a class="btn" href={paths.job(pool.jobId)}>
              Watch it being read
            </a>
          ) : (
            hasSource &&
            !isFilled && (
              <form method="post" action={paths.api.poolSync}>
                <button type="submit" class="btn primary">
                  Read it now
                </button>
              </form>
            )
          )}
          {pool.lastGoodAt !== null && (
            <small>
              Read <TimeAgo at={pool.lastGoodAt} now={now} />
            </small>
          )}
        </Step>
        <Step
          state={step(3)}
          title="Add accounts"
          hint={hasAccounts ? `${accounts.all} so far.` : 'Add one, paste names, or import a CSV.'}
        >
          <a class={['btn', current === 3 && 'primary']} href={paths.newAccount}>
            Add one
          </a>
          <a class="btn" href={paths.importAccounts}>
            Import CSV
          </a>
        </Step>
        <Step
          state={step(4)}
          title="Give every account its own exit"
          hint={
            hasAccounts
              ? `${accounts.all - accounts.none} of ${accounts.all} have one.`
              : 'One click. You can change any of them later.'
          }
        >
          {hasAccounts && isFilled && accounts.none > 0 && <AssignMissing />}
        </Step>
      </ol>
    </section>
  )
}

interface StepProps {
  state: 'done' | 'current' | 'open'
  title: string
  hint?: string
}

const SAID = { done: 'done', current: 'next', open: 'later' }

function Step({ state, title, hint, children }: PropsWithChildren<StepProps>) {
  return (
    <li class={state} aria-current={state === 'current' ? 'step' : undefined}>
      <h2>
        <span safe>{title}</span> <span class="visually-hidden" safe>{`(${SAID[state]})`}</span>
      </h2>
      {hint !== undefined && (
        <p class="muted" safe>
          {hint}
        </p>
      )}
      <div class="row">{children}</div>
    </li>
  )
}

function poolHint({ exits, countries, sources }: HomeProps['pool']) {
  if (exits > 0)
    return `${exits === 1 ? '1 exit' : `${exits} exits`} in ${countries === 1 ? '1 country' : `${countries} countries`}.`
  return sources > 0 ? 'Not read yet.' : 'We only read the proxy list; we never buy or change anything.'
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

function AssignMissing() {
  return (
    <form method="post" action={paths.api.assignMissing}>
      <button type="submit" class="btn primary">
        Assign missing
      </button>
    </form>
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
