import { Html } from '@elysiajs/html'
import type { ProxyMode } from '#db/schema/accounts.ts'
import { Badge, type Tone } from './status.tsx'

interface ExitFacts {
  mode: ProxyMode
  isActive: boolean
  failedAt: number | null
  removedUpstreamAt: number | null
  lastCheckOk: boolean | null
  archivedAt?: number | null
}

/** The state of an exit in words, worst cause first. */
export function exitState({ mode, isActive, failedAt, removedUpstreamAt, lastCheckOk, archivedAt }: ExitFacts): {
  label: string
  tone: Tone
} {
  if (archivedAt) return { label: 'Archived', tone: 'plain' }
  if (mode === 'none') return { label: 'No proxy', tone: 'warn' }
  if (!isActive) return { label: 'Switched off', tone: 'warn' }
  if (failedAt !== null) return { label: 'Down', tone: 'bad' }
  if (lastCheckOk === false) return { label: 'Check failed', tone: 'bad' }
  if (removedUpstreamAt !== null) return { label: 'Left the pool', tone: 'warn' }
  return lastCheckOk ? { label: 'Working', tone: 'ok' } : { label: 'Not checked yet', tone: 'plain' }
}

const MODES: Record<ProxyMode, string> = { auto: 'Auto', manual: 'Manual', none: 'None' }

export function ModeBadge({ mode }: { mode: ProxyMode }) {
  return (
    <Badge>
      <span safe>{MODES[mode]}</span>
    </Badge>
  )
}

const BARS = 30
const STEP = 6

/** The last checks as bars: a good one is low, a bad one tall, so that colour is not needed to tell them apart. */
export function Strip({ verdicts }: { verdicts: boolean[] }) {
  const bad = verdicts.filter((ok) => !ok).length
  const said =
    verdicts.length === 0 ? 'No checks yet' : `${verdicts.length - bad} of the last ${verdicts.length} checks were good`
  const offset = BARS - verdicts.length
  const line = (wanted: boolean) =>
    verdicts.flatMap((ok, index) => (ok === wanted ? [`M${(offset + index) * STEP + 2} ${ok ? 5 : 0}V16`] : [])).join('')
  const none = Array.from({ length: offset }, (_, index) => `M${index * STEP + 2} 13V16`).join('')
  return (
    <svg class="strip" viewBox={`0 0 ${BARS * STEP} 16`} role="img" aria-label={said}>
      <path class="none" d={none} stroke-width="3" />
      <path class="ok" d={line(true)} stroke-width="4" />
      <path class="bad" d={line(false)} stroke-width="4" />
    </svg>
  )
}
