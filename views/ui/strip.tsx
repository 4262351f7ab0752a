import { Html } from '@elysiajs/html'

/** How a check ended: an answer, a slow answer, none; or there was no check. */
export type CheckState = 'ok' | 'warn' | 'bad' | 'none'

interface StripProps {
  /** Oldest first: 30 in a table, 48 for a day, 90 on a page of its own. */
  checks: readonly CheckState[]
  /** What the bars are, for a screen reader, for example "Last 30 checks". */
  label: string
}

const HEIGHT = 20
const PITCH = 6
const BAR = 4
// Bars differ in height too, so that nobody needs to tell red from green.
const TALL: Record<CheckState, number> = { ok: 14, warn: 17, bad: 20, none: 2 }
const STATES = ['none', 'ok', 'warn', 'bad'] as const

/** A row of bars, one a check. One path a state keeps a table of fifty small. */
export function Strip({ checks, label }: StripProps) {
  const width = checks.length * PITCH - (PITCH - BAR)
  return (
    <svg
      class="strip"
      width={width}
      height={HEIGHT}
      viewBox={`0 0 ${width} ${HEIGHT}`}
      preserveAspectRatio="none"
      stroke-width={BAR}
      role="img"
      aria-label={Html.escapeHtml(`${label}: ${inWords(checks)}`)}
    >
      {STATES.filter((state) => checks.includes(state)).map((state) => (
        <path class={state} d={barsOf(checks, state)} />
      ))}
    </svg>
  )
}

function barsOf(checks: readonly CheckState[], state: CheckState): string {
  const tall = TALL[state]
  const top = (HEIGHT - tall) / 2
  return checks.map((check, at) => (check === state ? `M${at * PITCH + BAR / 2} ${top}v${tall}` : '')).join('')
}

function inWords(checks: readonly CheckState[]): string {
  const count = (state: CheckState) => checks.filter((check) => check === state).length
  const made = checks.length - count('none')
  if (made === 0) return 'no checks yet'
  const faults = [
    [count('warn'), 'slow'],
    [count('bad'), 'failed'],
  ] as const
  const said = faults.filter(([amount]) => amount > 0).map(([amount, word]) => `${amount} ${word}`)
  return said.length === 0 ? `all ${made} good` : `${said.join(', ')} of ${made}`
}
