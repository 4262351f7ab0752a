import type { Exchanged } from '#src/net/exchange.ts'
import { NetFailure } from '#src/net/failure.ts'

/** A longer body is cut off: a proxy or a stranger in OnlyFans' place could send without end. */
const LONGEST = 1024 ** 3

export interface Streamed {
  /** Read no faster than its reader reads. */
  stream(): ReadableStream<Uint8Array>
  /** The body in one piece where it turns out to have at most so many bytes. Null for a longer one, which is all in the stream then. */
  whole(most: number): Promise<Buffer<ArrayBuffer> | null>
  /** What was looked at, when the body has ended. Null for a longer body, for one that was cancelled or broke, and at once when nothing is kept. */
  read: Promise<Buffer | null>
  /** Settles when nothing more will come, whatever the reason. */
  ended: Promise<void>
}

/** @param keep look at so many bytes on the way. */
export function streamed(body: Exchanged['body'], keep: number): Streamed {
  const iterator = body[Symbol.asyncIterator]()
  const { promise: read, resolve } = Promise.withResolvers<Buffer | null>()
  const { promise: ended, resolve: end } = Promise.withResolvers<void>()
  let kept: Buffer[] | null = keep > 0 ? [] : null
  let length = 0
  // Taken off the network, but by nobody yet.
  const ahead: Buffer[] = []
  if (!kept) resolve(null)

  function look(chunk: Buffer) {
    if (length <= keep) return kept?.push(chunk)
    kept = null
    resolve(null)
  }

  /** The next part; null after the last one. */
  async function next(): Promise<Buffer | null> {
    try {
      const { done, value } = await iterator.next()
      if (done) {
        resolve(kept && Buffer.concat(kept))
        end()
        return null
      }
      length += value.length
      if (length > LONGEST) throw new NetFailure('protocol')
      if (kept) look(value)
      return value
    } catch (error) {
      leave()
      throw error
    }
  }

  function leave() {
    body.destroy()
    resolve(null)
    end()
  }

  return {
    read,
    ended,
    async whole(most) {
      while (length <= most) {
        const part = await next()
        if (part === null) return Buffer.concat(ahead)
        ahead.push(part)
      }
      return null
    },
    stream: () =>
      new ReadableStream<Uint8Array>({
        async pull(controller) {
          const part = ahead.shift() ?? (await next())
          if (part === null) controller.close()
          else controller.enqueue(part)
        },
        cancel: leave,
      }),
  }
}
