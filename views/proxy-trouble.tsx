import { Html } from '@elysiajs/html'
import type { Cause } from '#src/proxies/cause.ts'
import { FixButton, PANEL } from './exit-fix.tsx'
import { CAUSES } from './exit-words.ts'
import type { PanelProps } from './proxy-panel.tsx'
import { Problem } from './ui/card.tsx'

/** What is wrong, since when, and the one button that helps. */
export function Trouble(props: PanelProps) {
  const { cause, proxy, canChange, accountId, within, free } = props
  if (cause === null || proxy.archivedAt !== null) return ''
  const { title, tone } = CAUSES[cause]
  return (
    <Problem tone={tone === 'bad' ? 'bad' : 'warn'} title={title} text={troubleText(props)}>
      {canChange && (
        <FixButton
          accountId={accountId}
          cause={cause}
          target={PANEL}
          within={within}
          replaceLabel={free.place ? `Replace with another IP in ${free.place}` : 'Replace IP'}
        />
      )}
    </Problem>
  )
}

const PLACED: Cause[] = ['no_exit', 'down', 'left_pool', 'left_pool_dead', 'own_down']

function troubleText({ cause, reason, proxy, free, now }: PanelProps): string {
  if (cause === null) return ''
  const { text } = CAUSES[cause]
  const since = proxy.failedAt ?? (proxy.lastCheckOk === false ? proxy.lastCheckAt : null)
  const told = proxy.lastCheckOk === false ? reason : null
  const slow = cause === 'slow' ? `The last check took ${proxy.lastCheckLatencyMs} ms.` : null
  const from = since === null || told === null ? null : `Since ${clock(since, now)}.`
  const amount = `${free.amount === 1 ? '1 IP is' : `${free.amount} IPs are`} free${free.place ? ` in ${free.place}` : ''}.`
  return [told, slow, from, text, PLACED.includes(cause) ? amount : null].filter(Boolean).join(' ')
}

const DAY_MS = 86_400_000

// The hour is enough for today.
const clock = (at: number, now: number) =>
  `${new Date(at)
    .toISOString()
    .slice(now - at < DAY_MS ? 11 : 0, 16)
    .replace('T', ' ')} UTC`
