import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { freshFolder, start } from '#tests/support/mooring.ts'

const OWNER = { MOORING_OWNER_EMAIL: 'nora@agency.example', MOORING_OWNER_PASSWORD: 'anchor weather harbour' }

const fresh = () => start({ env: { MOORING_DATA_DIR: join(freshFolder(), 'data'), ...OWNER } })

/** A request whose body is only half sent, so that it is running until `finish`. */
async function halfSentRequest(url: string) {
  const { hostname, port, host } = new URL(url)
  const answer = Promise.withResolvers<string>()
  let text = ''
  const socket = await Bun.connect({
    hostname,
    port: Number(port),
    socket: {
      data(_socket, chunk) {
        text += chunk.toString()
      },
      close: () => answer.resolve(text),
    },
  })
  const body = '{"email":"nora@agency.example","password":"anchor weather"}'
  const head = ['POST /api/auth/login HTTP/1.1', `Host: ${host}`, 'Content-Type: application/json', 'Connection: close']
  socket.write(`${head.join('\r\n')}\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 9)}`)
  // The server must have begun with it before it is told to stop.
  await Bun.sleep(300)
  return { answer: answer.promise, soFar: () => text, finish: () => socket.write(body.slice(9)) }
}

test.each(['SIGTERM', 'SIGINT'] as const)('%s stops it with exit code 0', async (signal) => {
  const mooring = await fresh()

  expect(await mooring.stop(signal)).toBe(0)
})

test('a running request is finished before it stops', async () => {
  const mooring = await fresh()
  const request = await halfSentRequest(mooring.url)

  const stopped = mooring.stop()
  await Bun.sleep(300)
  expect(request.soFar()).toBe('')
  request.finish()

  expect(await request.answer).toMatch(/^HTTP\/1\.1 4\d\d /)
  expect(await stopped).toBe(0)
})

test('a second signal stops it at once', async () => {
  const mooring = await fresh()
  const request = await halfSentRequest(mooring.url)

  const stopped = mooring.stop()
  await Bun.sleep(300)
  const atOnce = mooring.stop()

  expect(await atOnce).toBe(0)
  expect(await stopped).toBe(0)
  expect(await request.answer).toBe('')
})
