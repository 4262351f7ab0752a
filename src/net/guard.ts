import { lookup } from 'node:dns/promises'
import { networkInterfaces } from 'node:os'
import { canonicalIp } from '#src/http/client-ip.ts'
import { NetFailure } from './failure.ts'
import { parseHost } from './host.ts'
import { createAddressRule, createListRule } from './ranges.ts'

export interface GuardOptions {
  /** CIDR ranges that may be connected to although private. */
  allowPrivate: string[]
  /** Where this program itself listens; never connected to. */
  own: { host: string; port: number }
  /** All addresses of a name. Throws when there are none. */
  resolve?: (name: string) => Promise<string[]>
}

/** Tells where a connection may go. */
export interface Guard {
  /**
   * The addresses to connect to, IPv4 first: resolved once, and none is given when any of them is refused.
   * Connect to these, never to the name again. Throws NetFailure `not_allowed` or `dns`.
   */
  check(host: string, port?: number, options?: CheckOptions): Promise<string[]>
}

export interface CheckOptions {
  /** Only what lies in the private ranges that were opened by hand. */
  onlyListed?: boolean
}

// The resolver is out of reach or we are out of descriptors; an unknown name is none of these.
const OWN_FAULTS = /EMFILE|ENFILE|EAI_(AGAIN|SYSTEM|MEMORY)|ETIMEOUT|ECONNREFUSED/

export function createGuard({ allowPrivate, own, resolve = systemResolve }: GuardOptions): Guard {
  const rules = { any: createAddressRule(allowPrivate), listed: createListRule(allowPrivate) }
  return {
    async check(text, port, { onlyListed = false } = {}) {
      const isAllowed = onlyListed ? rules.listed : rules.any
      const host = parseHost(text)
      const literal = canonicalIp(host)
      const addresses = literal ? [literal] : (await resolveName(resolve, host)).map((address) => canonicalIp(address) ?? '')
      if (!addresses.every((address) => address !== '' && isAllowed(address))) throw new NetFailure('not_allowed')
      if (port === own.port && addresses.some((address) => isOwn(address, own.host))) throw new NetFailure('not_allowed')
      return addresses
    },
  }
}

async function systemResolve(name: string) {
  const found = await lookup(name, { all: true, order: 'ipv4first' })
  return found.map(({ address }) => address)
}

async function resolveName(resolve: (name: string) => Promise<string[]>, name: string) {
  try {
    const addresses = await resolve(name)
    if (addresses.length > 0) return addresses
  } catch (cause) {
    const { code = '' } = cause as { code?: string }
    throw new NetFailure(OWN_FAULTS.test(code) ? 'local_problem' : 'dns', undefined, { cause })
  }
  throw new NetFailure('dns')
}

// A program that listens everywhere listens on each address of this machine.
function isOwn(address: string, listening: string) {
  const own = canonicalIp(listening)
  if (own !== null && own !== '0.0.0.0' && own !== '::') return address === own
  if (address.startsWith('127.') || address === '::1') return true
  return Object.values(networkInterfaces()).some((list) => list?.some((one) => canonicalIp(one.address) === address))
}
