import type { Config } from '#src/config.ts'

/** Where the product is reached: it decides how a cookie is marked. */
export type Site = Pick<Config, 'publicUrl'>

const isSecure = ({ publicUrl }: Site) => publicUrl.protocol === 'https:'
// Over https the name carries a prefix with which browsers refuse a cookie set by another host or without TLS.
const nameFor = (site: Site, name: string) => (isSecure(site) ? `__Host-${name}` : name)

/** A whole `Set-Cookie` value that no script can read. @param lastsMs how long the browser keeps it; 0 removes it. */
export function cookie(site: Site, name: string, value: string, lastsMs: number): string {
  const attributes = [`Max-Age=${Math.floor(lastsMs / 1000)}`, 'Path=/', 'HttpOnly', 'SameSite=Lax']
  if (isSecure(site)) attributes.push('Secure')
  return [`${nameFor(site, name)}=${value}`, ...attributes].join('; ')
}

/** What the browser sent back of it; null when there is none. */
export function cookieIn(site: Site, headers: Headers, name: string): string | null {
  const cookies = headers.get('cookie')
  return cookies ? new Bun.CookieMap(cookies).get(nameFor(site, name)) : null
}
