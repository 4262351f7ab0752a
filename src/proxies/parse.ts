import { type ReadLine, readLine, UnreadableLine } from '#src/net/proxy-line.ts'

/** A line of a pasted text, by its number, with what was read or why nothing was. */
export type ParsedLine = { line: number } & ({ read: ReadLine; problem: null } | { read: null; problem: string })

/** Reads every line of a pasted text that is not empty. Stores nothing, connects to nothing. */
export function parseText(text: string): ParsedLine[] {
  return text
    .split(/\r\n|\r|\n/)
    .map((line, index) => ({ text: line.trim(), line: index + 1 }))
    .filter(({ text }) => text !== '')
    .map(({ text, line }) => ({ line, ...parsed(text) }))
}

function parsed(text: string) {
  try {
    return { read: readLine(text), problem: null }
  } catch (error) {
    if (!(error instanceof UnreadableLine)) throw error
    return { read: null, problem: error.message }
  }
}
