import { Html, type PropsWithChildren } from '@elysiajs/html'
import type { ErrorDetails } from '#src/http/errors.ts'

interface ErrorBoxProps {
  message: string
  details?: ErrorDetails | undefined
  requestId: string
}

/** What went wrong, field by field where fields are to blame, with the id that finds it in the log. */
export function ErrorBox({ message, details, requestId }: ErrorBoxProps) {
  return (
    <div class="alert bad" role="alert">
      <strong safe>{message}</strong>
      {Array.isArray(details) && (
        <ul>
          {details.map(({ path, message: reason }) => (
            <li safe>{`${path}: ${reason}`}</li>
          ))}
        </ul>
      )}
      <ClosestChoices choices={closestOf(details)} />
      <small safe>{`Request ${requestId}`}</small>
    </div>
  )
}

interface ClosestChoice {
  country: string | null
  city: string | null
  free: number
}

// NO_PROXY_AVAILABLE names what comes nearest to a place that is full.
const closestOf = (details: ErrorDetails | undefined) =>
  details && !Array.isArray(details) && Array.isArray(details.closest) ? (details.closest as ClosestChoice[]) : []

const countryNames = new Intl.DisplayNames(['en'], { type: 'region' })
// It throws for what is no code at all, and a list of own proxies may hold anything.
const countryOf = (code: string) => (/^[A-Z]{2}$/.test(code) ? countryNames.of(code) : code)

function ClosestChoices({ choices }: { choices: ClosestChoice[] }) {
  if (choices.length === 0) return ''
  return (
    <>
      <p>Closest choices:</p>
      <ul>
        {choices.map(({ country, city, free }) => (
          <li
            safe
          >{`${[city, country && countryOf(country)].filter(Boolean).join(', ') || 'Country unknown'} (${free} free)`}</li>
        ))}
      </ul>
    </>
  )
}

/** How good a state is; `none` is a thing without a state, `plain` a word without judgement. */
export type Tone = 'ok' | 'warn' | 'bad' | 'plain' | 'none'

/** A state in one or two words. */
export function Badge({ tone = 'plain', outline, children }: PropsWithChildren<{ tone?: Tone; outline?: boolean }>) {
  return <span class={['badge', tone, outline && 'outline']}>{children}</span>
}

/** A message in a box. Problems are announced at once, the rest politely. */
export function Alert({ tone = 'plain', children }: PropsWithChildren<{ tone?: Tone }>) {
  return (
    <div class={['alert', tone]} role={tone === 'bad' ? 'alert' : 'status'}>
      {children}
    </div>
  )
}

/** A moment as people say it, with the exact time on hover. @param at and `now` milliseconds since 1970. */
export function TimeAgo({ at, now }: { at: number; now: number }) {
  const exact = new Date(at).toISOString()
  return (
    <time datetime={exact} title={`${exact.slice(0, 19).replace('T', ' ')} UTC`} safe>
      {ago(now - at)}
    </time>
  )
}

const STEPS = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1_000, 's'],
] as const

function ago(ms: number) {
  const step = STEPS.find(([size]) => Math.abs(ms) >= size)
  if (!step) return 'now'
  const [size, unit] = step
  const amount = `${Math.floor(Math.abs(ms) / size)} ${unit}`
  return ms < 0 ? `in ${amount}` : `${amount} ago`
}
