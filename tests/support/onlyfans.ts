import type { ProxyServer } from '#src/net/proxy.ts'
import { createAuthority } from '#tests/fakes/certificates.ts'
import { startOnlyFans } from '#tests/fakes/onlyfans.ts'
import { type FakeProxy, type ProxyOptions, startProxy } from '#tests/fakes/proxy.ts'
import { startRulesHost } from '#tests/fakes/rules-host.ts'
import { serverOf } from './net.ts'
import { freshAddress } from './world.ts'

/**
 * OnlyFans, a host of rules that knows its present ones, and proxies as they are asked for, with the variables that lead there.
 * Put `env` into `testApp` or `startWorld`.
 */
export async function startOnlyFansOutside() {
  const authority = createAuthority()
  const onlyfans = await startOnlyFans({ address: freshAddress(), authority })
  const rulesHost = await startRulesHost({ address: freshAddress(), authority })
  const rulesUrl = rulesHost.put('/rules.json', () => Response.json(onlyfans.rules()))
  const proxies: FakeProxy[] = []

  return {
    onlyfans,
    rulesHost,
    authority,
    env: { ONLYFANS_API_URL: onlyfans.url, MOORING_RULES_URL: rulesUrl, MOORING_CA_FILE: authority.file },
    /** A running proxy on an address of its own, and how one connects to it. */
    async proxy(options: ProxyOptions = {}): Promise<FakeProxy & { server: ProxyServer }> {
      const started = await startProxy({ address: freshAddress(), ...options })
      proxies.push(started)
      return Object.assign(started, { server: serverOf(started) })
    },
    async stop() {
      await Promise.all([...proxies.map((proxy) => proxy.stop()), onlyfans.stop(), rulesHost.stop()])
    },
  }
}

export type OnlyFansOutside = Awaited<ReturnType<typeof startOnlyFansOutside>>
