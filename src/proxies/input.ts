import { z } from 'zod'
import { PROTOCOLS } from '#db/schema/accounts.ts'
import { countryField } from '#src/geo/places.ts'
import { clearableText, maybe, optionalBody, portNumber, text, yesOrNo } from '#src/http/fields.ts'
import { paging } from '#src/http/paging.ts'
import { parseHost } from '#src/net/host.ts'
import type { ProxyServer } from '#src/net/proxy.ts'
import { readLine, UnreadableLine } from '#src/net/proxy-line.ts'

/** Where an exit is wished, in a request. */
export const wishFields = { preferredCountry: maybe(countryField), preferredCity: maybe(text(100)) }
type WishFields = { preferredCountry?: string | undefined; preferredCity?: string | undefined }
export const wishOf = ({ preferredCountry, preferredCity }: WishFields) => ({
  country: preferredCountry ?? null,
  city: preferredCity ?? null,
})
export const cityHasCountry = ({ preferredCountry, preferredCity }: WishFields) => !preferredCity || Boolean(preferredCountry)
export const CITY_ALONE = { path: ['preferredCity'], message: 'needs a preferredCountry' }

export const AutoBody = optionalBody(
  z
    .object({ ...wishFields, forceReassign: maybe(yesOrNo) })
    .refine(cityHasCountry, CITY_ALONE)
    .transform(({ forceReassign = false, ...wish }) => ({ ...wishOf(wish), force: forceReassign })),
)

const secretText = maybe(
  z
    .string()
    .max(255, 'must have at most 255 characters')
    .refine((value) => !/\p{Cc}/u.test(value), 'must not contain control characters'),
)

const givenProxy = {
  proxy_address: maybe(z.string().max(512, 'must have at most 512 characters')),
  proxy_port: maybe(portNumber),
  proxy_username: secretText,
  proxy_password: secretText,
  proxy_protocol: maybe(z.enum(PROTOCOLS, { error: `must be one of ${PROTOCOLS.join(', ')}` })),
  /** Instead of the fields: one line in any form that `POST /api/proxy/parse` reads. */
  proxy_line: maybe(z.string().max(2048, 'must have at most 2048 characters')),
}
type GivenProxy = z.output<z.ZodObject<typeof givenProxy>>

export const TestBody = z.object(givenProxy).transform((body, issues) => readingsOf(body, issues))

export const ManualBody = z
  .object({ ...givenProxy, proxy_country_code: clearableText(60), proxy_city_name: clearableText(100) })
  .transform((body, issues) => ({
    readings: readingsOf(body, issues),
    country: body.proxy_country_code ?? null,
    city: body.proxy_city_name ?? null,
  }))

type Issues = z.RefinementCtx
const refuse = (issues: Issues, path: string, message: string) => issues.addIssue({ code: 'custom', path: [path], message })

function readingsOf(body: GivenProxy, issues: Issues): ProxyServer[] {
  if (body.proxy_line !== undefined && body.proxy_address === undefined) return readingsOfLine(body.proxy_line, issues)
  const address = addressOf(body.proxy_address, issues)
  if (body.proxy_port === undefined) refuse(issues, 'proxy_port', 'is required')
  const username = body.proxy_username ?? null
  const password = body.proxy_password ?? null
  if (username === null && password !== null) refuse(issues, 'proxy_username', 'is required beside a password')
  if (username !== null && password === null) refuse(issues, 'proxy_password', 'is required beside a user name')
  if (address?.protocol && body.proxy_protocol && address.protocol !== body.proxy_protocol) {
    refuse(issues, 'proxy_protocol', 'does not agree with the scheme of proxy_address')
  }
  if (!address || body.proxy_port === undefined) return []
  return [
    {
      protocol: address.protocol ?? body.proxy_protocol ?? 'http',
      host: address.host,
      port: body.proxy_port,
      username,
      password,
    },
  ]
}

function readingsOfLine(line: string, issues: Issues): ProxyServer[] {
  try {
    return readLine(line).readings
  } catch (error) {
    if (!(error instanceof UnreadableLine)) throw error
    refuse(issues, 'proxy_line', error.message)
    return []
  }
}

function addressOf(text: string | undefined, issues: Issues) {
  if (text === undefined) return void refuse(issues, 'proxy_address', 'is required')
  const [, scheme, host = ''] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(.*?)\/?$/is.exec(text.trim()) ?? []
  const protocol = PROTOCOLS.find((one) => one === scheme?.toLowerCase())
  if (scheme && !protocol)
    return void refuse(issues, 'proxy_address', `must start with one of ${PROTOCOLS.join(', ')}, or with no scheme`)
  try {
    return { protocol, host: parseHost(host) }
  } catch {
    // The guard's own sentence speaks of connections; here a field is at fault.
    return void refuse(issues, 'proxy_address', 'must be a host name or an IP address')
  }
}

const clearableCountry = z.preprocess((value) => (value === '' ? null : value), countryField.nullable().optional())

export const PreferenceBody = z
  .object({
    proxy_region_preference: clearableCountry,
    proxy_city_preference: clearableText(100),
    proxy_is_active: yesOrNo.optional(),
  })
  .refine((body) => Object.values(body).some((value) => value !== undefined), {
    path: ['body'],
    message: 'name at least one of proxy_region_preference, proxy_city_preference and proxy_is_active',
  })
  .refine((body) => !body.proxy_city_preference || Boolean(body.proxy_region_preference), {
    path: ['proxy_city_preference'],
    message: 'needs a proxy_region_preference',
  })
  .transform((body) => ({
    region: body.proxy_region_preference,
    city: body.proxy_city_preference,
    isActive: body.proxy_is_active,
  }))

export const FailureBody = optionalBody(
  z
    .object({
      error: maybe(z.string().max(500, 'must have at most 500 characters')),
      autoReassign: maybe(yesOrNo),
      proxy_id: maybe(z.string().max(200, 'must have at most 200 characters')),
    })
    .transform(({ error, autoReassign = true, proxy_id }) => ({ error: error ?? null, autoReassign, proxyId: proxy_id ?? null })),
)

const MOST_LINES = 1_000

export const ParseBody = z.object({
  text: z
    .string()
    .max(500_000, 'must have at most 500000 characters')
    .refine((text) => text.split('\n').length <= MOST_LINES, `must have at most ${MOST_LINES} lines`),
})

const moment = z.iso
  .datetime({ offset: true, error: 'must be a moment such as 2026-01-31T12:00:00Z' })
  .transform((text) => Date.parse(text))

export const HistoryQuery = z.object(paging)
export type HistoryQuery = z.output<typeof HistoryQuery>
export const ChecksQuery = z.object({ ...paging, since: maybe(moment) })
export type ChecksQuery = z.output<typeof ChecksQuery>
