import type { Thing } from './thing.ts'
import { forTime, thatMany } from './words.ts'

/** The state of everything in one sentence. @param needing how many accounts need somebody. */
export function sentenceFor(things: Thing[], needing: number, { lastCheckAt, now }: { lastCheckAt: number | null; now: number }) {
  const worst = things[0]
  if (!worst)
    return lastCheckAt === null ? 'Nothing needs you.' : `Nothing needs you. Last check ${forTime(now - lastCheckAt)} ago.`
  const who = needing === 0 ? 'The pool needs you' : needing === 1 ? '1 account needs you' : `${thatMany(needing)} need you`
  return `${who}: ${lowered(worst.title)}${things.length > 1 ? `, and ${things.length - 1} more` : ''}.`
}

// A title that begins with a name stays as it is; one that begins with an article goes on in the sentence.
const lowered = (title: string) =>
  (/^(The|This|A|No) /.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title).replace(/\.$/, '')
