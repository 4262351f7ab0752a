import { Html } from '@elysiajs/html'
import type { JobState } from '#db/schema/jobs.ts'
import type { PoolView, SourceView } from '#src/pool/overview.ts'
import { paths } from './paths.ts'
import { Problem } from './ui/card.tsx'
import { Dot } from './ui/dot.tsx'
import { Icon } from './ui/icon.tsx'
import { ProgressBox } from './ui/progress.tsx'
import { ago, TimeAgo } from './ui/status.tsx'

/** A running or waiting refresh. */
export interface SyncJob {
  id: string
  state: JobState
  done: number
  total: number
}

interface SyncBoxProps {
  pool: PoolView
  job: SyncJob | null
  canSync: boolean
}

/** How old the pool is and what keeps it from being newer. While a refresh runs the box fetches itself anew. */
export function SyncBox({ pool, job, canSync }: SyncBoxProps) {
  const live = job
    ? { 'hx-get': paths.poolSyncAfter(job.id), 'hx-trigger': 'refetch, every 2s', 'data-live': `job:${job.id}` }
    : {}
  return (
    <div id="sync-state" class="stack" {...live} hx-swap="outerMorph">
      {pool.sources.map((view) => (
        <SourceProblem view={view} now={pool.now} canSync={canSync} />
      ))}
      {job ? <Reading job={job} /> : <State pool={pool} />}
    </div>
  )
}

function State({ pool: { lastGoodAt, nextSyncAt, isStale, sources, now } }: { pool: PoolView }) {
  if (!sources.some(({ source }) => source.kind === 'webshare')) return ''
  return (
    <p class="row muted dotted">
      <Dot tone={lastGoodAt === null ? 'bad' : isStale ? 'warn' : 'ok'} />
      <span>{lastGoodAt === null ? 'Never filled' : isStale ? 'Out of date' : 'Up to date'}</span>
      {lastGoodAt === null ? (
        <span>The pool was never filled from Webshare.</span>
      ) : (
        <span>
          Last complete list <TimeAgo at={lastGoodAt} now={now} />
        </span>
      )}
      {nextSyncAt !== null &&
        (nextSyncAt > now ? (
          <span>
            Next sync <TimeAgo at={nextSyncAt} now={now} />
          </span>
        ) : (
          <span>Next sync is due</span>
        ))}
    </p>
  )
}

/** How far the list is read. */
export function Reading({ job: { id, total, done } }: { job: SyncJob }) {
  const read = Math.min(done, total)
  return (
    <ProgressBox
      title="Reading the pool"
      text={total > 0 ? `${read} of ${total} proxies` : 'Asking Webshare'}
      done={read}
      total={total}
      actions={
        <a class="btn small" href={paths.job(id)}>
          Details
        </a>
      }
    >
      <noscript>
        <a href={paths.pool}>Look again</a>
      </noscript>
    </ProgressBox>
  )
}

/** The button that asks for a refresh. */
export function SyncButton() {
  return (
    <form method="post" action={paths.api.poolSync} hx-post={paths.api.poolSync} hx-target="#sync-state" hx-swap="outerMorph">
      <button type="submit" class="btn">
        <Icon name="refresh-cw" />
        Sync now
      </button>
    </form>
  )
}

interface Cause {
  title: string
  /** What to do about it. */
  todo: string
  /** The detail is what Webshare said, not what we found. */
  isQuoted?: boolean
}

const CAUSES: Record<string, Cause> = {
  unauthorized: {
    title: 'Webshare refused the key',
    todo: 'An owner pastes a new one below, under the source.',
    isQuoted: true,
  },
  payment_required: { title: 'Webshare asks for a payment', todo: 'See to the plan at Webshare.', isQuoted: true },
  suspended: {
    title: 'Webshare has suspended the account or asks for a verification',
    todo: 'Sign in at Webshare to settle it.',
    isQuoted: true,
  },
  throttled: { title: 'Webshare asks for fewer requests', todo: 'The next sync tries again.', isQuoted: true },
  unreachable: { title: 'Webshare does not answer', todo: 'The next sync tries again.' },
  bad_answer: { title: 'Webshare answered with something that is no list of proxies', todo: 'The next sync tries again.' },
  partial: { title: 'The list changed while it was read', todo: 'The next sync tries again.' },
  shrunken: { title: 'The new list would take too much away at once', todo: '' },
}

const AT_WEBSHARE = new Set(['payment_required', 'suspended'])

function SourceProblem({ view, now, canSync }: { view: SourceView; now: number; canSync: boolean }) {
  const { source, state } = view
  if (state === 'held') return <Held view={view} canAccept={canSync} />
  if (source.lastError === null || source.disabledAt !== null) return ''
  const { title, todo, isQuoted } = CAUSES[source.lastError] ?? { title: source.lastError, todo: '', isQuoted: false }
  const said = source.lastErrorDetail && (isQuoted ? `Webshare says: ${source.lastErrorDetail}` : source.lastErrorDetail)
  const kept =
    source.lastGoodAt === null ? 'The pool was never read.' : `The pool stays as it was ${ago(now - source.lastGoodAt)}.`
  return (
    <Problem
      tone={isQuoted ? 'bad' : 'warn'}
      title={`${source.name}: ${title}`}
      text={[said, kept, todo].filter(Boolean).join(' ')}
    >
      {AT_WEBSHARE.has(source.lastError) && (
        <a class="btn small" href="https://dashboard.webshare.io/" rel="noreferrer">
          Open Webshare
          <Icon name="external-link" />
        </a>
      )}
    </Problem>
  )
}

const IN_USE = 'Gone and in use'

/** A list that waits, with what it would change. */
function Held({ view: { source, counts }, canAccept }: { view: SourceView; canAccept: boolean }) {
  const { total, added, removed, removedAssigned } = source.held ?? { total: 0, added: 0, removed: 0, removedAssigned: 0 }
  const listed = Object.values(counts).reduce((sum, exits) => sum + exits, 0) - counts.removed_upstream
  const address = paths.api.acceptPoolSource(source.id)
  const numbers = [
    ['Now', listed],
    ['New list', total],
    ['Added', added],
    ['Gone', removed],
    [IN_USE, removedAssigned],
  ] as const
  return (
    <section class="problem warn" role="status">
      <div>
        <strong safe>{`${source.name}: a new list waits for a second look`}</strong>
        <p safe>
          {[
            source.lastErrorDetail,
            'Nothing was changed. It is applied when Webshare still says the same in ten minutes, or at once when you accept it.',
          ]
            .filter(Boolean)
            .join(' ')}
        </p>
        <dl class="diff">
          {numbers.map(([label, amount]) => (
            <div>
              <dt>{label}</dt>
              <dd class={label === IN_USE && amount > 0 ? 'bad-text' : undefined} safe>
                {String(amount)}
              </dd>
            </div>
          ))}
        </dl>
      </div>
      {canAccept && (
        <form
          method="post"
          action={address}
          hx-post={address}
          hx-target="#sync-state"
          hx-swap="outerMorph"
          data-confirm={`Apply the new list? ${removed} proxies go, ${removedAssigned} of them in use.`}
        >
          <button type="submit" class="btn danger">
            Accept the new list
          </button>
        </form>
      )}
    </section>
  )
}
