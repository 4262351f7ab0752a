import { Html, type PropsWithChildren } from '@elysiajs/html'
import type { Attention } from '#src/home/attention.ts'
import type { MayDo } from './accounts.tsx'
import type { EventView } from './activity.tsx'
import { FixAll, NeedsCard } from './attention.tsx'
import { FirstRun } from './first-run.tsx'
import { DayCard, type DayStripView } from './home-day.tsx'
import { LatestCard } from './home-latest.tsx'
import { type ExitDotView, ExitsCard, PoolCard, type PoolShare } from './home-places.tsx'
import { paths } from './paths.ts'
import type { SyncJob } from './pool-sync.tsx'
import { PageHead } from './ui/page-head.tsx'
import { ago } from './ui/status.tsx'

export interface HomeProps {
  accounts: { all: number; attention: number; none: number }
  attention: Attention
  /** The last 24 hours of the accounts that fared worst. */
  strips: DayStripView[]
  /** Where the accounts go out. */
  exits: ExitDotView[]
  events: EventView[]
  pool: {
    sources: number
    problem: boolean
    exits: number
    free: number
    byCountry: PoolShare[]
    lastGoodAt: number | null
    /** The refresh that waits or runs now. */
    job: SyncJob | null
  }
  may: MayDo & { own: boolean }
  now: number
}

const isFirstRun = ({ accounts, pool, may }: HomeProps) =>
  may.write && (pool.sources === 0 || pool.exits === 0 || accounts.all === 0 || accounts.none === accounts.all)

/** The first run until every step was taken once, then what needs somebody and how everything fares. */
export function HomePage(props: HomeProps) {
  if (isFirstRun(props)) {
    const { job } = props.pool
    return (
      <Live topics={job ? `attention pool job:${job.id}` : 'attention pool'}>
        <FirstRun {...props} />
      </Live>
    )
  }
  return (
    // A check of any account is news here: an agency of thousands has several every second.
    <Live topics="attention pool" pace={3}>
      <Overview {...props} />
    </Live>
  )
}

/** The page asks for itself anew when its stream says that something changed. @param pace seconds in between, at least. */
function Live({ topics, pace, children }: PropsWithChildren<{ topics: string; pace?: number }>) {
  return (
    <div
      id="overview"
      data-live={topics}
      data-pace={pace === undefined ? undefined : String(pace)}
      hx-get={paths.home}
      hx-trigger="refetch"
      hx-swap="outerMorph"
    >
      {children}
    </div>
  )
}

function Overview(props: HomeProps) {
  const { attention, strips, exits, events, pool, now } = props
  return (
    <>
      <PageHead title={attention.headline} lead={leadOf(props)}>
        {attention.canAct && exits.length > 0 && <FixAll needing={attention.needing} />}
      </PageHead>
      <div class="halves">
        <div class="stack">
          <NeedsCard {...attention} />
          {strips.length > 0 && <DayCard strips={strips} />}
        </div>
        <div class="stack">
          {exits.length > 0 && <ExitsCard exits={exits} />}
          {pool.byCountry.length > 0 && <PoolCard countries={pool.byCountry} />}
          {events.length > 0 && <LatestCard events={events} now={now} />}
        </div>
      </div>
    </>
  )
}

function leadOf({ accounts: { all, attention: needing }, attention: { lastCheckAt }, now }: HomeProps) {
  if (all === 0) return 'No account is shared with you yet.'
  const fine = all - needing
  const said =
    needing === 0
      ? all === 1
        ? 'The one account is fine'
        : `All ${all} accounts are fine`
      : `${fine} of ${all} accounts are fine`
  return lastCheckAt === null ? `${said}.` : `${said}. Last check ${ago(now - lastCheckAt)}.`
}
