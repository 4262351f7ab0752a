import { Html } from '@elysiajs/html'
import type { JobState } from '#db/schema/jobs.ts'
import type { ProxiesQuery } from '#src/pool/input.ts'
import type { HeldProxy } from '#src/pool/json.ts'
import type { ProxyList } from '#src/pool/list-proxies.ts'
import type { CountryView, PoolView } from '#src/pool/overview.ts'
import { paths } from './paths.ts'
import { WebshareCard } from './pool-sources.tsx'
import { Submit } from './ui/form.tsx'
import { Badge, TimeAgo, type Tone } from './ui/status.tsx'
import { Empty, Pager, Table } from './ui/table.tsx'

/** A running or waiting refresh. */
interface SyncJob {
  id: string
  state: JobState
  done: number
  total: number
}

interface PoolPageProps {
  pool: PoolView
  list: ProxyList
  filter: Pick<ProxiesQuery, 'country' | 'state'> & { cursor?: string | undefined }
  job: SyncJob | null
  may: { manage: boolean; own: boolean }
}

/** What we have, how old it is, and who uses it. */
export function PoolPage({ pool, list, filter, job, may }: PoolPageProps) {
  return (
    <div id="pool" class="stack">
      <h1>Pool</h1>
      <SyncBox pool={pool} job={job} canSync={may.manage} />
      {pool.sources.length > 0 ? <Countries countries={pool.countries} /> : <NoSource canAdd={may.own} />}
      <WebshareCard sources={pool.sources} now={pool.now} may={may} />
      {pool.sources.length > 0 && <Proxies list={list} filter={filter} now={pool.now} canBurn={may.manage} />}
    </div>
  )
}

interface SyncBoxProps {
  pool: PoolView
  job: SyncJob | null
  canSync: boolean
}

/** How old the pool is. While a refresh runs the box fetches itself anew. */
export function SyncBox({ pool, job, canSync }: SyncBoxProps) {
  const polling = job ? { 'hx-get': paths.poolSync, 'hx-trigger': 'every 1s', 'hx-swap': 'outerHTML' } : {}
  return (
    <section id="sync-state" class="card stack" aria-labelledby="sync-title" {...polling}>
      <div class="row between">
        <h2 id="sync-title">
          {pool.isStale ? <Badge tone="warn">Out of date</Badge> : <Badge tone="ok">Up to date</Badge>} Refresh
        </h2>
        {canSync && (
          <form
            method="post"
            action={paths.api.poolSync}
            hx-post={paths.api.poolSync}
            hx-target="#sync-state"
            hx-swap="outerHTML"
          >
            <Submit primary>Sync now</Submit>
          </form>
        )}
      </div>
      {pool.lastGoodAt === null ? (
        <p>The pool was never filled from Webshare.</p>
      ) : (
        <p>
          Last complete list: <TimeAgo at={pool.lastGoodAt} now={pool.now} />.
        </p>
      )}
      {job !== null && <Running job={job} />}
    </section>
  )
}

function Running({ job: { id, total, done } }: { job: SyncJob }) {
  return (
    <div class="row">
      <progress
        aria-label="Refresh"
        max={total > 0 ? String(total) : undefined}
        value={total > 0 ? String(Math.min(done, total)) : undefined}
      />
      <span>{total > 0 ? `${Math.min(done, total)} of ${total} proxies` : 'Asking Webshare'}</span>
      <a href={paths.job(id)}>Details</a>
      <a href={paths.pool}>Reload</a>
    </div>
  )
}

function NoSource({ canAdd }: { canAdd: boolean }) {
  return (
    <Empty
      title="No proxies yet"
      hint={canAdd ? 'Add a Webshare key below, or paste a list of your own proxies.' : 'An owner can add a Webshare key.'}
    />
  )
}

