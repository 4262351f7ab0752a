import type { ClientRequest } from 'node:http'
import type { Socket } from 'node:net'
import { proxies } from 'proxy-agent'
import { type FailureName, NetFailure } from './failure.ts'
import { nameFailure } from './name-failure.ts'
import type { ProxyServer } from './proxy.ts'
import { confirmRefusal } from './route.ts'
import type { Target } from './target.ts'

// Replies of RFC 1928, section 6, in the words of the `socks` package. What it does not name is upstream's fault.
const BY_MESSAGE: [RegExp, FailureName][] = [
  [/authentication failed|no accepted authentication/i, 'auth_failed'],
  [/rejected connection - NotAllowed/i, 'forbidden'],
  [/rejected connection - (CommandNotSupported|AddressNotSupported)/i, 'protocol'],
  [/rejected connection/i, 'upstream_error'],
  [/timed out/i, 'timeout'],
  [/socket closed/i, 'reset'],
  [/invalid|negotiation/i, 'protocol'],
]
const SYSTEM_CODE = /\b(E[A-Z]{4,})\b/
// RFC 1929 gives each of them one length byte.
const MAX_CREDENTIAL_BYTES = 255

/**
 * A tunnel through a SOCKS5 proxy at a checked address. The target's name goes to the proxy (`socks5h`): under `socks5` the
 * agent would look it up here, and tell our own resolver where an account goes.
 * @param timeoutMs what is left of the deadline; the agent closes its socket when it has passed.
 */
export async function openSocks(
  proxy: ProxyServer,
  address: string,
  target: Target,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Socket> {
  const SocksProxyAgent = await (proxies.socks5h[0] as unknown as () => Promise<SocksAgent>)()
  const agent = new SocksProxyAgent(urlOf(proxy), { timeout: timeoutMs })
  agent.proxy.host = address
  const opening = agent.connect(NO_REQUEST, { ...target, secureEndpoint: false })
  // The agent cannot be interrupted: what it opens after its caller gave up is closed here.
  const giveUp = () => void opening.then((late) => late.destroy()).catch(() => {})
  signal.addEventListener('abort', giveUp, { once: true })
  try {
    const socket = await Promise.race([opening, aborted(signal)])
    return socket.setTimeout(0).removeAllListeners('timeout')
  } catch (error) {
    throw await confirmRefusal(nameSocksFailure(error), address, proxy.port)
  } finally {
    signal.removeEventListener('abort', giveUp)
  }
}

interface SocksAgent {
  new (
    url: string,
    options: { timeout: number },
  ): {
    proxy: { host?: string }
    connect(request: ClientRequest, options: Target & { secureEndpoint: false }): Promise<Socket>
  }
}

// The agent is made for node:http; of the request it only reports to and destroys.
const NO_REQUEST = { destroy() {}, emit() {} } as unknown as ClientRequest

function urlOf({ port, username, password }: ProxyServer) {
  const credentials = [username ?? '', password ?? '']
  if (credentials.some((text) => Buffer.byteLength(text) > MAX_CREDENTIAL_BYTES)) throw new NetFailure('auth_failed')
  const [user, pass] = credentials.map(encodeURIComponent)
  return `socks5h://${username === null ? '' : `${user}:${pass}@`}proxy.invalid:${port}`
}

function aborted(signal: AbortSignal) {
  return new Promise<never>((_, reject) => {
    if (signal.aborted) return reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}

// The package's errors carry its options, password included, so none of them is kept as a cause.
function nameSocksFailure(error: unknown) {
  const named = nameFailure(error)
  if (named instanceof NetFailure || !(named instanceof Error) || named.name === 'AbortError') return named
  const code = SYSTEM_CODE.exec(named.message)?.[1]
  if (code) return nameFailure(Object.assign(new Error(named.message), { code }))
  const known = BY_MESSAGE.find(([pattern]) => pattern.test(named.message))
  return new NetFailure(known?.[1] ?? 'protocol')
}
