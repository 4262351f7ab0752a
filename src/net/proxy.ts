import type { ProxyProtocol } from '#db/schema/accounts.ts'
import { canonicalIp } from '#src/http/client-ip.ts'

/** Everything needed to go out through a proxy. The only thing `dial` accepts. */
export interface ProxyServer {
  protocol: ProxyProtocol
  /** A name, an IPv4 address, or an IPv6 address without brackets. */
  host: string
  port: number
  username: string | null
  password: string | null
}

/**
 * What makes two proxies one exit to the outside: the address they are reached at, whatever the port.
 * A canonical IP, or a lower-case name without its final dot.
 */
export function exitKeyOf({ host }: Pick<ProxyServer, 'host'>): string {
  return canonicalIp(host) ?? host.trim().toLowerCase().replace(/\.$/, '')
}
