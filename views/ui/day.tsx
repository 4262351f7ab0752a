import { Html } from '@elysiajs/html'

const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })
const WITH_YEAR = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })
const FAR_MS = 300 * 86_400_000

/** A day, for moments too far away to count the hours to; the exact time on hover. @param at and `now` milliseconds since 1970. */
export function Day({ at, now }: { at: number; now: number }) {
  const exact = new Date(at).toISOString()
  const format = Math.abs(at - now) > FAR_MS ? WITH_YEAR : DAY
  return (
    <time datetime={exact} title={`${exact.slice(0, 19).replace('T', ' ')} UTC`} safe>
      {format.format(at)}
    </time>
  )
}
