import { expect, test } from 'bun:test'
import { testApp } from '#tests/support/app.ts'

// What Bun answers by itself, before any code of ours: kept here, because another version may answer otherwise.

const HEAD = 'POST /api/auth/login HTTP/1.1\r\nHost: localhost:3000\r\nContent-Type: application/json\r\n'
const SECOND = 'GET /healthz HTTP/1.1\r\nHost: localhost:3000\r\nConnection: close\r\n\r\n'

/** Everything that comes back for some bytes, until the server closes. */
async function answersTo(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url)
  const { promise, resolve } = Promise.withResolvers<string>()
  let text = ''
  const socket = await Bun.connect({
    hostname,
    port: Number(port),
    socket: {
      data: (_, chunk) => {
        text += chunk.toString()
      },
      close: () => resolve(text),
      error: () => resolve(text),
    },
  })
  socket.write(bytes)
  const limit = setTimeout(() => socket.end(), 5_000)
  return promise.finally(() => clearTimeout(limit))
}

test.each([
  ['a length and chunks', `${HEAD}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${SECOND}`, 400],
  ['two lengths', `${HEAD}Content-Length: 4\r\nContent-Length: 80\r\n\r\nabcd${SECOND}`, 400],
  ['an encoding that is none', `${HEAD}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${SECOND}`, 400],
  ['no host', `GET /healthz HTTP/1.1\r\n\r\n${SECOND}`, 400],
  ['a head without an end', `GET /healthz HTTP/1.1\r\nHost: localhost:3000\r\nX-Long: ${'x'.repeat(64 * 1024)}\r\n\r\n`, 431],
])('a request with %s is refused, and nothing after it is answered', async (_, bytes, status) => {
  const { listening } = await testApp()

  const answers = await listening((url) => answersTo(url, bytes))

  expect(answers).toStartWith(`HTTP/1.1 ${status} `)
  expect(answers.match(/HTTP\/1\.1 /g)).toHaveLength(1)
})
