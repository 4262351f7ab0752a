import { z } from 'zod'
import { normaliseCountry } from '#src/geo/places.ts'
import { userAgentField, xBcField } from './input.ts'

const emptyToUndefined = (value: unknown) => (value === '' || value === null ? undefined : value)
const asData = (value: unknown) => {
  if (typeof value !== 'string') return emptyToUndefined(value)
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

// What a page stored is whatever the page stored; it is kept as it comes.
const storage = z.preprocess(asData, z.record(z.string(), z.unknown(), 'must be an object').optional())

export const CaptureBody = z.object({
  localStorage: storage,
  sessionStorage: storage,
  cookies: z.preprocess(
    asData,
    z.union([z.array(z.unknown()).max(1_000), z.record(z.string(), z.unknown())], 'must be an object or a list of cookies'),
  ),
  other_data: storage,
  account_id: z.preprocess(emptyToUndefined, z.string().max(60, 'is not the id of an account').optional()),
  /** Country of the exit for an account that has none. */
  proxy_country: z.preprocess(emptyToUndefined, z.string().max(10).optional()),
  client_session: z.preprocess(emptyToUndefined, z.string().max(200).optional()),
})
export type CaptureBody = z.output<typeof CaptureBody>

/** What the headers of a capture hold; a browser lets no page set `User-Agent`, hence the name. */
export const CaptureHeaders = z.object({
  sess: z.string('is missing').trim().min(1, 'is missing').max(4_096, 'is too long'),
  bcTokenSha: z.string('is missing').trim().min(1, 'is missing').pipe(xBcField),
  userAgent: z.string('is missing').trim().min(1, 'is missing').pipe(userAgentField),
})
export type CaptureHeaders = z.output<typeof CaptureHeaders>

export const captureHeadersOf = (headers: Headers) => ({
  sess: headers.get('sess') ?? undefined,
  bcTokenSha: headers.get('bctokensha') ?? headers.get('x-bc') ?? undefined,
  userAgent: headers.get('useragent') ?? undefined,
})

/** The country that the extension's settings name, wherever they stand. Null for none, and for what is none. */
export function countryIn({ proxy_country, other_data = {} }: CaptureBody): string | null {
  const settings = typeof other_data.settings === 'object' && other_data.settings !== null ? other_data.settings : {}
  const places = [proxy_country, ...[other_data, settings as Record<string, unknown>].flatMap(countriesOf)]
  return places.flatMap((text) => (typeof text === 'string' ? (normaliseCountry(text) ?? []) : []))[0] ?? null
}

const countriesOf = (data: Record<string, unknown>) => [data.proxy_country, data.proxyCountry]
