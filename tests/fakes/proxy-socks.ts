import type net from 'node:net'
import type { ProxyState } from './proxy.ts'
import { leave, relay } from './proxy-http.ts'

// SOCKS5 replies (RFC 1928, section 6) that stand for the refusals an HTTP proxy makes.
const REPLIES: Partial<Record<ProxyState['mode'], number>> = { '403': 2, '502': 4, '402': 1, '302': 1 }

/** SOCKS5 with user and password (RFC 1928, RFC 1929). Notes whether the target came as a name or as an address. */
export async function serveSocks(client: net.Socket, state: ProxyState) {
  const read = reader(client)
  const [, methods = 0] = await read(2)
  const offered = [...(await read(methods))]
  if (state.mode === 'garbage') return client.end('SSH-2.0-OpenSSH_9.2p1 Debian\r\n')
  if (state.username !== null) {
    if (!offered.includes(2)) return client.end(Buffer.from([5, 255]))
    client.write(Buffer.from([5, 2]))
    if (!(await isKnown(read, state))) return client.end(Buffer.from([1, 1]))
    client.write(Buffer.from([1, 0]))
  } else client.write(Buffer.from(state.mode === '407' ? [5, 255] : [5, 0]))

  const { host, port } = await readTarget(read)
  read.done()
  state.seen.push({ target: `${host}:${port}` })
  const refusal = REPLIES[state.mode]
  if (refusal) return client.end(reply(refusal))
  const upstream = leave(state, host, port)
  upstream.on('connect', () => {
    client.write(reply(0))
    relay(client, upstream, state.mode)
  })
  upstream.on('error', () => client.end(reply(5)))
}

const reply = (code: number) => Buffer.from([5, code, 0, 1, 0, 0, 0, 0, 0, 0])

async function isKnown(read: Reader, { username, password, mode }: ProxyState) {
  const [, userLength = 0] = await read(2)
  const user = (await read(userLength)).toString()
  const [passLength = 0] = await read(1)
  const pass = (await read(passLength)).toString()
  return mode !== '407' && user === username && pass === password
}

async function readTarget(read: Reader) {
  const [, , , kind] = await read(4)
  const host = kind === 1 ? (await read(4)).join('.') : (await read((await read(1))[0] ?? 0)).toString()
  return { host, port: (await read(2)).readUInt16BE() }
}

type Reader = ReturnType<typeof reader>

function reader(client: net.Socket) {
  let buffered = Buffer.alloc(0)
  let wake = () => {}
  const take = (bytes: Buffer) => {
    buffered = Buffer.concat([buffered, bytes])
    wake()
  }
  client.on('data', take)
  const read = async (length: number) => {
    while (buffered.length < length) await new Promise<void>((resolve) => (wake = resolve))
    const bytes = buffered.subarray(0, length)
    buffered = buffered.subarray(length)
    return bytes
  }
  read.done = () => {
    client.off('data', take)
    client.pause()
  }
  return read
}
