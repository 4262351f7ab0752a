import type { Config } from '#src/config.ts'

/** The UI's cookie. Over https its name carries a prefix with which browsers refuse one set by another host or without TLS. */
const SESSION = 'mooring_session'
/** Marks a browser in which somebody signed in before, so that strangers guessing cannot lock them out. */
const KNOWN_BROWSER = 'mooring_browser'
/** Whose password was right, for the page that asks for the code. */
const SECOND_STEP = 'mooring_second_step'

type Site = Pick<Config, 'publicUrl'>

const isSecure = ({ publicUrl }: Site) => publicUrl.protocol === 'https:'
const nameFor = (site: Site, name: string) => (isSecure(site) ? `__Host-${name}` : name)

export const sessionIn = (site: Site, headers: Headers) => cookieIn(headers, nameFor(site, SESSION))
export const knownBrowserIn = (site: Site, headers: Headers) => cookieIn(headers, nameFor(site, KNOWN_BROWSER))
export const secondStepIn = (site: Site, headers: Headers) => cookieIn(headers, nameFor(site, SECOND_STEP))

/** @param lastsMs how long the browser keeps it; 0 removes it. */
export const sessionCookie = (site: Site, token: string, lastsMs: number) => cookie(site, SESSION, token, lastsMs)
export const knownBrowserCookie = (site: Site, mark: string, lastsMs: number) => cookie(site, KNOWN_BROWSER, mark, lastsMs)
export const secondStepCookie = (site: Site, mark: string, lastsMs: number) => cookie(site, SECOND_STEP, mark, lastsMs)

function cookie(site: Site, name: string, value: string, lastsMs: number): string {
  const attributes = [`Max-Age=${Math.floor(lastsMs / 1000)}`, 'Path=/', 'HttpOnly', 'SameSite=Lax']
  if (isSecure(site)) attributes.push('Secure')
  return [`${nameFor(site, name)}=${value}`, ...attributes].join('; ')
}

function cookieIn(headers: Headers, name: string): string | null {
  const cookies = headers.get('cookie')
  return cookies ? new Bun.CookieMap(cookies).get(name) : null
}
