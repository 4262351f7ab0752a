import { connect, type Socket } from 'bun'

export interface Load {
  port: number
  /** Whole HTTP/1.1 requests; the connections share them out in turn. */
  requests: Iterator<string | Uint8Array>
  connections: number
}

export interface Measured {
  perSecond: number
  ok: number
  failed: number
}

/** Sends requests over keep-alive connections, the next as soon as the last is answered, until there are none left. */
export async function run({ port, requests, connections }: Load): Promise<Measured> {
  let ok = 0
  let failed = 0
  const started = performance.now()
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const { promise: ended, resolve } = Promise.withResolvers<void>()
      const next = (socket: Socket) => {
        const { value, done } = requests.next()
        if (done) {
          socket.end()
          resolve()
        } else socket.write(value)
      }
      let received: Buffer | null = null
      await connect({
        hostname: '127.0.0.1',
        port,
        socket: {
          open: next,
          data(socket, bytes) {
            const answer: Buffer = received ? Buffer.concat([received, bytes]) : bytes
            received = isWhole(answer) ? null : Buffer.from(answer)
            if (received) return
            if (isGood(answer)) ok++
            else failed++
            next(socket)
          },
          close: () => resolve(),
        },
      })
      await ended
    }),
  )
  return { perSecond: ((ok + failed) * 1000) / (performance.now() - started), ok, failed }
}

/** The value in the middle; the lower one of two. */
export function median(values: number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor((values.length - 1) / 2)] ?? Number.NaN
}

// By bytes: what sends and receives must not be slower than what answers.
const isGood = (answer: Buffer) => answer.indexOf('HTTP/1.1 200') === 0

function isWhole(answer: Buffer): boolean {
  const end = answer.indexOf('\r\n\r\n')
  if (end < 0) return false
  const length = /content-length: (\d+)/i.exec(answer.toString('latin1', 0, end))?.[1]
  return answer.length >= end + 4 + Number(length ?? 0)
}
