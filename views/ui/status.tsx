import { Html, type PropsWithChildren } from '@elysiajs/html'
import type { ErrorDetails } from '#src/http/errors.ts'
import { Problems } from './problems.tsx'
import { SPANS } from './spans.ts'

interface ErrorBoxProps {
  message: string
  details?: ErrorDetails | undefined
  requestId: string
  /** Where the refused request went: the choice of another place goes there again. */
  address?: string
}

/** What went wrong, field by field where fields are to blame, with the id that finds it in the log. */
export function ErrorBox({ message, details, requestId, address }: ErrorBoxProps) {
  return (
    <div class="alert bad" role="alert">
      <strong safe>{message}</strong>
      <Problems details={details} address={address} />
      <small safe>{`Request ${requestId}`}</small>
    </div>
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

/** A span of time in words; one in the future is negative. @param ms milliseconds that have passed. */
export function ago(ms: number): string {
  const step = SPANS.find(([size]) => Math.abs(ms) >= size)
  if (!step) return 'now'
  const [size, unit] = step
  const amount = `${Math.floor(Math.abs(ms) / size)} ${unit}`
  return ms < 0 ? `in ${amount}` : `${amount} ago`
}
