import { Html, type PropsWithChildren } from '@elysiajs/html'
import type { HomeProps } from './home.tsx'
import { paths } from './paths.ts'
import { TimeAgo } from './ui/status.tsx'

/** The steps from an empty installation to accounts with exits; each shows how far it really is. */
export function FirstRun({ accounts, pool, may, now }: HomeProps) {
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

/** Gives an exit to every account that has none, as a job. */
export function AssignMissing() {
  return (
    <form method="post" action={paths.api.assignMissing}>
      <button type="submit" class="btn primary">
        Assign missing
      </button>
    </form>
  )
}
