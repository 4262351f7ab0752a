import { startOnlyFans } from '#tests/fakes/onlyfans.ts'
import { startOrigin } from '#tests/fakes/origin.ts'
import { type FakeProxy, type ProxyMode, startProxy } from '#tests/fakes/proxy.ts'
import { startRulesHost } from '#tests/fakes/rules-host.ts'
import { madeUpProxies, startWebshare } from '#tests/fakes/webshare.ts'

const PROXIES = 100
const USER = { username: 'demouser', password: 'demo-proxy-password' }
export const DEMO_KEY = 'demo-webshare-key-0123456789'

const addressOf = (index: number) => `127.80.${index >> 3}.${(index & 7) + 1}`

/**
 * What the demo has instead of the internet: a Webshare, an OnlyFans with its signing rules, a page that tells callers their address,
 * 100 proxies of the plan and one more that is not. Every proxy listens on, and goes out by, a loopback address of its own.
 */
export async function startOutside() {
  const origin = await startOrigin()
  const proxies = await Promise.all(
    Array.from({ length: PROXIES }, (_, index) => startProxy({ address: addressOf(index), ...USER })),
  )
  const manual = await startProxy({ address: '127.81.0.1', username: 'own', password: 'own-password' })
  const listed = madeUpProxies(PROXIES, {
    ...USER,
    address: addressOf,
    port: (index) => proxies[index]?.port ?? 0,
    verifiedAt: new Date().toISOString(),
  })
  const webshare = await startWebshare({ apiKey: DEMO_KEY, proxies: listed, remember: 100 })
  const onlyfans = await startOnlyFans({ authority: origin.authority })
  const rulesHost = await startRulesHost({ authority: origin.authority })
  const rulesUrl = rulesHost.put('/rules.json', () => Response.json(onlyfans.rules()))
  return {
    manual,
    /** Where its creators are signed in. */
    onlyfans,
    env: {
      WEBSHARE_API_KEY: DEMO_KEY,
      WEBSHARE_API_URL: webshare.url,
      MOORING_CHECK_URL: origin.url,
      ONLYFANS_API_URL: onlyfans.url,
      MOORING_RULES_URL: rulesUrl,
      MOORING_CA_FILE: origin.caFile,
      MOORING_ALLOW_PRIVATE_PROXIES: '127.0.0.0/8',
    },
    /** Makes the proxy at an address fail, as real ones do. */
    async breakProxy(host: string, mode: ProxyMode) {
      await proxies.find((proxy: FakeProxy) => proxy.host === host)?.behave(mode)
    },
    async stop() {
      const others = [origin, webshare, onlyfans, rulesHost, manual]
      await Promise.all([...others, ...proxies].map((one) => one.stop()))
    },
  }
}

export type DemoOutside = Awaited<ReturnType<typeof startOutside>>
