import { Html } from '@elysiajs/html'
import type { JobState } from '#db/schema/jobs.ts'
import { Choices, type ChoiceView } from './bulk.tsx'
import { paths } from './paths.ts'
import { PageHead } from './ui/page-head.tsx'
import { ProgressBox } from './ui/progress.tsx'
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
/** What a job is doing, by its bulk action or else its type. */
const DOING: Record<string, string> = {
  assign: 'Giving exits',
  replace: 'Replacing exits',
  fix: 'Fixing what can be fixed',
  test: 'Testing exits',
  disable: 'Taking exits away',
  restore: 'Putting back the last exits',
  switch_on: 'Switching on',
  switch_off: 'Switching off',
  prefer: 'Saving the place',
  tag: 'Changing tags',
  archive: 'Archiving accounts',
  delete: 'Deleting accounts',
  'pool.sync': 'Reading the pool',
  'accounts.import': 'Testing the proxies of the file',
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
      <PageHead title="Jobs" lead="Long tasks: refreshes, imports, changes of many accounts." />
      {jobs.length === 0 ? (
        <Empty title="No jobs yet" hint="Long tasks such as a pool refresh or an import are listed here." />
      ) : (
        <>
          <Table caption="Jobs, newest first" cards columns={['What', 'State', 'Progress', { label: 'Started', number: true }]}>
            {jobs.map((job) => (
              <tr>
                <td class="at-who">
                  <a href={paths.job(job.id)} safe>
                    {titleOf(job.type)}
                  </a>
                </td>
                <td class="at-state">
                  <StateBadge job={job} />
                </td>
                <td class="at-exit" safe>
                  {progressText(job)}
                </td>
                <td class="actions muted">
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

/** One job as a page. */
export function JobPage(props: JobBoxProps) {
  return (
    <div class="stack">
      <PageHead title={titleOf(props.job.type)} />
      <JobBox {...props} />
    </div>
  )
}

/**
 * One job. The same box everywhere; until the job has ended it fetches itself anew whenever the page's stream names it, and now and
 * then without, should something in between keep the stream back.
 */
export function JobBox({ job, results, offers, action, now }: JobBoxProps) {
  const address = paths.job(job.id)
  const live = { 'data-live': `job:${job.id}`, 'hx-get': address, 'hx-trigger': 'refetch, every 5s', 'hx-swap': 'outerMorph' }
  return (
    <ProgressBox
      id={`job-${job.id}`}
      title={DOING[action] ?? DOING[job.type] ?? titleOf(job.type)}
      text={progressText(job)}
      total={job.total || (isLive(job) ? 0 : 1)}
      done={isLive(job) ? job.done : job.done || 1}
      actions={
        <>
          <StateBadge job={job} />
          <a class="muted" href={address}>
            Started <TimeAgo at={job.createdAt} now={now} />
          </a>
          <Actions job={job} offers={offers} />
        </>
      }
      attributes={hasEnded(job) ? {} : live}
    >
      {job.error !== null && (
        <Alert tone="bad">
          <span safe>{job.error}</span>
          {job.type === 'pool.sync' && <a href={paths.pool}>Open the pool</a>}
        </Alert>
      )}
      {results.length > 0 && <Results results={results} action={action} isOver={hasEnded(job)} />}
    </ProgressBox>
  )
}

function Actions({ job, offers }: Pick<JobBoxProps, 'job' | 'offers'>) {
  return (
    <>
      <noscript>
        <a class="btn small" href={paths.job(job.id)}>
          Reload
        </a>
      </noscript>
      {offers.pause && <Action action={paths.api.pauseJob(job.id)} label="Pause" />}
      {offers.goOn && <Action action={paths.api.resumeJob(job.id)} label="Resume" primary />}
      {!hasEnded(job) && <Action action={paths.api.cancelJob(job.id)} label="Cancel" danger />}
      {offers.retry && (
        <form
          method="post"
          action={paths.api.retryJob(job.id)}
          hx-post={paths.api.retryJob(job.id)}
          hx-target="closest .job"
          hx-swap="outerHTML"
        >
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
    <form method="post" action={action} hx-post={action} hx-target="closest .job" hx-swap="outerMorph">
      <button type="submit" class={['btn', 'small', primary && 'primary', danger && 'danger']} safe>
        {label}
      </button>
    </form>
  )
}

interface ResultsProps extends Pick<JobBoxProps, 'results' | 'action'> {
  isOver: boolean
}

// The box of what a choice starts stands in its place: a job that still runs would soon put the choice there again.
function Results({ results, action, isOver }: ResultsProps) {
  return (
    <Table caption="Results" cards columns={['Item', 'Result']}>
      {results.map(({ label, accountId, ok, text, choices }) => (
        <tr>
          <td class="at-who">
            {accountId ? (
              <a href={paths.account(accountId)} safe>
                {label}
              </a>
            ) : (
              <span safe>{label}</span>
            )}
          </td>
          <td class="at-strip">
            <Badge tone={ok ? 'ok' : 'bad'}>{ok ? 'Done' : 'Not done'}</Badge> <span safe>{text}</span>
            {accountId !== null && isOver ? <Choices accountId={accountId} action={action} choices={choices} /> : ''}
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
