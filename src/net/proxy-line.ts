import type { ProxyProtocol } from '#db/schema/accounts.ts'
import { parseHost } from '#src/net/host.ts'
import type { ProxyServer } from '#src/net/proxy.ts'

/** What a pasted line says. More than one reading: the line fits two forms, and only a test can tell. */
export interface ReadLine {
  readings: ProxyServer[]
  /** Whether an address for changing the IP came with it. It is not kept: an account's IP does not change by itself. */
  hasChangeUrl: boolean
  name: string | null
}

/** A line that is no proxy; the sentence says what is missing and repeats nothing of it. */
export class UnreadableLine extends Error {
  override name = 'UnreadableLine'
}

const MAX_LENGTH = 2_048
const SCHEMES: Record<string, ProxyProtocol> = {
  http: 'http',
  https: 'https',
  socks5: 'socks5',
  socks5h: 'socks5',
  socks: 'socks5',
}

/**
 * Reads a proxy in any common form: `host:port`, `host:port:user:pass`, `user:pass:host:port`, `user:pass@host:port`,
 * `host:port@user:pass`, a URL of these, or parts between `|`, tabs, spaces, `;` or commas; `[ipv6]:port`; then perhaps
 * `[https://change-ip]` and a name. Throws UnreadableLine.
 */
export function readLine(line: string): ReadLine {
  const text = line.trim()
  if (text.length > MAX_LENGTH) throw new UnreadableLine('The line is too long')
  const { body, hasChangeUrl, rest } = withoutChangeUrl(text)
  const { protocol, address } = withoutScheme(body)
  const { parts, name } = partsOf(address)
  const readings = (Array.isArray(parts) ? byPosition(parts) : byAt(parts)).map((found) => ({ protocol, ...found }))
  // Words behind a proxy without credentials may be its credentials, in a form we do not know: those are not shown as a name.
  const isName = readings.every(({ password }) => password !== null)
  return { readings, hasChangeUrl, name: rest || (isName && name) || null }
}

type Found = Omit<ProxyServer, 'protocol'>

