import type { Server } from 'bun'
import ipaddr from 'ipaddr.js'
import type { Config } from '#src/config.ts'

/** An address in one canonical form: no `::ffff:`, no zone, no brackets. Null when it is not an address. */
export function canonicalIp(text: string): string | null {
  const bare = text
    .trim()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/%.*$/, '')
  return ipaddr.isValid(bare) ? ipaddr.process(bare).toString() : null
}

/**
 * The caller's address: the peer's, or, only when the peer is a configured reverse proxy, the rightmost
 * forwarded address that is not itself one. Null when there is no connection (a request made in a test).
 */
export function clientIp(
  { trustedProxies }: Pick<Config, 'trustedProxies'>,
  request: Request,
  server: Server<unknown> | null,
): string | null {
  const peer = server?.requestIP(request)?.address
  let address = peer ? canonicalIp(peer) : null
  if (trustedProxies.length === 0 || address === null) return address
  const isTrusted = trustIn(trustedProxies)
  const hops = (request.headers.get('x-forwarded-for') ?? '').split(',').map(canonicalIp)
  while (address !== null && isTrusted(address) && hops.length > 0) {
    const next = hops.pop()
    if (!next) break
    address = next
  }
  return address
}

function trustIn(ranges: string[]) {
  const parsed = ranges.map((range) => ipaddr.parseCIDR(range))
  return (address: string) => {
    const ip = ipaddr.process(address)
    return parsed.some(([network, bits]) => network.kind() === ip.kind() && ip.match(network, bits))
  }
}
