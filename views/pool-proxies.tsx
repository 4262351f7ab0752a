import { Html } from '@elysiajs/html'
import type { ProxiesQuery } from '#src/pool/input.ts'
import type { HeldProxy } from '#src/pool/json.ts'
import type { ProxyList } from '#src/pool/list-proxies.ts'
import type { CountryView, Counts } from '#src/pool/overview.ts'
import { paths } from './paths.ts'
import { type Chip, Chips } from './ui/chips.tsx'
import { Day } from './ui/day.tsx'
import { FilterForm, FilterSelect, Kept } from './ui/filters.tsx'
import { Flag } from './ui/flag.tsx'
import { Icon } from './ui/icon.tsx'
import { Menu } from './ui/menu.tsx'
import { Pages } from './ui/pages.tsx'
import { Badge, TimeAgo, type Tone } from './ui/status.tsx'
import { Empty, Table } from './ui/table.tsx'

export type ProxyFilterView = Pick<ProxiesQuery, 'country' | 'city' | 'state' | 'q'>

interface ProxiesProps {
  list: ProxyList
  filter: ProxyFilterView
  /** Exits by state, of the place that is chosen. */
  counts: Counts
  countries: CountryView[]
  now: number
  canBurn: boolean
}

/** Every proxy, with who uses it, or why nobody gets it. */
export function Proxies(props: ProxiesProps) {
  const { list, filter, now, canBurn } = props
  const { proxies, total, page, pages, perPage } = list
  const first = (page - 1) * perPage + 1
  const text = `${proxies.length === total ? total : `${first} to ${first + proxies.length - 1} of ${total}`} ${total === 1 ? 'proxy' : 'proxies'}`
  return (
    <section id="proxies" class="stack" aria-labelledby="proxies-title">
      <h2 id="proxies-title">Proxies</h2>
      <Filters {...props} />
      {proxies.length === 0 ? (
        <Empty title="No proxy matches" icon="search">
          <a class="btn" href={paths.poolWhere({ country: filter.country })}>
            Clear filters
          </a>
        </Empty>
      ) : (
        <>
          <Table
            caption="Proxies of the pool"
            cards
            columns={[
              'Exit',
              'State',
              'Used by',
              { label: 'Carrier', only: 'wide' },
              { label: 'Verified', only: 'desk' },
              ...(canBurn ? [{ label: 'Actions', hidden: true }] : []),
            ]}
          >
            {proxies.map((proxy) => (
              <PoolRow proxy={proxy} now={now} canBurn={canBurn} />
            ))}
          </Table>
          <Pages page={page} pages={pages} text={text} href={(number) => paths.poolWhere({ ...filter, page: number })} />
        </>
      )}
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
const ORDER = ['free', 'assigned', 'resting', 'burnt', 'invalid', 'removed_upstream', 'unused'] as const

function Filters({ filter, counts, countries }: ProxiesProps) {
  const { country, city, state, q } = filter
  const sum = Object.values(counts).reduce((all, exits) => all + exits, 0)
  const chips: Chip[] = [
    { label: 'All', count: sum, href: paths.poolWhere({ country, city, q }), current: state === undefined },
    ...ORDER.filter((one) => counts[one] > 0 || one === state).map((one) => ({
      label: STATES[one].label,
      count: counts[one],
      href: paths.poolWhere({ country, city, q, state: one }),
      current: one === state,
    })),
  ]
  return (
    <div class="row between">
      <Chips label="Show" chips={chips} />
      <FilterForm id="pool-filters" action={paths.pool} target="#pool" keepsAddress hasButton>
        <Kept name="state" value={state} />
        <FilterSelect
          name="country"
          label="Country"
          value={country}
          none="All countries"
          options={countries.flatMap(({ code, name }) => (code === null ? [] : [[code, name] as const]))}
        />
        <input
          type="search"
          name="q"
          value={Html.escapeHtml(q ?? '')}
          placeholder="IP, city or carrier"
          aria-label="Search the proxies by IP, city or carrier"
          maxlength="100"
        />
        <button type="submit" class="btn icon-only">
          <Icon name="search" label="Search" />
        </button>
      </FilterForm>
    </div>
  )
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
      <td class="at-who">
        <div class="cell">
          <Flag code={proxy.countryCode} />
          <div>
            <span class="name" safe>
              {proxy.cityName ?? 'City not known'}
            </span>
            <span class="second mono" safe>{`${proxy.host}:${proxy.port}`}</span>
          </div>
        </div>
      </td>
      <td class="at-state">
        <Badge tone={tone}>
          <span safe>{label}</span>
        </Badge>
      </td>
      <td class="at-exit">
        <WhoOrWhy proxy={proxy} now={now} />
      </td>
      <td class="wide desk muted" safe>
        {proxy.asnName ?? ''}
      </td>
      <td class="desk muted">{Number.isNaN(verified) ? '' : <TimeAgo at={Math.min(verified, now)} now={now} />}</td>
      {canBurn && (
        <td class="actions">
          <Menu id={`more-${proxy.id}`} label={`More for ${proxy.host}`}>
            <BurnForm id={proxy.id} isBurnt={proxy.burntAt !== null} />
          </Menu>
        </td>
      )}
    </tr>
  )
}

/** Who goes out by it; else why nobody gets it. */
function WhoOrWhy({ proxy, now }: Omit<PoolRowProps, 'canBurn'>) {
  const { holders, state, burntAt, removedAt } = proxy
  return (
    <>
      {holders.map(({ accountId, name }) => (
        <a href={paths.account(accountId)} safe>
          {name}
        </a>
      ))}
      {state === 'assigned' && holders.length === 0 && <span class="muted">An account that you do not see</span>}
      {state === 'assigned' && burntAt !== null && <small>Burnt: nobody gets it after them.</small>}
      {state === 'removed_upstream' && removedAt !== null && (
        <small>
          Not listed since <Day at={removedAt} now={now} />
        </small>
      )}
      {state === 'resting' && <Rest proxy={proxy} now={now} />}
      {state === 'burnt' && burntAt !== null && (
        <small>
          Marked <Day at={burntAt} now={now} />, never given out again
        </small>
      )}
      {state === 'invalid' && <small>Webshare lists it as not working</small>}
      {state === 'unused' && <small>Its source is switched off, or the list has its exit twice</small>}
    </>
  )
}

function Rest({ proxy: { restingWhy, restingUntil, lastAccountName }, now }: Omit<PoolRowProps, 'canBurn'>) {
  const who = lastAccountName ?? 'an account'
  return (
    <small>
      <span safe>{restingWhy === 'failed' ? `Failed for ${who}` : `${lastAccountName ?? 'An account'} left it`}</span>
      {restingUntil !== null && (
        <>
          , rests until <Day at={restingUntil} now={now} />
        </>
      )}
    </small>
  )
}

function BurnForm({ id, isBurnt }: { id: number; isBurnt: boolean }) {
  const address = isBurnt ? paths.api.unburnProxy(id) : paths.api.burnProxy(id)
  return (
    <form method="post" action={address} hx-post={address} hx-target={`#proxy-${id}`} hx-swap="outerMorph">
      <button type="submit">
        <Icon name={isBurnt ? 'rotate-ccw' : 'flame'} />
        {isBurnt ? 'Take the mark back' : 'Mark as burnt'}
      </button>
    </form>
  )
}
