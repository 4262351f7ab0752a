import { domainToASCII } from 'node:url'
import { canonicalIp } from '#src/http/client-ip.ts'
import { NetFailure } from './failure.ts'

const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/
// Resolvers read `127.1`, `0x7f.1` and `2130706433` as addresses: a name never ends in a number (WHATWG URL, "ends in a number").
const NUMERIC = /^(\d+|0x[0-9a-f]*)$/
const DOTTED_QUAD = /^(0|[1-9]\d{0,2})(\.(0|[1-9]\d{0,2})){3}$/

/**
 * A host in the one form we use: a canonical IP address, or a lower-case name of letters, digits and hyphens (A-labels for
 * others). Says nothing about where it points. Throws NetFailure `not_allowed` for everything else.
 */
export function parseHost(text: string): string {
  // Node's IDNA drops tabs and line ends instead of refusing them.
  if (/[\0-\x20\x7f]/.test(text)) return refuse()
  const bare = /^\[.*\]$/.test(text) ? text.slice(1, -1) : text
  if (bare.includes(':')) return ipv6(bare)
  if (DOTTED_QUAD.test(text)) return canonicalIp(text) ?? refuse()
  const name = isAscii(text) ? text.toLowerCase() : domainToASCII(text)
  const labels = name.split('.')
  if (name.length > 253 || !labels.every((label) => LABEL.test(label)) || NUMERIC.test(labels.at(-1) ?? '')) return refuse()
  return name
}

function ipv6(text: string) {
  if (!/^[0-9a-f:.]{2,45}$/i.test(text)) return refuse()
  return canonicalIp(text) ?? refuse()
}

const isAscii = (text: string) => /^[\x21-\x7e]*$/.test(text)

function refuse(): never {
  throw new NetFailure('not_allowed')
}