function Countries({ countries }: { countries: CountryView[] }) {
  const number = (label: string) => ({ label, number: true }) as const
  return (
    <Table
      caption="Exits by country"
      columns={['Country', number('Free'), number('In use'), number('Resting'), number('Not usable')]}
    >
      {countries.map(({ code, name, counts }) => (
        <tr>
          <td>
            <a href={paths.poolWhere({ country: code ?? '' })} safe>
              {name}
            </a>
          </td>
          <td class="number" safe>
            {String(counts.free)}
          </td>
          <td class="number" safe>
            {String(counts.assigned)}
          </td>
          <td class="number" safe>
            {String(counts.resting)}
          </td>
          <td class="number" safe>
            {String(counts.burnt + counts.invalid + counts.removed_upstream + counts.unused)}
          </td>
        </tr>
      ))}
    </Table>
  )
}

interface ProxiesProps {
  list: ProxyList
  filter: PoolPageProps['filter']
  now: number
  canBurn: boolean
}

function Proxies({ list, filter: { cursor, ...filter }, now, canBurn }: ProxiesProps) {
  const next = list.nextCursor === null ? null : paths.poolWhere({ ...filter, cursor: list.nextCursor })
  const isFiltered = filter.country !== undefined || filter.state !== undefined
  return (
    <section class="stack" aria-labelledby="proxies-title">
      <div class="row between">
        <h2 id="proxies-title">Proxies</h2>
        {isFiltered && <a href={paths.pool}>Clear filters</a>}
      </div>
      <Table caption="Proxies of the pool" columns={['Exit', 'Place', 'Carrier', 'State', 'Used by', 'Verified', '']}>
        {list.proxies.map((proxy) => (
          <PoolRow proxy={proxy} now={now} canBurn={canBurn} />
        ))}
      </Table>
      <Pager shown={list.proxies.length} total={list.total} next={next} first={cursor ? paths.poolWhere(filter) : null} />
    </section>
  )
}

const STATES: Record<HeldProxy['state'], { label: string; tone: Tone }> = {
  free: { label: 'Free', tone: 'ok' },
  assigned: { label: 'In use', tone: 'plain' },
  resting: { label: 'Resting', tone: 'plain' },
  burnt: { label: 'Burnt', tone: 'bad' },
  invalid: { label: 'Not working', tone: 'warn' },
  removed_upstream: { label: 'Left the list', tone: 'warn' },
  unused: { label: 'Not used', tone: 'plain' },
}

interface PoolRowProps {
  proxy: HeldProxy
  now: number
  canBurn: boolean
}

/** One proxy. */
export function PoolRow({ proxy, now, canBurn }: PoolRowProps) {
  const { label, tone } = STATES[proxy.state]
  const verified = proxy.lastVerification === null ? Number.NaN : Date.parse(proxy.lastVerification)
  return (
    <tr id={`proxy-${proxy.id}`}>
      <td safe>{`${proxy.host}:${proxy.port}`}</td>
      <td safe>{[proxy.cityName, proxy.countryCode].filter(Boolean).join(', ')}</td>
      <td safe>{proxy.asnName ?? ''}</td>
      <td>
        <Badge tone={tone}>
          <span safe>{label}</span>
        </Badge>
      </td>
      <td>
        {proxy.holders.map(({ accountId, name }) => (
          <a href={paths.account(accountId)} safe>
            {name}
          </a>
        ))}
      </td>
      <td>{Number.isNaN(verified) ? '' : <TimeAgo at={verified} now={now} />}</td>
      <td>{canBurn && <BurnForm id={proxy.id} isBurnt={proxy.burntAt !== null} />}</td>
    </tr>
  )
}

function BurnForm({ id, isBurnt }: { id: number; isBurnt: boolean }) {
  const address = isBurnt ? paths.api.unburnProxy(id) : paths.api.burnProxy(id)
  return (
    <form method="post" action={address} hx-post={address} hx-target={`#proxy-${id}`} hx-swap="outerHTML">
      <button type="submit" class="btn small">
        {isBurnt ? 'Undo burnt' : 'Mark as burnt'}
      </button>
    </form>
  )
}
