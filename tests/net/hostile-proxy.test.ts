import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import net from 'node:net'
import { FAILURES } from '#src/net/failure.ts'
import { type Origin, startOrigin } from '#tests/fakes/origin.ts'
import { netFor, serverOf } from '#tests/support/net.ts'

const SEED = 20261122
const TRIES = 150
// Beginnings that lead into each phase: a tunnel, a greeting of SOCKS5, a TLS record, an answer of HTTP.
const BEGINNINGS = [
  '',
  'HTTP/1.1 200 OK\r\n\r\n',
  'HTTP/1.1 200 OK\r\nX: ',
  'HTTP/1.1 ',
  'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n',
  'HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n',
  'HTTP/1.1 200 OK\r\ncontent-length: 99999999999999999999\r\n\r\n',
  '\x05\x00',
  '\x05\x02',
  '\x05\x00\x05\x00\x00\x01',
  '\x05\x00\x05\x00\x00\x01\0\0\0\0\0\0',
  '\x16\x03\x03\x00\x20',
  '\x15\x03\x03\x00\x02\x02\x28',
]

/** The same numbers in every run, each from 0 up to 1 (Park and Miller). */
function numbersFrom(seed: number) {
  let state = seed
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}

const random = numbersFrom(SEED)
const below = (limit: number) => Math.floor(random() * limit)
const noise = () => Buffer.from(Array.from({ length: below(300) }, () => below(256)))
const sockets = new Set<net.Socket>()

/** Opens a tunnel or not, answers in any protocol or none, and goes in any manner. */
const server = net.createServer((socket) => {
  sockets.add(socket.on('error', () => {}).on('close', () => sockets.delete(socket)))
  let asked = 0
  socket.on('data', () => {
    const opens = asked++ === 0 && random() < 0.5
    socket.write(
      opens
        ? 'HTTP/1.1 200 OK\r\n\r\n'
        : Buffer.concat([Buffer.from(BEGINNINGS[below(BEGINNINGS.length)] ?? '', 'latin1'), noise()]),
    )
    const end = random()
    if (end < 0.3) socket.end()
    else if (end < 0.5) socket.resetAndDestroy()
  })
})

let origin: Origin
let port = 0
beforeAll(async () => {
  origin = await startOrigin({ address: '127.0.95.1' })
  await new Promise<void>((resolve) => server.listen(0, '127.0.95.2', resolve))
  port = (server.address() as net.AddressInfo).port
})
afterAll(() => {
  for (const socket of sockets) socket.destroy()
  server.close()
  origin.stop()
})

describe.each(['http', 'https', 'socks5'] as const)('a hostile %s proxy', (protocol) => {
  test.each(['url', 'httpUrl'] as const)('gets a name and breaks nothing (%s)', async (key) => {
    const door = netFor(origin, { checkUrl: origin[key], testTimeoutMs: 400 })
    const proxy = serverOf({ protocol, host: '127.0.95.2', port })

    const results = await Promise.all(Array.from({ length: TRIES }, () => door.test(proxy)))

    const names = results.map((result) => (result.ok ? 'passed' : result.reason))
    expect(names.filter((name) => !(FAILURES as readonly string[]).includes(name))).toEqual([])
    expect(names).toContain('protocol')
  })
})
