import type { Log } from '#src/base/log.ts'
import type { Config } from '#src/config.ts'
import { createDial } from './dial.ts'
import { createDirect } from './direct.ts'
import { createExchange } from './exchange.ts'
import { TEST_TIMEOUT_MS, testExit } from './exit-ip.ts'
import { createGuard } from './guard.ts'
import type { Net } from './net.ts'
import { createQueue } from './queue.ts'
import { createRequestThrough } from './request.ts'
import { createAuthorities } from './secure.ts'
import { assertRealUndici } from './undici.ts'

export interface NetOptions {
  /** For one connectivity test, from its first packet. */
  testTimeoutMs?: number
  /** Connectivity tests at once. */
  testPlaces?: number
  /** Connectivity tests that may wait for a place. */
  testSeats?: number
}

/** Opens the one door out. Throws when the HTTP client is not the real one or MOORING_CA_FILE cannot be read. */
export function createNet(
  config: Pick<Config, 'host' | 'port' | 'checkUrl' | 'caFile' | 'allowPrivateProxies'>,
  log: Log,
  { testTimeoutMs = TEST_TIMEOUT_MS, testPlaces = 64, testSeats = 10_000 }: NetOptions = {},
): Net {
  assertRealUndici()
  const guard = createGuard({ allowPrivate: config.allowPrivateProxies, own: { host: config.host, port: config.port } })
  const authorities = createAuthorities(config.caFile)
  const dial = createDial(guard, authorities)
  const request = createRequestThrough(dial, authorities)
  const tests = createQueue(testPlaces, testSeats)

  return {
    dial,
    request,
    exchange: createExchange(dial, authorities),
    direct: createDirect(guard, authorities),
    async assertAllowed(host, port, options) {
      await guard.check(host, port, options)
    },
    async test(proxy, { caller, expectedIp, signal } = {}) {
      const test = { checkUrl: config.checkUrl, timeoutMs: testTimeoutMs, expectedIp, signal }
      const result = await tests.run(() => testExit(request, proxy, test), caller)
      log.debug({ host: proxy.host, port: proxy.port, ...result }, 'Proxy tested')
      return result
    },
  }
}
