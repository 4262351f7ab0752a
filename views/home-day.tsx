import { Html } from '@elysiajs/html'
import { paths } from './paths.ts'
import { Card } from './ui/card.tsx'
import { DrawerLink } from './ui/drawer.tsx'
import { Flag } from './ui/flag.tsx'
import { type CheckState, Strip } from './ui/strip.tsx'

export interface DayStripView {
  accountId: string
  name: string
  countryCode: string | null
  /** Of the half hours with a check, how many percent had none that failed. */
  goodPercent: number | null
  /** 48 half hours. */
  slots: ('ok' | 'slow' | 'bad' | 'none')[]
}

const STATE: Record<DayStripView['slots'][number], CheckState> = { ok: 'ok', slow: 'warn', bad: 'bad', none: 'none' }

/** How the last day went for the accounts that fared worst. */
export function DayCard({ strips }: { strips: DayStripView[] }) {
  return (
    <Card id="day" title="Last 24 hours" aside="worst first, one bar = 30 min">
      <ul class="strips">
        {strips.map(({ accountId, name, countryCode, goodPercent, slots }) => (
          <li>
            <span class="with-flag">
              <Flag code={countryCode} small />
              <span class="truncate">
                <DrawerLink href={paths.account(accountId)} text={name} quiet />
              </span>
            </span>
            <Strip checks={slots.map((slot) => STATE[slot])} label={`${name}, half hours of the last day`} />
            <span class={['end', goodPercent !== null && goodPercent < ALARMING && 'bad-text']} safe>
              {goodPercent === null ? '' : `${goodPercent} %`}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  )
}

const ALARMING = 90
