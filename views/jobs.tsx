import { Html } from '@elysiajs/html'
import type { JobState } from '#db/schema/jobs.ts'
import { Choices, type ChoiceView } from './bulk.tsx'
import { paths } from './paths.ts'
import { Alert, Badge, TimeAgo, type Tone } from './ui/status.tsx'
import { Empty, Pager, Table } from './ui/table.tsx'

/** A job as pages show it. */
export interface JobView {
  id: string
  type: string
  state: JobState
  done: number
  total: number
  failed: number
  error: string | null
  createdAt: number
  finishedAt: number | null
}

/** One finished item in words. */
export interface JobResult {
  label: string
  /** The account it is about, where the reader may see it. */
  accountId: string | null
  ok: boolean
  text: string
  /** Places that have free exits, where the wished one had none. */
  choices: ChoiceView[]
}

/** What can be done with a job now. */
export interface JobOffers {
  pause: boolean
  goOn: boolean
  retry: boolean
}

const TITLES: Record<string, string> = {
  'pool.sync': 'Pool refresh',
  'proxy.bulk': 'Change of many accounts',
  'proxy.assign_missing': 'Exits for accounts without one',
  'accounts.import': 'Import of accounts',
}
const titleOf = (type: string) => TITLES[type] ?? type

const STATES: Record<JobState, { label: string; tone: Tone }> = {
  queued: { label: 'Waiting', tone: 'plain' },
  running: { label: 'Running', tone: 'plain' },
  paused: { label: 'Paused', tone: 'warn' },
  done: { label: 'Done', tone: 'ok' },
  failed: { label: 'Failed', tone: 'bad' },
  cancelled: { label: 'Cancelled', tone: 'warn' },
}

const isLive = ({ state }: JobView) => state === 'queued' || state === 'running'

interface JobsProps {
  jobs: JobView[]
  total: number
  next: string | null
  now: number
}

export function JobsPage({ jobs, total, next, now }: JobsProps) {
  return (
    <div class="stack">
      <h1>Jobs</h1>
      {jobs.length === 0 ? (
        <Empty title="No jobs yet" hint="Long tasks such as a pool refresh or an import are listed here." />
      ) : (
        <>
          <Table caption="Jobs, newest first" columns={['What', 'State', 'Progress', 'Started']}>
            {jobs.map((job) => (
              <tr>
                <td>
                  <a href={paths.job(job.id)} safe>
                    {titleOf(job.type)}
                  </a>
                </td>
                <td>
                  <StateBadge job={job} />
                </td>
                <td safe>{progressText(job)}</td>
                <td>
                  <TimeAgo at={job.createdAt} now={now} />
                </td>
              </tr>
            ))}
          </Table>
          <Pager shown={jobs.length} total={total} next={next} />
        </>
      )}
    </div>
  )
}

interface JobBoxProps {
  job: JobView
  results: JobResult[]
  offers: JobOffers
  /** The bulk action it does, so that a choice of another place does the same. */
  action: string
  now: number
}

const hasEnded = ({ finishedAt }: JobView) => finishedAt !== null

/**
 * One job. The same box everywhere; until the job has ended it fetches itself anew whenever the page's stream names it, and now and
 * then without, should something in between keep the stream back.
 */
export function JobBox({ job, results, offers, action, now }: JobBoxProps) {
  const following = hasEnded(job)
    ? {}
    : { 'data-live': `job:${job.id}`, 'hx-get': paths.job(job.id), 'hx-trigger': 'refetch, every 5s', 'hx-swap': 'outerHTML' }
  return (
    <section id="job" class="stack" aria-labelledby="job-title" {...following}>
      <div class="row between">
        <h1 id="job-title" safe>
          {titleOf(job.type)}
        </h1>
        <span class="row">
          <StateBadge job={job} />
          <Actions job={job} offers={offers} />
        </span>
      </div>
      <div class="card stack">
        <div class="row between">
          <span safe>{progressText(job)}</span>
          <span class="muted">
            started <TimeAgo at={job.createdAt} now={now} />
          </span>
        </div>
        <progress
          aria-label="Progress"
          max={job.total > 0 ? String(job.total) : undefined}
          value={job.total > 0 || !isLive(job) ? String(isLive(job) ? job.done : job.done || 1) : undefined}
        />
        {job.error !== null && (
          <Alert tone="bad">
            <span safe>{job.error}</span>
          </Alert>
        )}
      </div>
      {results.length > 0 && <Results results={results} action={action} />}
    </section>
  )
}

function Actions({ job, offers }: Pick<JobBoxProps, 'job' | 'offers'>) {
  return (
    <>
      {isLive(job) && (
        <a class="btn small" href={paths.job(job.id)}>
          Reload
        </a>
      )}
      {offers.pause && <Action action={paths.api.pauseJob(job.id)} label="Pause" />}
      {offers.goOn && <Action action={paths.api.resumeJob(job.id)} label="Resume" primary />}
      {!hasEnded(job) && <Action action={paths.api.cancelJob(job.id)} label="Cancel" danger />}
      {offers.retry && (
        <form method="post" action={paths.api.retryJob(job.id)}>
          <button type="submit" class="btn small primary">
            Retry failed
          </button>
        </form>
      )}
      {job.failed > 0 && (
        <a class="btn small" href={paths.failedItems(job.id)}>
          Download failed
        </a>
      )}
    </>
  )
}

function Action({ action, label, primary, danger }: { action: string; label: string; primary?: boolean; danger?: boolean }) {
  return (
    <form method="post" action={action} hx-post={action} hx-target="#job" hx-swap="outerHTML">
      <button type="submit" class={['btn', 'small', primary && 'primary', danger && 'danger']} safe>
        {label}
      </button>
    </form>
  )
}

function Results({ results, action }: { results: JobResult[]; action: string }) {
  return (
    <Table caption="Results" columns={['Item', 'Result']}>
      {results.map(({ label, accountId, ok, text, choices }) => (
        <tr>
          <td>
            {accountId ? (
              <a href={paths.account(accountId)} safe>
                {label}
              </a>
            ) : (
              <span safe>{label}</span>
            )}
          </td>
          <td>
            <Badge tone={ok ? 'ok' : 'bad'}>{ok ? 'Done' : 'Not done'}</Badge> <span safe>{text}</span>
            {accountId !== null ? <Choices accountId={accountId} action={action} choices={choices} /> : ''}
          </td>
        </tr>
      ))}
    </Table>
  )
}

function StateBadge({ job }: { job: JobView }) {
  const { label, tone } = STATES[job.state]
  return (
    <Badge tone={job.state === 'done' && job.failed > 0 ? 'warn' : tone}>
      <span safe>{label}</span>
    </Badge>
  )
}

function progressText({ done, total, failed }: JobView) {
  const amount = total > 0 ? `${done} of ${total}` : done > 0 ? `${done} so far` : 'Nothing to count yet'
  return failed > 0 ? `${amount}, ${failed} not done` : amount
}
