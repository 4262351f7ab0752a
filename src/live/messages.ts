import { isNothing, type Topics } from './topics.ts'

/** Past this many, everything on the page is read anew. */
const MOST_IDS = 500

// An event with empty data is none.
const message = (event: string, data: string) => `event: ${event}\ndata: ${data}\n\n`

const named = (event: string, ids: Set<string>) => (ids.size === 0 ? '' : message(event, [...ids].join(' ')))

/** What was changed, as events of a stream (WHATWG HTML, server-sent events): names and ids with spaces in between, never what
 * they hold. */
export function messagesFor(topics: Topics, place: string): string {
  if (isNothing(topics)) return ''
  if (topics.accounts.size > MOST_IDS) return resync(place)
  const needsLook = topics.accounts.size > 0 || topics.pool ? message('attention', 'all') : ''
  const pool = topics.pool ? message('pool', 'all') : ''
  return `id: ${place}\n${named('account', topics.accounts)}${named('job', topics.jobs)}${pool}${needsLook}`
}

/** The reader has missed something, or sees other accounts than before: everything on the page is to be read anew. */
export const resync = (place: string) => `id: ${place}\n${message('resync', 'all')}`

/** The stream is open. Also tells how soon to come back after it was cut. */
export const ready = (place: string) => `retry: 2000\nid: ${place}\n${message('ready', place)}`

/** A comment, so that nothing in between takes the stream for dead. */
export const PING = ': ping\n\n'
