import type { ReadStream } from 'node:tty'
import { UsageError } from './exit.ts'

const ENTER = ['\r', '\n']
const END = ['\u0003', '\u0004']
const DELETE = ['\u007f', '\b']

/** A new password: typed twice without being shown, or the first line of what is piped in. Never an argument: others see those. */
export async function newPasswordFrom(input: ReadStream): Promise<string> {
  if (!input.isTTY) return (await new Response(Bun.stdin.stream()).text()).split(/\r?\n/)[0] ?? ''
  // Before the first question: what is typed ahead must not be shown either.
  input.setRawMode(true)
  try {
    const password = await typed(input, 'New password: ')
    if ((await typed(input, 'Once more: ')) !== password) throw new UsageError('The two are not the same.')
    return password
  } finally {
    input.setRawMode(false)
    input.pause()
  }
}

/** One line of a terminal that shows nothing by itself. */
function typed(input: ReadStream, question: string): Promise<string> {
  process.stderr.write(question)
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  let line = ''
  const take = (chunk: Buffer) => {
    for (const letter of chunk.toString('utf8')) {
      if (END.includes(letter)) return reject(new UsageError('Nothing was changed.'))
      if (ENTER.includes(letter)) return resolve(line)
      line = DELETE.includes(letter) ? [...line].slice(0, -1).join('') : line + letter
    }
  }
  input.on('data', take)
  input.resume()
  return promise.finally(() => {
    input.off('data', take)
    process.stderr.write('\n')
  })
}
