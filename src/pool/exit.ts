import ipaddr from 'ipaddr.js'
import type { WebshareAccess } from '#src/net/webshare.ts'
import type { ListedProxy } from '#src/net/webshare-answer.ts'
import { WebshareFailure } from '#src/net/webshare-failure.ts'

/** Where a proxy is reached, and what makes it one exit. */
export interface Exit {
  exitKey: string
  host: string
  port: number
  /** IPv4 /24 or IPv6 /48 of the address; null when it is not known. */
  subnet: string | null
}

export const BACKBONE_HOST = 'p.webshare.io'
const FIRST_PORT = 9_999
const PORTS = 10_001

/**
 * The exit behind a proxy of a list. Null for a user whose exit changes with every request: no account can stay on it.
 * Throws WebshareFailure `bad_answer` for a proxy of a direct list without address or port.
 */
export function exitOf({ address, port, username }: ListedProxy, mode: WebshareAccess['mode']): Exit | null {
  if (mode === 'backbone') return exitOfUser(username)
  const host = address === null ? null : canonicalAddress(address)
  if (host === null || port === null)
    throw new WebshareFailure('bad_answer', { detail: 'A proxy has no usable address or port.' })
  return { exitKey: host, host, port, subnet: subnetOf(host) }
}

/**
 * Behind the backbone the numbered user is the exit. Every one gets a port of its own out of 9999-19999, because browsers
 * keep one user per host and port.
 */
export function exitOfUser(username: string): Exit | null {
  const number = /-(\d{1,9})$/.exec(username)?.[1]
  if (number === undefined) return null
  const port = FIRST_PORT + (Number(number) % PORTS)
  return { exitKey: `${username}@${BACKBONE_HOST}`, host: BACKBONE_HOST, port, subnet: null }
}

const PLAIN_IPV4 = /^(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}$/

// Most addresses are plain IPv4 and need no parser; a hundred thousand of them a sync make the difference.
function canonicalAddress(text: string): string | null {
  if (PLAIN_IPV4.test(text)) return text
  return text.includes(':') && ipaddr.isValid(text) ? ipaddr.process(text).toString() : null
}

/** The neighbourhood of an address: what one operator usually gets in one piece. Null for a name. */
export function subnetOf(host: string): string | null {
  if (PLAIN_IPV4.test(host)) return `${host.slice(0, host.lastIndexOf('.'))}.0/24`
  if (!ipaddr.IPv6.isValid(host)) return null
  const [network] = ipaddr.IPv6.networkAddressFromCIDR(`${host}/48`).toString().split('/')
  return `${network}/48`
}
