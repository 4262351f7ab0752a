import type { FailureName } from './failure.ts'
import type { ProxyServer } from './proxy.ts'

/** What a connectivity test found out. */
export type TestResult =
  | {
      ok: true
      exitIp: string /** Where the exit IP is registered, ISO 3166-1 alpha-2. */
      country: string | null
      latencyMs: number
    }
  | { ok: false; reason: FailureName; message: string }

/** The door out. Nothing else in the program opens a connection. */
export interface Net {
  /** Fetches the check URL through the proxy on a fresh connection. Waits for a free place first; its clock starts with its socket. */
  test(proxy: ProxyServer): Promise<TestResult>
  /**
   * Refuses private and metadata addresses as proxies, after resolution and before any packet.
   * Throws NetFailure `not_allowed` or `dns`.
   */
  assertAllowed(host: string): Promise<void>
  /** A request of our own (Webshare, rules, webhooks): never for an account. Redirects are not followed. */
  direct(purpose: DirectPurpose, url: URL, init?: DirectInit): Promise<Response>
}

export type DirectPurpose = 'webshare' | 'rules' | 'webhook'

export interface DirectInit {
  method?: string
  headers?: Record<string, string>
  body?: string
  signal?: AbortSignal
}
