import { Elysia } from 'elysia'
import type { Config } from '#src/config.ts'
import { AppError, forbidden } from './errors.ts'
import { hostCheck } from './hosts.ts'
import { rememberServer, serverOf } from './listening.ts'

const POLICY = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' data:",
  'font-src': "'self'",
  'connect-src': "'self'",
  'form-action': "'self'",
  'base-uri': "'none'",
  'frame-ancestors': "'none'",
  'object-src': "'none'",
}

/** The content security policy of every page, with what one page needs otherwise. */
export const policyWith = (changes: Partial<typeof POLICY>) =>
  Object.entries({ ...POLICY, ...changes })
    .map(([name, sources]) => `${name} ${sources}`)
    .join('; ')

const HEADERS = {
  'content-security-policy': policyWith({}),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
}

const ONE_YEAR_S = 31_536_000
const MAX_URL_CHARACTERS = 8 * 1024

/** Refuses what no route should see, before anything else decides. */
export function hardening(config: Config) {
  const isOurs = hostCheck(config, () => serverOf(config)?.port)
  const plugin = new Elysia({ name: 'hardening' }).onStart(({ server }) => {
    if (server) rememberServer(config, server)
  })
  return plugin.onRequest(({ request }) => {
    if (request.url.length > MAX_URL_CHARACTERS) throw new AppError(414, 'URI_TOO_LONG', 'The address is too long')
    const host = request.headers.get('host') ?? new URL(request.url).host
    if (!isOurs(host)) throw misdirected()
  })
}

/** The headers of every answer, whatever it is. negotiate.tsx puts them on. */
export function protectiveHeaders({ publicUrl }: Config): Record<string, string> {
  const headers: Record<string, string> = { ...HEADERS }
  if (publicUrl.protocol === 'https:') headers['strict-transport-security'] = `max-age=${ONE_YEAR_S}`
  // Over plain http outside this machine browsers send no Sec-Fetch-Site, and with no-referrer a form's Origin is `null`.
  else if (!isThisMachine(publicUrl)) headers['referrer-policy'] = 'same-origin'
  return headers
}

const isThisMachine = ({ hostname }: URL) => hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.')

const misdirected = () =>
  new AppError(421, 'MISDIRECTED_REQUEST', 'This server has another name. The operator sets it with MOORING_PUBLIC_URL.')

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

/** A cookie goes along with requests that other sites start: an unsafe one must say that it comes from our own pages. */
export function assertSameOrigin(config: Config, request: Request) {
  if (!SAFE_METHODS.has(request.method) && !comesFromUs(config, request)) throw notFromUs()
}

/** For calls that programs make too, without any cookie: only a request that says it comes from elsewhere is refused. */
export function assertNotCrossSite(config: Config, request: Request) {
  const saysWhere = request.headers.has('sec-fetch-site') || request.headers.has('origin')
  if (saysWhere && !comesFromUs(config, request)) throw notFromUs()
}

function comesFromUs({ publicUrl }: Config, { headers }: Request): boolean {
  const site = headers.get('sec-fetch-site')
  if (site !== null) return site === 'same-origin' || site === 'none'
  const origin = headers.get('origin')
  return origin !== null && (origin === publicUrl.origin || origin === `http://${headers.get('host')}`)
}

const notFromUs = () => forbidden('This request did not come from a page of this server')
