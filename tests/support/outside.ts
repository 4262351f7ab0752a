import { startOrigin } from '#tests/fakes/origin.ts'
import { startProxy } from '#tests/fakes/proxy.ts'
import { madeUpProxies, startWebshare } from '#tests/fakes/webshare.ts'

const KEY = 'wsk_0123456789abcdefghijklmnopqrstuvwxyz'
const USER = { username: 'mwqzxtml', password: 'k3v9p2ru8x5t' }

export interface OutsideOptions {
  /** How many proxies Webshare lists; each is a real one on an address of its own. */
  proxies: number
  /** The addresses begin with these two numbers, so that two outsides never share one. */
  network: `127.${number}`
}

/** Every outside service that the program as a process of its own needs, on loopback, and the variables that lead there. */
export async function startOutside({ proxies: count, network }: OutsideOptions) {
  const origin = await startOrigin()
  const addressOf = (index: number) => `${network}.${index >> 6}.${(index & 63) + 1}`
  const proxies = await Promise.all(
    Array.from({ length: count }, (_, index) => startProxy({ address: addressOf(index), ...USER })),
  )
  const listed = madeUpProxies(count, { ...USER, address: addressOf, port: (index) => proxies[index]?.port ?? 0 })
  const webshare = await startWebshare({ apiKey: KEY, proxies: listed })

  return {
    origin,
    webshare,
    proxies,
    listed,
    env: {
      WEBSHARE_API_URL: webshare.url,
      MOORING_CHECK_URL: origin.url,
      MOORING_RULES_URL: 'file:///dev/null',
      MOORING_CA_FILE: origin.caFile,
      MOORING_ALLOW_PRIVATE_PROXIES: '127.0.0.0/8',
    },
    key: KEY,
    proxyAt: (host: string) => proxies.find((proxy) => proxy.host === host),
    async stop() {
      await Promise.all([origin.stop(), webshare.stop(), ...proxies.map((proxy) => proxy.stop())])
    },
  }
}

export type Outside = Awaited<ReturnType<typeof startOutside>>
