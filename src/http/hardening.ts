import { Elysia } from 'elysia'
import type { Config } from '#src/config.ts'
import { forbidden } from './errors.ts'
import { requestIdOf } from './request-id.ts'

const CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
].join('; ')

const HEADERS = {
  'content-security-policy': CSP,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
}

/** Headers on every answer, before anything else decides. */
export const hardening = (_config: Config) =>
  new Elysia({ name: 'hardening' }).onRequest(({ request, set }) => {
    Object.assign(set.headers, HEADERS)
    set.headers['x-request-id'] = requestIdOf(request)
  })

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

/** A cookie goes along with requests that other sites start: an unsafe one must say that it comes from our own pages. */
export function assertSameOrigin({ publicUrl }: Config, request: Request) {
  if (SAFE_METHODS.has(request.method)) return
  const site = request.headers.get('sec-fetch-site')
  const origin = request.headers.get('origin')
  const fromUs = site === null ? origin === publicUrl.origin : site === 'same-origin' || site === 'none'
  if (!fromUs) throw forbidden('This request did not come from a page of this server')
}
