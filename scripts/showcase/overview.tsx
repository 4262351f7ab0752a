import { Html } from '@elysiajs/html'
import { Bar } from '#views/ui/bars.tsx'
import { Card } from '#views/ui/card.tsx'
import { DotMap } from '#views/ui/dot-map.tsx'
import { Flag } from '#views/ui/flag.tsx'
import { Icon } from '#views/ui/icon.tsx'
import { Need, Needs } from '#views/ui/needs-you.tsx'
import { PageHead } from '#views/ui/page-head.tsx'
import { Strip } from '#views/ui/strip.tsx'
import { checksOf, PEOPLE } from './people.ts'

const POINTS = [
  { country: 'US', label: 'United States: 9 accounts, 1 slow', accounts: 9, state: 'warn' },
  { country: 'DE', label: 'Germany: 3 accounts, 1 down', accounts: 3, state: 'bad' },
  { country: 'GB', label: 'United Kingdom: 4 accounts', accounts: 4, state: 'ok' },
  { country: 'FR', label: 'France: 2 accounts', accounts: 2, state: 'ok' },
  { country: 'ES', label: 'Spain: 2 accounts', accounts: 2, state: 'ok' },
  { country: 'BR', label: 'Brazil: 1 account', accounts: 1, state: 'ok' },
  { country: 'CA', label: 'Canada: 2 accounts', accounts: 2, state: 'ok' },
] as const

const POOL = [
  ['US', 'United States', 28, 41],
  ['DE', 'Germany', 8, 23],
  ['GB', 'United Kingdom', 10, 13],
  ['FR', 'France', 4, 8],
  ['CZ', 'Czechia', 2, 6],
  ['ES', 'Spain', 4, 4],
] as const

export function Overview() {
  return (
    <div>
      <PageHead title="3 accounts need you" lead="21 of 24 healthy, last check 41 s ago. One country is out of free IPs.">
        <a class="btn" href="#test">
          <Icon name="zap" />
          Test all
        </a>
        <a class="btn primary" href="#fix">
          <Icon name="wand-sparkles" />
          Fix what can be fixed
        </a>
      </PageHead>
      <div class="split">
        <Card id="needs" title="Needs you">
          <Needs>
            <Need tone="bad" title="Mila Frost" text="Proxy down since 02:14 (Berlin)">
              <button class="btn small" type="button">
                Replace IP
              </button>
            </Need>
            <Need tone="bad" title="Carmen Reyes" text="Session expired 3 h ago">
              <button class="btn small" type="button">
                Send link
              </button>
            </Need>
            <Need tone="warn" title="Ava Sinclair" text="OnlyFans asks for a 2FA code">
              <button class="btn small" type="button">
                Enter code
              </button>
            </Need>
            <Need tone="warn" title="Spain" text="No free IP left (4 of 4 in use)">
              <button class="btn small" type="button">
                See pool
              </button>
            </Need>
          </Needs>
        </Card>
        <Card id="map" title="Where your accounts go out">
          <DotMap points={POINTS} />
        </Card>
      </div>
      <div class="split wide-first">
        <Card id="day" title="Last 24 hours" aside="one bar = 30 min">
          <ul class="strips">
            {PEOPLE.slice(0, 8).map((person) => (
              <li>
                <span class="with-flag">
                  <Flag code={person.country} small />
                  <span class="truncate" safe>
                    {person.name}
                  </span>
                </span>
                <Strip checks={checksOf(person, 48)} label={`${person.name}, last 24 hours`} />
                <span class="end">{person.tone === 'none' ? '' : '99.1 %'}</span>
              </li>
            ))}
          </ul>
        </Card>
        <Card id="pool" title="Pool by country" aside="61 of 100 in use">
          <ul class="bars">
            {POOL.map(([code, name, used, total]) => (
              <li>
                <span class="with-flag">
                  <Flag code={code} decorative />
                  <span class="truncate">{name}</span>
                </span>
                <Bar used={used} total={total} most={41} label={`IPs in ${name}`} />
                <span class={['end', used === total && 'bad-text']} safe>{`${total - used} free`}</span>
              </li>
            ))}
          </ul>
        </Card>
      </div>
    </div>
  )
}
