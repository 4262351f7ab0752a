import type { Exchanged } from '#src/net/exchange.ts'
import { NetFailure } from '#src/net/failure.ts'

/** A longer body is cut off: a proxy or a stranger in OnlyFans' place could send without end. */
const LONGEST = 1024 ** 3

/**
 * A body as a stream that is read no faster than its reader reads.
 * @param keep look at so many bytes on the way: `read` settles when the body has ended. Null for a longer body, for one that was
 * cancelled or broke, and at once when nothing is kept. `ended` settles when nothing more will come, whatever the reason.
 */
export function streamed(
  body: Exchanged['body'],
  keep: number,
): { stream: ReadableStream<Uint8Array>; read: Promise<Buffer | null>; ended: Promise<void> } {
  const iterator = body[Symbol.asyncIterator]()
  const { promise, resolve } = Promise.withResolvers<Buffer | null>()
  let kept: Buffer[] | null = keep > 0 ? [] : null
  let length = 0
  const { promise: ended, resolve: end } = Promise.withResolvers<void>()
  if (!kept) resolve(null)

  function look(chunk: Buffer) {
    if (length <= keep) return kept?.push(chunk)
    kept = null
    resolve(null)
  }

  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await iterator.next()
        if (done) {
          controller.close()
          end()
          return resolve(kept && Buffer.concat(kept))
        }
        length += value.length
        if (length > LONGEST) throw new NetFailure('protocol')
        if (kept) look(value)
        controller.enqueue(value)
      } catch (error) {
        body.destroy()
        resolve(null)
        end()
        controller.error(error)
      }
    },
    cancel() {
      body.destroy()
      resolve(null)
      end()
    },
  })
  return { stream, read: promise, ended }
}
