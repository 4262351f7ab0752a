import { invalid } from '#src/http/errors.ts'
import { COMMON_WORDS } from './common-passwords.ts'

const MIN_CHARACTERS = 12
const MAX_CHARACTERS = 256
/** What must remain of a password when everything that can be guessed from outside is taken out of it. */
const MIN_OWN_CHARACTERS = 5
const SHORTEST_CONTEXT_WORD = 4
/** Rows of keyboards and alphabets, for runs in either direction. */
const RUNS = [
  '0123456789',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'qwertzuiop',
  'azertyuiop',
  '1q2w3e4r5t6z7u',
  '1q2w3e4r5t6y7u',
]
const SHORTEST_RUN = 3

/**
 * Refuses a password that somebody who knows the person could guess: throws VALIDATION_ERROR on `path`.
 * Any characters are fine, none are required, nothing is cut off.
 * @param context the member's name and e-mail address, and the like.
 */
export function assertStrong(password: string, context: readonly string[], path = 'password') {
  const length = [...password].length
  if (length < MIN_CHARACTERS) throw invalid(path, `must have at least ${MIN_CHARACTERS} characters`)
  if (length > MAX_CHARACTERS) throw invalid(path, `must have at most ${MAX_CHARACTERS} characters`)
  if (!isStrong(password, context)) {
    throw invalid(path, 'is too easy to guess: names, common words, repetitions and rows of keys do not count')
  }
}

/** Whether it is more than words of the context, common words, repetitions and rows of keys. */
export const isStrong = (password: string, context: readonly string[]): boolean =>
  ownPartOf(password, context).length >= MIN_OWN_CHARACTERS

/** What is left without common words, words of the context, runs and repeated characters. */
function ownPartOf(password: string, context: readonly string[]): string {
  const words = [...COMMON_WORDS, ...context.flatMap(wordsOf)].sort((a, b) => b.length - a.length)
  let rest = spelledOut(password.toLowerCase().replace(/[^\p{L}\p{N}]/gu, ''), words)
  for (const word of words) rest = rest.replaceAll(word, '')
  rest = withoutRuns(rest).replace(/(.+?)\1+/gu, '$1')
  // A year or a few digits at an end are what everybody appends.
  return rest.replace(/^\d{1,4}|\d{1,4}$/g, '')
}

const LOOKALIKES: Record<string, string> = { '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't' }

// "P4ssw0rd" is still that word; digits of other passwords are left alone.
function spelledOut(text: string, words: readonly string[]) {
  const plain = text.replace(/[013457]/g, (digit) => LOOKALIKES[digit] ?? digit)
  return words.some((word) => plain.includes(word) && !text.includes(word)) ? plain : text
}

const wordsOf = (text: string) =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length >= SHORTEST_CONTEXT_WORD)

function withoutRuns(text: string): string {
  let kept = ''
  for (let at = 0; at < text.length; ) {
    const run = runAt(text, at)
    if (run < SHORTEST_RUN) kept += text[at]
    at += run < SHORTEST_RUN ? 1 : run
  }
  return kept
}

function runAt(text: string, from: number): number {
  let longest = 1
  for (const row of RUNS) {
    for (const direction of [row, [...row].reverse().join('')]) {
      let length = 1
      while (from + length < text.length && direction.includes(text.slice(from, from + length + 1))) length++
      longest = Math.max(longest, length)
    }
  }
  return longest
}
