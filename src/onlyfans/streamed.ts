import type { Exchanged } from '#src/net/exchange.ts'

/**
 * A body as a stream that is read no faster than its reader reads.
 * @param keep look at so many bytes on the way: `read` settles when the body has ended. Null for a longer body, for one that was
 * cancelled or broke, and at once when nothing is kept.
 */
export function streamed(
  body: Exchanged['body'],
  keep: number,
): { stream: ReadableStream<Uint8Array>; read: Promise<Buffer | null> } {
  const iterator = body[Symbol.asyncIterator]()
  const { promise, resolve } = Promise.withResolvers<Buffer | null>()
  let kept: Buffer[] | null = keep > 0 ? [] : null
  let length = 0
  if (!kept) resolve(null)

  function look(chunk: Buffer) {
    length += chunk.length
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
          return resolve(kept && Buffer.concat(kept))
        }
        if (kept) look(value)
        controller.enqueue(value)
      } catch (error) {
        resolve(null)
        controller.error(error)
      }
    },
    cancel() {
      body.destroy()
      resolve(null)
    },
  })
  return { stream, read: promise }
}
