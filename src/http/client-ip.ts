import ipaddr from 'ipaddr.js'
import type { Config } from '#src/config.ts'
import { serverOf } from './listening.ts'

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
export function clientIp(config: Config, request: Request): string | null {
  const { trustedProxies } = config
  const peer = serverOf(config)?.requestIP(request)?.address
  let address = peer ? peerIp(peer) : null
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

const PEERS_REMEMBERED = 1_000
const peers = new Map<string, string | null>()

// The same few peers call thousands of times, and reading an address costs more than looking it up.
function peerIp(peer: string): string | null {
  const known = peers.get(peer)
  if (known !== undefined) return known
  if (peers.size >= PEERS_REMEMBERED) peers.clear()
  const ip = canonicalIp(peer)
  peers.set(peer, ip)
  return ip
}

const parsedRanges = new WeakMap<string[], ReturnType<typeof ipaddr.parseCIDR>[]>()

function trustIn(ranges: string[]) {
  const parsed = parsedRanges.get(ranges) ?? ranges.map((range) => ipaddr.parseCIDR(range))
  parsedRanges.set(ranges, parsed)
  return (address: string) => {
    const ip = ipaddr.process(address)
    return parsed.some(([network, bits]) => network.kind() === ip.kind() && ip.match(network, bits))
  }
}