function withoutChangeUrl(text: string) {
  const start = text.search(/\[\s*https?:\/\//i)
  if (start > 0) {
    const end = text.indexOf(']', start)
    return { body: text.slice(0, start).trim(), hasChangeUrl: true, rest: end < 0 ? '' : text.slice(end + 1).trim() }
  }
  const [body = '', url, ...rest] = text.split(/[\s|]+(?=https?:\/\/)|(?<=\shttps?:\/\/\S+)\s+/i)
  return url
    ? { body: body.trim(), hasChangeUrl: true, rest: rest.join(' ').trim() }
    : { body: text, hasChangeUrl: false, rest: '' }
}

function withoutScheme(text: string): { protocol: ProxyProtocol; address: string } {
  const found = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)
  if (!found) return { protocol: 'http', address: text }
  const protocol = SCHEMES[(found[1] ?? '').toLowerCase()]
  if (!protocol) throw new UnreadableLine('Only http, https and socks5 proxies can be used')
  return { protocol, address: text.slice(found[0].length).replace(/\/$/, '') }
}

/** Either parts in a row, or text with an @ between two pairs. */
function partsOf(text: string): { parts: string[] | string; name: string } {
  const separated = bySeparator(text)
  if (separated) return separated
  const [first = '', ...more] = text.split(/\s+/)
  if (first.includes('@')) return { parts: first, name: more.join(' ') }
  const parts = byColon(first)
  if (parts.length >= 3 || more.length === 0) return { parts, name: more.join(' ') }
  return spaced(parts, more)
}

// Only behind a host, alone or with its port: elsewhere the same characters belong to a user name or password.
function bySeparator(text: string): { parts: string[]; name: string } | null {
  const separator = ['|', '\t', ';', ','].find((one) => text.includes(one))
  if (!separator) return null
  const [first = '', ...more] = trimmed(text.split(separator))
  const isWhole = !first.includes(':') || hostOf(first) !== null
  if (!isWhole && (first.includes('@') || byColon(first).length !== 2)) return null
  const parts = isWhole ? [first, ...more] : [...byColon(first), ...more]
  return { parts: parts.slice(0, 4), name: parts.slice(4).join(' ') }
}

// `host port`, `host port user pass`, `host:port user:pass`, `host:port user pass`, or `host:port` and a name.
function spaced(parts: string[], more: string[]): { parts: string[]; name: string } {
  if (parts.length === 1) {
    const [port = '', ...others] = more
    const pair = others.length >= 2 ? others.slice(0, 2) : []
    return { parts: [...parts, port, ...pair], name: others.slice(pair.length).join(' ') }
  }
  const [next = '', ...others] = more
  if (next.includes(':')) return { parts: [...parts, ...splitOnce(next, ':')], name: others.join(' ') }
  return more.length === 2 ? { parts: [...parts, ...more], name: '' } : { parts, name: more.join(' ') }
}

function byPosition(parts: string[]): Found[] {
  if (parts.length < 2) throw new UnreadableLine('The port is missing')
  if (parts.length === 2) return [required(found(parts[0], parts[1], null, null), parts)]
  if (parts.length === 3) throw new UnreadableLine('There is a user name but no password, or the other way round')
  const [first, second, third] = parts
  const hostFirst = found(first, second, third ?? '', parts.slice(3).join(':'))
  const hostLast = found(parts.at(-2), parts.at(-1), first ?? '', parts.slice(1, -2).join(':'))
  return distinct([hostFirst, hostLast], parts)
}

function byAt(text: string): Found[] {
  const [userFirst, hostLast] = splitLast(text, '@')
  const [hostFirst, userLast] = splitOnce(text, '@')
  const [user, password] = splitOnce(userFirst, ':').map(decoded)
  const [otherUser, otherPassword] = splitOnce(userLast, ':').map(decoded)
  const [host, port, ...tooMany] = byColon(hostLast)
  const [otherHost, otherPort, ...tooManyHere] = byColon(hostFirst)
  const readings = [
    tooMany.length === 0 ? found(host, port, user ?? '', password ?? '') : null,
    tooManyHere.length === 0 ? found(otherHost, otherPort, otherUser ?? '', otherPassword ?? '') : null,
  ]
  return distinct(readings, byColon(hostLast))
}

// A bare word can be a host, but beside one that is clearly a host it is a user name.
function distinct(readings: (Found | null)[], parts: string[]): Found[] {
  const found = readings.filter((one) => one !== null)
  const clear = found.filter(({ host }) => /[.:]/.test(host))
  const best = clear.length > 0 ? clear : found
  return best.length > 0 ? best : [required(null, parts)]
}

function found(
  hostText: string | undefined,
  portText: string | undefined,
  username: string | null,
  password: string | null,
): Found | null {
  const host = hostOf(hostText ?? '')
  const port = /^\d{1,5}$/.test(portText ?? '') ? Number(portText) : 0
  if (host === null || port < 1 || port > 65_535) return null
  if ((username === null) !== (password === null)) return null
  if (username !== null && (username === '' || password === '')) return null
  return { host, port, username, password }
}

function hostOf(text: string): string | null {
  try {
    return parseHost(text)
  } catch {
    // Not a host; the caller says what the line lacks.
    return null
  }
}

function required(one: Found | null, parts: string[]): Found {
  if (one) return one
  const hasPort = parts.some((part) => /^\d{1,5}$/.test(part) && Number(part) >= 1 && Number(part) <= 65_535)
  throw new UnreadableLine(hasPort ? 'This is not a proxy in any form we know' : 'There is no port from 1 to 65535')
}

/** Splits at colons, but keeps an IPv6 address in brackets whole. */
const byColon = (text: string) => trimmed(text.match(/\[[^\]]*\]|[^:]+/g) ?? [])
const trimmed = (parts: string[]) => parts.map((part) => part.trim()).filter((part) => part !== '')

function splitOnce(text: string, at: string): [string, string] {
  const index = text.indexOf(at)
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)]
}

function splitLast(text: string, at: string): [string, string] {
  const index = text.lastIndexOf(at)
  return [text.slice(0, index), text.slice(index + 1)]
}

// Credentials in a URL are percent-encoded; a password with a plain % is not.
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // As it was written, then.
    return text
  }
}
