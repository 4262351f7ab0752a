import ipaddr from 'ipaddr.js'

type Ip = ipaddr.IPv4 | ipaddr.IPv6

// Metadata services, this host, multicast and reserved space: no setting opens these.
const NEVER = ranges([
  '0.0.0.0/8',
  '169.254.0.0/16',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '168.63.129.16/32', // Azure
  '100.100.100.200/32', // Alibaba
  '192.0.0.192/32', // Oracle
  '::/128',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
  'fd00:ec2::254/128', // AWS
  'fd20:ce::254/128', // Google
])

// IPv6 space that carries an IPv4 address, and where in it.
const EMBEDDINGS: [range: [Ip, number], bytes: (address: number[]) => number[]][] = [
  [ipaddr.parseCIDR('::/96'), (bytes) => bytes.slice(12)],
  [ipaddr.parseCIDR('64:ff9b::/96'), (bytes) => bytes.slice(12)],
  [ipaddr.parseCIDR('64:ff9b:1::/48'), (bytes) => bytes.slice(12)],
  [ipaddr.parseCIDR('2002::/16'), (bytes) => bytes.slice(2, 6)],
  // Teredo writes the client's address with every bit flipped (RFC 4380, section 4).
  [ipaddr.parseCIDR('2001::/32'), (bytes) => bytes.slice(12).map((byte) => byte ^ 255)],
]
const GLOBAL_IPV6 = ranges(['2000::/3', '64:ff9b::/96'])
const CARRIERS = new Set(['unicast', '6to4', 'teredo', 'rfc6052'])

/** Whether an address may be connected to: public, or private and listed; never metadata, multicast or this host. */
export function createAddressRule(allowedPrivate: string[]) {
  const allowed = ranges(allowedPrivate)
  return function isAllowed(address: string): boolean {
    const ip = ipaddr.process(address)
    if (isIn(NEVER, ip)) return false
    if (isIn(allowed, ip)) return true
    if (ip.kind() === 'ipv4') return ip.range() === 'unicast'
    if (!isIn(GLOBAL_IPV6, ip) || !CARRIERS.has(ip.range())) return false
    return embedded(ip).every((inner) => isAllowed(inner))
  }
}

/** Whether an address lies in a range that was listed; never metadata, multicast or this host. */
export function createListRule(listed: string[]) {
  const allowed = ranges(listed)
  return (address: string): boolean => {
    const ip = ipaddr.process(address)
    return !isIn(NEVER, ip) && isIn(allowed, ip)
  }
}

function isIn(list: [Ip, number][], ip: Ip) {
  return list.some(([network, bits]) => network.kind() === ip.kind() && ip.match(network as ipaddr.IPv4, bits))
}

function embedded(ip: Ip): string[] {
  const bytes = ip.toByteArray()
  return EMBEDDINGS.filter(([range]) => isIn([range], ip)).map(([, take]) => take(bytes).join('.'))
}

function ranges(cidrs: string[]): [Ip, number][] {
  return cidrs.map((cidr) => ipaddr.parseCIDR(cidr))
}
