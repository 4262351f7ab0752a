import { createLog } from '#src/base/log.ts'
import { readConfig } from '#src/config.ts'
import { createNet, type NetOptions } from '#src/net/create.ts'
import type { ProxyServer } from '#src/net/proxy.ts'
import type { Origin } from '#tests/fakes/origin.ts'

/** The door out as a test wants it: loopback proxies allowed, the origin's authority trusted, short time limits. */
export function netFor(
  origin: Pick<Origin, 'url' | 'caFile'>,
  { checkUrl = origin.url, env = {}, ...options }: NetOptions & { checkUrl?: string; env?: Record<string, string> } = {},
) {
  const config = readConfig({
    MOORING_ALLOW_PRIVATE_PROXIES: '127.0.0.0/8',
    MOORING_CA_FILE: origin.caFile,
    MOORING_CHECK_URL: checkUrl,
    ...env,
  })
  return createNet(config, createLog({ level: 'silent', format: 'json' }), { testTimeoutMs: 2_000, ...options })
}

/** How one connects to a proxy of a test, with what a test wants to be different. */
export function serverOf(
  proxy: Pick<ProxyServer, 'protocol' | 'host' | 'port'> & Partial<ProxyServer>,
  differently: Partial<ProxyServer> = {},
): ProxyServer {
  const { protocol, host, port, username = null, password = null } = proxy
  return { protocol, host, port, username, password, ...differently }
}
