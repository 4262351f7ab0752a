import type { Dial } from './dial.ts'
import type { Exchange } from './exchange.ts'
import type { FailureName } from './failure.ts'
import type { CheckOptions } from './guard.ts'
import type { ProxyServer } from './proxy.ts'
import type { RequestThrough } from './request.ts'

/** What a connectivity test found out. */
export type TestResult =
  | {
      ok: true
      /** Canonical. */
      exitIp: string
      /** Where the exit IP is registered, ISO 3166-1 alpha-2. */
      country: string | null
      /** From the start of dialing to the whole answer. */
      latencyMs: number
    }
  | { ok: false; reason: FailureName; message: string }

/** The door out. Nothing else in the program opens a connection. */
export interface Net {
  /** Fetches the check URL through the proxy on a fresh connection. Waits for a free place first; its clock starts with its socket. */
  test(proxy: ProxyServer, options?: TestOptions): Promise<TestResult>
  /** One request through the proxy. */
  request: RequestThrough
  /** One streaming request through the proxy, on a connection that is kept for the next. */
  exchange: Exchange
  /** A tunnel through the proxy. */
  dial: Dial
  /**
   * Refuses private and metadata addresses as proxies, after resolution and before any packet.
   * Throws NetFailure `not_allowed` or `dns`.
   */
  assertAllowed(host: string, port?: number, options?: CheckOptions): Promise<void>
  /** A request of our own (Webshare, rules, webhooks): never for an account. Redirects are not followed. */
  direct(purpose: DirectPurpose, url: URL, init?: DirectInit): Promise<Response>
}

export interface TestOptions {
  /** Who asks; callers take turns when many tests wait. */
  caller?: string | undefined
  /** The address the proxy should go out by, where it is known; another one is `wrong_exit`. */
  expectedIp?: string | undefined
  signal?: AbortSignal | undefined
}

export type DirectPurpose = 'webshare' | 'rules' | 'webhook'

export interface DirectInit {
  method?: string
  headers?: Record<string, string>
  body?: string
  signal?: AbortSignal
  /** Instead of the purpose's own: 30 s for webshare, 15 s for rules, 10 s for webhook. */
  timeoutMs?: number
}
