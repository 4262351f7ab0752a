import type { Deps } from '#src/deps.ts'

/** How long a second report is taken for a repetition of the first. */
const SAME_WITHIN_MS = 60_000

interface Given {
  at: number
  answer: Promise<unknown>
}

const given = new WeakMap<Deps, Map<string, Given>>()

/** Gives the answer of the same report made within the last 60 seconds, also while that is still being worked out; else works it out. */
export function repeated<T>(deps: Deps, about: unknown[], work: () => Promise<T>): Promise<T> {
  const answers = given.get(deps) ?? new Map<string, Given>()
  given.set(deps, answers)
  const now = deps.now()
  // In the order they came, so the old ones are in front.
  for (const [key, { at }] of answers) {
    if (now - at < SAME_WITHIN_MS) break
    answers.delete(key)
  }
  const key = JSON.stringify(about)
  const known = answers.get(key)
  if (known) return known.answer as Promise<T>
  const answer = work()
  answers.set(key, { at: now, answer })
  // An error is no answer: whoever asks again gets a new try.
  answer.catch(() => answers.delete(key))
  return answer
}
