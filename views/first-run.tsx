import { Html } from '@elysiajs/html'
import type { HomeProps } from './home.tsx'
import { paths } from './paths.ts'
import { Reading } from './pool-sync.tsx'
import { Step, Steps } from './ui/checklist.tsx'
import { Flag } from './ui/flag.tsx'
import { Icon } from './ui/icon.tsx'
import { PageHead } from './ui/page-head.tsx'
import { ago } from './ui/status.tsx'

/** The steps from an empty installation to accounts with exits; each shows how far it really is. */
export function FirstRun({ accounts, pool, may, now }: HomeProps) {
  const hasAccounts = accounts.all > 0
  const steps = [true, pool.exits > 0, hasAccounts, hasAccounts && accounts.none === 0]
  const current = steps.indexOf(false)
  const state = (index: number) => (steps[index] ? 'done' : index === current ? 'current' : 'later')
  return (
    <section class="narrow stack" aria-label="First steps">
      <PageHead title="Get your accounts moored" lead="Four steps, about five minutes. You can leave and come back." />
      <Steps>
        <Step state={state(0)} title="Owner account created" />
        <Step state={state(1)} title="Fill your pool" text={poolText(pool, now)}>
          <PoolStep pool={pool} canAdd={may.own} />
        </Step>
        <Step
          state={state(2)}
          title="Add accounts"
          text={hasAccounts ? `${accounts.all} so far.` : 'Add one, paste names, or import a CSV.'}
        >
          <div class="row">
            <a class={['btn small', current === 2 && 'primary']} href={paths.newAccount}>
              <Icon name="plus" />
              Add one
            </a>
            <a class="btn small" href={paths.importAccounts}>
              <Icon name="upload" />
              Import CSV
            </a>
          </div>
        </Step>
        <Step
          state={state(3)}
          title="Give every account its own IP"
          text={
            hasAccounts
              ? `${accounts.all - accounts.none} of ${accounts.all} have one.`
              : 'One click. You can change any of them later.'
          }
        >
          {hasAccounts && pool.exits > 0 && accounts.none > 0 && <AssignMissing />}
        </Step>
      </Steps>
    </section>
  )
}

function poolText({ exits, byCountry, sources, problem, lastGoodAt }: HomeProps['pool'], now: number) {
  if (exits > 0) {
    const countries = byCountry.filter(({ code }) => code !== null).length
    const where = countries === 0 ? '' : ` in ${countries === 1 ? '1 country' : `${countries} countries`}`
    const read = lastGoodAt === null ? '' : `, read ${ago(now - lastGoodAt)}`
    return `${exits === 1 ? '1 IP' : `${exits} IPs`}${where}${read}.`
  }
  if (problem) return 'The list could not be read.'
  if (sources > 0) return 'Not read yet. We only read the proxy list; we never buy or change anything.'
  return 'Paste a Webshare API key, or a list of your own proxies. We only read the list; we never buy or change anything.'
}

const MOST_FLAGS = 12

function PoolStep({ pool: { sources, exits, job, problem, byCountry }, canAdd }: { pool: HomeProps['pool']; canAdd: boolean }) {
  if (exits > 0) {
    return (
      <div class="row tight">
        {byCountry.slice(0, MOST_FLAGS).map(({ code }) => (
          <Flag code={code} small />
        ))}
      </div>
    )
  }
  if (job) return <Reading job={job} />
  if (sources === 0) {
    if (!canAdd) return <small>An owner can do that.</small>
    return (
      <a class="btn small primary" href={paths.pool}>
        <Icon name="key-round" />
        Paste a key
      </a>
    )
  }
  return (
    <div class="row">
      <form method="post" action={paths.api.poolSync}>
        <button type="submit" class="btn small primary">
          <Icon name="refresh-cw" />
          Read it now
        </button>
      </form>
      {problem && (
        <a class="btn small" href={paths.pool}>
          See why
        </a>
      )}
    </div>
  )
}

/** Gives an exit to every account that has none, as a job. */
function AssignMissing() {
  return (
    <form method="post" action={paths.api.assignMissing}>
      <button type="submit" class="btn small primary">
        <Icon name="wand-sparkles" />
        Assign missing
      </button>
    </form>
  )
}
