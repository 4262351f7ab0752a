import { canonicalIp } from '#src/http/client-ip.ts'
import { type FailureName, NetFailure, SENTENCES } from './failure.ts'
import { countryOfIp } from './ip-country.ts'
import type { TestResult } from './net.ts'
import type { ProxyServer } from './proxy.ts'
import type { RequestThrough } from './request.ts'

export const TEST_TIMEOUT_MS = 10_000
const MAX_ANSWER_BYTES = 64 * 1024

export interface ExitTest {
  checkUrl: URL
  timeoutMs: number
  /** The address the proxy should go out by, where it is known beforehand. */
  expectedIp?: string | undefined
  signal?: AbortSignal | undefined
}

/**
 * Asks the check URL, on a fresh connection through the proxy, by which address the world sees it. Every failure comes back
 * under its name; only faults of our own code and a caller's abort throw.
 */
export async function testExit(
  requestThrough: RequestThrough,
  proxy: ProxyServer,
  { checkUrl, timeoutMs, expectedIp, signal }: ExitTest,
): Promise<TestResult> {
  const startedAt = performance.now()
  try {
    const answer = await requestThrough(proxy, checkUrl, {
      headers: { accept: 'application/json, text/plain', 'user-agent': 'Mooring' },
      timeoutMs,
      maxBytes: MAX_ANSWER_BYTES,
      signal,
    })
    const latencyMs = Math.round(performance.now() - startedAt)
    if (answer.status >= 400) return failed('upstream_error')
    const exitIp = answer.status === 200 ? ipIn(answer.body.toString('utf8')) : null
    if (exitIp === null) return failed('protocol')
    if (expectedIp !== undefined && canonicalIp(expectedIp) !== exitIp) return failed('wrong_exit')
    return { ok: true, exitIp, country: countryOfIp(exitIp), latencyMs }
  } catch (error) {
    if (error instanceof NetFailure) return failed(error.failure)
    throw error
  }
}

const failed = (reason: FailureName): TestResult => ({ ok: false, reason, message: SENTENCES[reason] })

// A captive portal answers 200 with a page: only an address, alone or as `ip`, counts.
function ipIn(text: string): string | null {
  const bare = canonicalIp(text)
  if (bare !== null) return bare
  try {
    const { ip } = JSON.parse(text) as { ip?: unknown }
    return typeof ip === 'string' ? canonicalIp(ip) : null
  } catch {
    return null
  }
}
