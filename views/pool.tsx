import { Html } from '@elysiajs/html'
import type { ProxyList } from '#src/pool/list-proxies.ts'
import type { PlaceView, PoolView } from '#src/pool/overview.ts'
import { paths } from './paths.ts'
import { Countries, Country } from './pool-capacity.tsx'
import { Proxies, type ProxyFilterView } from './pool-proxies.tsx'
import { type RefusedSource, WebshareCard } from './pool-sources.tsx'
import { SyncBox, SyncButton, type SyncJob } from './pool-sync.tsx'
import { Flag } from './ui/flag.tsx'
import { PageHead } from './ui/page-head.tsx'
import { Empty } from './ui/table.tsx'

interface PoolPageProps {
  pool: PoolView
  /** The country that is chosen. */
  place: PlaceView | null
  list: ProxyList
  filter: ProxyFilterView
  job: SyncJob | null
  may: { manage: boolean; own: boolean }
  /** A form of a source that was refused and stands there again. */
  refused?: RefusedSource | undefined
}

/** What we have, how old it is, and who uses it. */
export function PoolPage({ pool, place, list, filter, job, may, refused }: PoolPageProps) {
  const isFed = pool.sources.length > 0
  const hasExits = Object.values(pool.counts).some((exits) => exits > 0)
  const address = paths.poolWhere({ ...filter, page: list.page > 1 ? list.page : undefined })
  return (
    <div
      id="pool"
      data-live="pool"
      hx-get={Html.escapeHtml(address)}
      hx-trigger="refetch, pool-synced from:body"
      hx-swap="outerMorph"
    >
      {place ? <PlaceHead place={place} /> : <Head pool={pool} canSync={may.manage && isFed} />}
      <SyncBox pool={pool} job={job} canSync={may.manage} />
      {place ? <Country place={place} /> : hasExits && <Countries countries={pool.countries} />}
      {!isFed && <NoSource canAdd={may.own} />}
      {isFed && !hasExits && job === null && <NoExits pool={pool} />}
      {hasExits && (
        <Proxies
          list={list}
          filter={filter}
          counts={place?.counts ?? pool.counts}
          countries={pool.countries}
          now={pool.now}
          canBurn={may.manage}
        />
      )}
      {!place && <WebshareCard sources={pool.sources} now={pool.now} may={may} refused={refused} />}
    </div>
  )
}

function Head({ pool, canSync }: { pool: PoolView; canSync: boolean }) {
  return (
    <PageHead title="Pool" lead={summaryOf(pool)}>
      {canSync && <SyncButton />}
    </PageHead>
  )
}

function summaryOf({ counts, countries }: PoolView): string {
  const total = Object.values(counts).reduce((sum, exits) => sum + exits, 0)
  if (total === 0) return 'The exits that accounts can get.'
  const places = countries.filter(({ code }) => code !== null).length
  const where = places === 0 ? '' : ` in ${places === 1 ? '1 country' : `${places} countries`}`
  const full = countries.filter(({ code, counts: { free } }) => code !== null && free === 0)
  const out =
    full.length === 0
      ? ''
      : full.length === 1
        ? ` ${full[0]?.name ?? ''} is out of free IPs.`
        : ` ${full.length} countries are out of free IPs.`
  return `${counts.assigned} of ${total} IPs in use, ${counts.free} free${where}.${out}`
}

function PlaceHead({ place: { code, name, counts } }: { place: PlaceView }) {
  const total = Object.values(counts).reduce((sum, exits) => sum + exits, 0)
  return (
    <div class="page-head">
      <div>
        <nav aria-label="You are in" class="crumbs">
          <a href={paths.pool}>Pool</a> <span aria-hidden="true">/</span>
        </nav>
        <h1 tabindex="-1">
          <Flag code={code} decorative /> <span safe>{name}</span>
        </h1>
        <p safe>
          {total === 0
            ? 'The pool has no exit here.'
            : `${counts.assigned} of ${total} IPs in use, ${counts.free} free, ${counts.resting} resting.`}
        </p>
      </div>
    </div>
  )
}

function NoSource({ canAdd }: { canAdd: boolean }) {
  return (
    <Empty
      title="No proxies yet"
      icon="server"
      hint={
        canAdd
          ? 'Paste a Webshare key below and the pool fills itself. We only read the list; we never buy or change anything.'
          : 'An owner can add a Webshare key or a list of proxies.'
      }
    />
  )
}

function NoExits({ pool }: { pool: PoolView }) {
  const isRead = pool.lastGoodAt !== null
  return (
    <Empty
      title={isRead ? 'This plan has no proxies' : 'Nothing read yet'}
      icon="server"
      hint={isRead ? 'Webshare lists none for this key and plan.' : 'The list appears here once it was read completely.'}
    >
      {isRead && (
        <a class="btn" href="https://dashboard.webshare.io/" rel="noreferrer">
          See the plan at Webshare
        </a>
      )}
    </Empty>
  )
}
