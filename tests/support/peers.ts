import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ProxyServer } from '#src/net/proxy.ts'
import type { Certificate } from '#tests/fakes/certificates.ts'
import { COMMANDS } from './peers/configs.ts'

/** Proxy servers that others wrote. proxy-chain is a package of ours; the rest count only where they are installed. */
export type PeerKind = 'proxy-chain' | 'proxy-chain-https' | keyof typeof COMMANDS

export interface PeerOptions {
  /** Where it listens and which address its traffic leaves from. */
  address: string
  username?: string
  password?: string
  /** For proxy-chain-https. */
  certificate?: Certificate
}

const PROGRAMS: Record<PeerKind, string> = {
  'proxy-chain': 'node',
  'proxy-chain-https': 'node',
  tinyproxy: 'tinyproxy',
  squid: 'squid',
  danted: 'danted',
  microsocks: 'microsocks',
}
const PATH = `${process.env.PATH}:/usr/sbin:/sbin`
const START_MS = 15_000

/** For `test.skipIf`: what is not installed is skipped in sight. */
export const isInstalled = (kind: PeerKind) => Bun.which(PROGRAMS[kind], { PATH }) !== null

// The peer, with the children it made, lives as long as the wrapper's input is open, so it ends with us however we end:
// `bun test` runs no exit handlers. Asked politely first, because dante buries its children only then.
const UNTIL_INPUT_CLOSES = 'setsid "$@" & cat; kill $!; wait $!; kill -9 -$!'

/** Starts one in the foreground and waits until it answers. `stop` ends it for good and removes its files. */
export async function startPeer(kind: PeerKind, { address, username, password, certificate }: PeerOptions) {
  const folder = mkdtempSync(join(tmpdir(), `mooring-${kind}-`))
  // Squid gives up its rights and must still read here.
  chmodSync(folder, 0o777)
  const port = await freePort(address)
  const settings = { address, port, username: username ?? null, password: password ?? null, folder }
  const command =
    kind === 'proxy-chain' || kind === 'proxy-chain-https'
      ? ['node', join(import.meta.dir, 'peers/proxy-chain.mjs'), JSON.stringify({ ...settings, tls: certificate })]
      : COMMANDS[kind](settings)
  const wrapped = ['sh', '-c', UNTIL_INPUT_CLOSES, 'sh', ...command]
  const child = Bun.spawn(wrapped, { env: { PATH }, stdin: 'pipe', stdout: 'ignore', stderr: 'ignore' })

  async function stop() {
    await child.stdin.end()
    await child.exited
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await untilItAnswers(address, port)
  } catch (error) {
    await stop()
    throw new Error(`${kind} did not start`, { cause: error })
  }
  const protocol = kind === 'danted' || kind === 'microsocks' ? 'socks5' : kind === 'proxy-chain-https' ? 'https' : 'http'
  const proxy: ProxyServer = { protocol, host: address, port, username: settings.username, password: settings.password }
  return { ...proxy, proxy, stop }
}

/** Runs with a peer and stops it whatever happens. */
export async function withPeer<T>(kind: PeerKind, options: PeerOptions, use: (proxy: ProxyServer) => Promise<T>): Promise<T> {
  const peer = await startPeer(kind, options)
  try {
    return await use(peer.proxy)
  } finally {
    await peer.stop()
  }
}

async function untilItAnswers(host: string, port: number) {
  const until = performance.now() + START_MS
  while (performance.now() < until) {
    if (await answers(host, port)) return
    await Bun.sleep(30)
  }
  throw new Error('did not answer in time')
}

function answers(host: string, port: number) {
  return new Promise<boolean>((resolve) => {
    const socket = net.connect({ host, port })
    const end = (isOpen: boolean) => {
      socket.destroy()
      resolve(isOpen)
    }
    socket.on('connect', () => end(true)).on('error', () => end(false))
  })
}

function freePort(address: string) {
  return new Promise<number>((resolve, reject) => {
    const server = net.createServer()
    server.on('error', reject).listen(0, address, () => {
      const { port } = server.address() as net.AddressInfo
      server.close(() => resolve(port))
    })
  })
}
