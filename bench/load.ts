import { connect, type Socket } from 'bun'

export interface Load {
  port: number
  /** Whole HTTP/1.1 requests; the connections share them out in turn. */
  requests: Iterator<string>
  connections: number
}

export interface Measured {
  perSecond: number
  ok: number
  failed: number
}

interface State {
  received: string
}

/** Sends requests over keep-alive connections, the next as soon as the last is answered, until there are none left. */
export async function run({ port, requests, connections }: Load): Promise<Measured> {
  let ok = 0
  let failed = 0
  const started = performance.now()
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const { promise: ended, resolve } = Promise.withResolvers<void>()
      const next = (socket: Socket<State>) => {
        const { value, done } = requests.next()
        if (done) {
          socket.end()
          resolve()
        } else socket.write(value)
      }
      await connect<State>({
        hostname: '127.0.0.1',
        port,
        socket: {
          open(socket) {
            socket.data = { received: '' }
            next(socket)
          },
          data(socket, bytes) {
            socket.data.received += bytes.toString('latin1')
            if (!isWhole(socket.data.received)) return
            if (socket.data.received.startsWith('HTTP/1.1 200')) ok++
            else failed++
            socket.data.received = ''
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

function isWhole(text: string): boolean {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return false
  const length = /content-length: (\d+)/i.exec(text)?.[1]
  return text.length >= end + 4 + Number(length ?? 0)
}
