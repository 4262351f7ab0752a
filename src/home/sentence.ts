import type { Cause } from './causes.ts'
import type { Thing } from './thing.ts'
import { forTime, thatMany } from './words.ts'

/** Who needs somebody, in a few words. @param needing how many accounts need somebody. */
export function headlineFor(things: Thing[], needing: number): string {
  if (things.length === 0) return 'Nothing needs you'
  if (needing > 0) return needing === 1 ? '1 account needs you' : `${thatMany(needing)} need you`
  // What is about accounts and harms none of them.
  const general = things.filter(({ accounts }) => accounts === 0)
  if (general.length === 0) return 'Nothing is broken'
  const isPool = general.some(({ cause }) => !(cause in BESIDE_POOL))
  return (!isPool && BESIDE_POOL[general[0]?.cause ?? 'down']) || 'The pool needs you'
}

// Worst first, like the things themselves.
const BESIDE_POOL: Partial<Record<Cause, string>> = {
  rules_outdated: 'The signing rules need you',
  webhook_off: 'A webhook needs you',
}

/** The state of everything in one sentence. @param needing how many accounts need somebody. */
export function sentenceFor(things: Thing[], needing: number, { lastCheckAt, now }: { lastCheckAt: number | null; now: number }) {
  const headline = headlineFor(things, needing)
  const worst = things[0]
  if (!worst) return lastCheckAt === null ? `${headline}.` : `${headline}. Last check ${forTime(now - lastCheckAt)} ago.`
  return `${headline}: ${lowered(worst.title)}${things.length > 1 ? `, and ${things.length - 1} more` : ''}.`
}

// A title that begins with a name stays as it is; one that begins with an article goes on in the sentence.
const lowered = (title: string) =>
  (/^(The|This|A|No) /.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title).replace(/\.$/, '')
