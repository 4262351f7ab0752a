import { Html } from '@elysiajs/html'
import { paths } from './paths.ts'
import { Bar } from './ui/bars.tsx'
import { Card } from './ui/card.tsx'
import { Dot } from './ui/dot.tsx'
import { DotMap } from './ui/dot-map.tsx'
import { Flag } from './ui/flag.tsx'
import { Icon } from './ui/icon.tsx'

export interface ExitDotView {
  country: string
  name: string
  accounts: number
  worst: 'ok' | 'slow' | 'bad'
  /** How many do not work. */
  broken: number
}

const STATE = { ok: 'ok', slow: 'warn', bad: 'bad' } as const
const MOST_PLACES = 10

/** Where the accounts go out: on a map, and as links to them. */
export function ExitsCard({ exits }: { exits: ExitDotView[] }) {
  const rest = exits.length - MOST_PLACES
  return (
    <Card id="exits" title="Where your accounts go out">
      <DotMap
        points={exits.map((exit) => ({
          country: exit.country,
          label: labelOf(exit),
          accounts: exit.accounts,
          state: STATE[exit.worst],
        }))}
      />
      <ul class="chips" aria-label="Countries">
        {exits.slice(0, MOST_PLACES).map((exit) => (
          <li>
            <a class="chip" href={paths.accountsWhere({ country: exit.country })} title={Html.escapeHtml(labelOf(exit))}>
              <Flag code={exit.country} decorative small />
              <span safe>{exit.name}</span>
              <span safe>{String(exit.accounts)}</span>
              {exit.broken > 0 && <Dot tone="bad" label={brokenIn(exit)} />}
            </a>
          </li>
        ))}
        {rest > 0 && (
          <li>
            <a class="chip" href={paths.accounts} safe>
              {`${rest} more`}
            </a>
          </li>
        )}
      </ul>
    </Card>
  )
}

const brokenIn = ({ broken }: ExitDotView) => `${broken} ${broken === 1 ? 'does' : 'do'} not work`

function labelOf(exit: ExitDotView) {
  const accounts = `${exit.name}: ${exit.accounts === 1 ? '1 account' : `${exit.accounts} accounts`}`
  return exit.broken > 0 ? `${accounts}, ${brokenIn(exit)}` : accounts
}

/** How the exits of a country are used. */
export interface PoolShare {
  code: string | null
  name: string
  used: number
  free: number
  /** Resting, burnt or not usable. */
  other: number
}

const MOST_COUNTRIES = 8

/** How much of the pool is in use, the largest countries first. */
export function PoolCard({ countries }: { countries: PoolShare[] }) {
  const bySize = countries
    .map((share) => ({ ...share, total: share.used + share.free + share.other }))
    .sort((a, b) => b.total - a.total)
  const most = bySize[0]?.total ?? 0
  const sum = (of: 'used' | 'total') => bySize.reduce((all, share) => all + share[of], 0)
  const rest = bySize.length - MOST_COUNTRIES
  return (
    <Card id="capacity" title="Pool by country" aside={`${sum('used')} of ${sum('total')} in use`}>
      <ul class="bars">
        {bySize.slice(0, MOST_COUNTRIES).map(({ code, name, used, free, total }) => (
          <li>
            <span class="with-flag">
              <Flag code={code} decorative />
              {code === null ? (
                <span class="truncate" safe>
                  {name}
                </span>
              ) : (
                <a class="quiet truncate" href={paths.poolWhere({ country: code })} safe>
                  {name}
                </a>
              )}
            </span>
            <Bar used={used} total={total} most={most} label={`IPs in ${name}`} />
            <span class={['end', free === 0 && 'bad-text']} safe>{`${free} free`}</span>
          </li>
        ))}
      </ul>
      {rest > 0 && (
        <footer>
          <a class="btn small" href={paths.pool}>
            <span safe>{rest === 1 ? '1 more country' : `${rest} more countries`}</span>
            <Icon name="chevron-right" />
          </a>
        </footer>
      )}
    </Card>
  )
}
