import { z } from 'zod'
import { normaliseCountry } from '#src/geo/places.ts'
import { emptyToNull, emptyToUndefined, optional, optionalText, text, yesOrNo } from '#src/http/fields.ts'
import { paging } from '#src/http/paging.ts'
import { PROXY_STATES } from './overview-store.ts'

const apiKey = text(200).refine((value) => /^[\x21-\x7e]{8,}$/.test(value), 'must be a Webshare API key')
const planId = z
  .union([z.string().regex(/^\d{1,15}$/, 'must be a plan number'), z.number().int().positive().transform(String)], {
    error: 'must be a plan number',
  })
  .nullable()

const MODES = ['direct', 'backbone'] as const

const WebshareInput = z
  .object({
    kind: z.literal('webshare'),
    name: optionalText(100),
    api_key: apiKey,
    plan_id: z.preprocess(emptyToNull, planId.optional()),
    proxy_mode: z.preprocess(emptyToUndefined, z.enum(MODES, 'must be direct or backbone').default('direct')),
  })
  .transform(({ kind, name, api_key, plan_id, proxy_mode }) => ({
    kind,
    name,
    apiKey: api_key,
    planId: plan_id,
    mode: proxy_mode,
  }))
export type NewWebshareSource = z.output<typeof WebshareInput>

const PASTED = z.string().min(1, 'must not be empty').max(900_000, 'is too long')
const ListInput = z.object({ kind: z.literal('list'), name: optionalText(100), proxies: PASTED })
export type NewListSource = z.output<typeof ListInput>

/** A new source. `kind` may be left out: a key is what most people bring. */
export const NewSource = z.preprocess(
  (value) => (typeof value === 'object' && value !== null && !('kind' in value) ? { ...value, kind: 'webshare' } : value),
  z.union([WebshareInput, ListInput]),
)

/** What may change. A blank key keeps the one that is set. */
export const SourceChange = z
  .object({
    name: optionalText(100),
    api_key: optional(apiKey),
    plan_id: z.preprocess(emptyToNull, planId.optional()),
    enabled: yesOrNo.optional(),
    proxies: optional(PASTED),
  })
  .refine((body) => Object.values(body).some((value) => value !== undefined), 'must name something to change')
  .transform(({ name, api_key, plan_id, enabled, proxies }) => ({ name, apiKey: api_key, planId: plan_id, enabled, proxies }))
export type SourceChange = z.output<typeof SourceChange>

/** A new key, tried or taken; or, to take one that was tried, the draft it is kept under. */
export const KeyBody = z
  .object({
    api_key: optional(apiKey),
    draft: optional(z.string().max(60)),
    dry_run: optional(yesOrNo),
  })
  .refine((body) => (body.api_key === undefined) !== (body.draft === undefined), {
    path: ['api_key'],
    message: 'give either api_key or draft',
  })
  .transform(({ api_key, draft, dry_run = false }) => ({ apiKey: api_key, draft, dryRun: dry_run }))
export type KeyBody = z.output<typeof KeyBody>

const wholeNumber = (message: string) =>
  z
    .string()
    .regex(/^\d{1,9}$/, message)
    .transform(Number)
    .pipe(z.number().min(1, message))

// The framework hands a text with commas over as a list already.
const countries = z
  .union([z.string(), z.array(z.string())])
  .transform((list) =>
    String(list)
      .split(',')
      .map((code) => code.trim())
      .filter((code) => code !== '')
      .map(normaliseCountry),
  )
  .refine(
    (codes) => codes.length <= 250 && codes.every((code) => code !== null),
    'must be a comma-separated list of country codes',
  )
  .transform((codes) => [...new Set(codes.filter((code) => code !== null))])

/** Webshare's own parameters. A larger page is cut to 100, as Webshare does. */
export const AvailableQuery = z
  .object({
    country_code__in: optional(countries),
    page_size: z.preprocess(emptyToUndefined, wholeNumber('must be a whole number from 1').default(100)),
    page: z.preprocess(emptyToUndefined, wholeNumber('must be a whole number from 1').default(1)),
  })
  .transform(({ country_code__in, page_size, page }) => ({
    countries: country_code__in ?? [],
    page,
    pageSize: Math.min(100, page_size),
  }))
export type AvailableQuery = z.output<typeof AvailableQuery>

const country = z
  .string({ error: 'must be a country code' })
  .transform((code) => normaliseCountry(code) ?? '')
  .refine((code) => code !== '', 'must be an ISO 3166-1 alpha-2 country code')

export const CitiesQuery = z.object({ countryCode: country }).transform(({ countryCode }) => countryCode)

const MOST_PAGES = 1_000_000

/** By cursor, as every list, or by the number of a page. */
export const ProxiesQuery = z.object({
  ...paging,
  page: z.preprocess(
    emptyToUndefined,
    wholeNumber('must be a whole number from 1')
      .pipe(z.number().max(MOST_PAGES, `must be at most ${MOST_PAGES}`))
      .optional(),
  ),
  q: z.preprocess((value) => (typeof value === 'string' ? value.trim() || undefined : value), z.string().max(100).optional()),
  city: optional(z.string().max(100)),
  country: optional(country),
  state: optional(z.enum(PROXY_STATES, `must be one of ${PROXY_STATES.join(', ')}`)),
})
export type ProxiesQuery = z.output<typeof ProxiesQuery>
