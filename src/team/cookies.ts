import { cookie, cookieIn, type Site } from '#src/http/cookies.ts'

const SESSION = 'mooring_session'
/** Marks a browser in which somebody signed in before, so that strangers guessing cannot lock them out. */
const KNOWN_BROWSER = 'mooring_browser'
/** Whose password was right, for the page that asks for the code. */
const SECOND_STEP = 'mooring_second_step'

export const sessionIn = (site: Site, headers: Headers) => cookieIn(site, headers, SESSION)
export const knownBrowserIn = (site: Site, headers: Headers) => cookieIn(site, headers, KNOWN_BROWSER)
export const secondStepIn = (site: Site, headers: Headers) => cookieIn(site, headers, SECOND_STEP)

/** @param lastsMs how long the browser keeps it; 0 removes it. */
export const sessionCookie = (site: Site, token: string, lastsMs: number) => cookie(site, SESSION, token, lastsMs)
export const knownBrowserCookie = (site: Site, mark: string, lastsMs: number) => cookie(site, KNOWN_BROWSER, mark, lastsMs)
export const secondStepCookie = (site: Site, mark: string, lastsMs: number) => cookie(site, SECOND_STEP, mark, lastsMs)
