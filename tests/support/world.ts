import { startOrigin } from '#tests/fakes/origin.ts'
import { type FakeProxy, type ProxyOptions, startProxy } from '#tests/fakes/proxy.ts'
import { startWebshare } from '#tests/fakes/webshare.ts'
import { type TestAppOptions, testApp } from './app.ts'
import { netFor } from './net.ts'
import type { PoolEntry } from './pool.ts'
import { fillPool, POOL_USER } from './pool.ts'

let lastAddress = 0

/** A loopback address that no other proxy of this run has: an exit of its own. */
export function freshAddress(): string {
  lastAddress++
  return `127.41.${lastAddress >> 8}.${lastAddress & 255}`
}

export interface WorldOptions extends TestAppOptions {
  /** How long a test of a proxy may take. */
  testTimeoutMs?: number
}

/** Starts every outside service the main job needs on loopback: a check page, Webshare, and proxies as they are asked for. */
export async function startWorld({ env = {}, deps = {}, testTimeoutMs = 1_500 }: WorldOptions = {}) {
  const origin = await startOrigin()
  const webshare = await startWebshare()
  const proxies: FakeProxy[] = []
  const outside = { MOORING_CHECK_URL: origin.url, MOORING_CA_FILE: origin.caFile, WEBSHARE_API_URL: webshare.url, ...env }
  const app = await testApp({ env: outside, deps: { net: netFor(origin, { testTimeoutMs, env: outside }), ...deps } })

  const proxy = async (options: ProxyOptions = {}) => {
    const started = await startProxy({ address: freshAddress(), ...options })
    proxies.push(started)
    return started
  }

  return {
    ...app,
    origin,
    webshare,
    /** A proxy of nobody's pool. */
    proxy,
    /** Running proxies that are the whole pool. */
    async pool(entries: Omit<PoolEntry, 'host' | 'port'>[], source?: string): Promise<FakeProxy[]> {
      const started = await Promise.all(entries.map(() => proxy(POOL_USER)))
      fillPool(
        app,
        entries.map((entry, index) => ({ ...entry, host: started[index]?.host, port: started[index]?.port })),
        source,
      )
      return started
    },
    /** All that run. */
    proxies: () => proxies,
    /** The running proxy at an address. */
    proxyAt: (host: string) => proxies.find((one) => one.host === host),
    async stop() {
      await Promise.all([origin.stop(), webshare.stop(), ...proxies.map((one) => one.stop())])
    },
  }
}

export type World = Awaited<ReturnType<typeof startWorld>>
