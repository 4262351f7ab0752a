import type { ProxyProtocol } from '#db/schema/accounts.ts'

/** Everything needed to go out through a proxy. The only thing `dial` accepts. */
export interface ProxyServer {
  protocol: ProxyProtocol
  /** A name, an IPv4 address, or an IPv6 address without brackets. */
  host: string
  port: number
  username: string | null
  password: string | null
}
