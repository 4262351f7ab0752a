import { isNothing, type Topics } from './topics.ts'

/** Past this many, a page does better to read its list anew than row by row. */
const MOST_IDS = 100

const message = (event: string, data: unknown) => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`

/** `{ids}`, or `{ids: [], many: true}` where there are too many to name. */
const named = (event: string, ids: Set<string>) =>
  ids.size === 0 ? '' : message(event, ids.size > MOST_IDS ? { ids: [], many: true } : { ids: [...ids] })

/** What was changed, as events of a stream (WHATWG HTML, server-sent events): names and ids, never what they hold. */
export function messagesFor(topics: Topics, place: string): string {
  if (isNothing(topics)) return ''
  const needsLook = topics.accounts.size > 0 || topics.pool ? message('attention', {}) : ''
  const pool = topics.pool ? message('pool', {}) : ''
  return `id: ${place}\n${named('account', topics.accounts)}${named('job', topics.jobs)}${pool}${needsLook}`
}

/** The reader has missed something, or sees other accounts than before: everything on the page is to be read anew. */
export const resync = (place: string) => `id: ${place}\n${message('resync', {})}`

/** The stream is open. Also tells how soon to come back after it was cut. */
export const ready = (place: string) => `retry: 2000\nid: ${place}\n${message('ready', {})}`

/** A comment, so that nothing in between takes the stream for dead. */
export const PING = ': ping\n\n'
