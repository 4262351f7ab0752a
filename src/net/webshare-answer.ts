import { z } from 'zod'
import { WebshareFailure } from './webshare-failure.ts'

/** A proxy as Webshare lists it. Documented fields may be null; carrier fields are sent but not documented. */
export interface ListedProxy {
  id: string
  username: string
  password: string
  address: string | null
  port: number | null
  valid: boolean
  lastVerification: string | null
  countryCode: string | null
  cityName: string | null
  asnNumber: number | null
  asnName: string | null
  highCountryConfidence: boolean | null
  createdAt: string | null
}

export interface ListPage {
  count: number
  /** The number of the next page; null on the last. */
  next: number | null
  proxies: ListedProxy[]
}

const words = z.string().nullish()
const Fields = z.object({
  id: z.string(),
  username: z.string(),
  password: z.string(),
  proxy_address: words,
  port: z.number().nullish(),
  valid: z.boolean(),
  last_verification: words,
  country_code: words,
  city_name: words,
  asn_name: words,
  asn_number: z.union([z.number(), z.string().transform(Number)]).nullish(),
  high_country_confidence: z.boolean().nullish(),
  created_at: words,
})
// One check a row instead of some a field: a list can have a hundred thousand rows.
const Row = Fields.refine(isSensible)

const TEXTS = [
  'id',
  'username',
  'password',
  'proxy_address',
  'last_verification',
  'country_code',
  'city_name',
  'asn_name',
  'created_at',
] as const
const LONGEST_TEXT = 255

function isSensible(row: z.infer<typeof Fields>): boolean {
  const { id, port, asn_number: asnNumber } = row
  if (id === '' || !Number.isInteger(asnNumber ?? 0)) return false
  if (!Number.isInteger(port ?? 1) || (port ?? 1) < 1 || (port ?? 1) > 65_535) return false
  for (const name of TEXTS) if ((row[name]?.length ?? 0) > LONGEST_TEXT) return false
  return true
}

const envelope = <T extends z.ZodType>(row: T) =>
  z.object({ count: z.number().int().min(0), next: z.string().max(4096).nullish(), results: z.array(row) })
const ListEnvelope = envelope(Row)
const PlanEnvelope = envelope(z.object({ id: z.number().int(), status: z.string().max(50), proxy_count: z.number().nullish() }))
const ReplacedEnvelope = envelope(
  z.object({
    reason: z.string().max(100),
    proxy: z.string().max(255),
    proxy_port: z.number().nullish(),
    replaced_with: words,
    replaced_with_port: z.number().nullish(),
    created_at: words,
  }),
)
const Status = z.object({ state: z.string().max(50) })

export function listPage(answer: unknown, page: number): ListPage {
  const { count, next, results } = parsed(ListEnvelope, answer)
  return { count, next: pageAfter(page, next), proxies: results.map(listedProxy) }
}

const listedProxy = (row: z.infer<typeof Row>): ListedProxy => ({
  id: row.id,
  username: row.username,
  password: row.password,
  address: row.proxy_address ?? null,
  port: row.port ?? null,
  valid: row.valid,
  lastVerification: row.last_verification ?? null,
  countryCode: row.country_code ?? null,
  cityName: row.city_name ?? null,
  asnNumber: row.asn_number ?? null,
  asnName: row.asn_name ?? null,
  highCountryConfidence: row.high_country_confidence ?? null,
  createdAt: row.created_at ?? null,
})

export interface Plan {
  id: string
  active: boolean
  proxyCount: number | null
}

export const plans = (answer: unknown): Plan[] =>
  parsed(PlanEnvelope, answer).results.map(({ id, status, proxy_count: proxyCount }) => ({
    id: String(id),
    active: status === 'active',
    proxyCount: proxyCount ?? null,
  }))

/** Webshare took a proxy out of the list, and perhaps put another in. */
export interface Replacement {
  reason: string
  address: string
  port: number | null
  successor: { address: string; port: number | null } | null
  at: string | null
}

export function replacements(answer: unknown, page: number): { next: number | null; rows: Replacement[] } {
  const { next, results } = parsed(ReplacedEnvelope, answer)
  return {
    next: pageAfter(page, next),
    rows: results.map((row) => ({
      reason: row.reason,
      address: row.proxy,
      port: row.proxy_port ?? null,
      successor: row.replaced_with ? { address: row.replaced_with, port: row.replaced_with_port ?? null } : null,
      at: row.created_at ?? null,
    })),
  }
}

/** `completed`, or what Webshare is still busy with. */
export const listState = (answer: unknown): string => parsed(Status, answer).state

function parsed<T extends z.ZodType>(schema: T, answer: unknown): z.infer<T> {
  const result = schema.safeParse(answer)
  if (result.success) return result.data
  // Names of fields only: a value may be a password.
  const field = result.error.issues[0]?.path.filter((part) => typeof part === 'string').join('.') || 'the answer'
  throw new WebshareFailure('bad_answer', { detail: `${field} is not as documented.` })
}

// Only the number is taken from the address of the next page: its host could lead the token anywhere.
function pageAfter(page: number, next: string | null | undefined): number | null {
  if (!next) return null
  const number = Number(/[?&]page=(\d{1,9})(?:&|$)/.exec(next)?.[1])
  if (number !== page + 1) throw new WebshareFailure('bad_answer', { detail: 'The next page is not the one after this.' })
  return number
}
