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

const envelope = <T extends z.ZodType>(row: T) =>
  z.object({ count: z.number().int().min(0), next: z.string().max(4096).nullish(), results: z.array(row) })
const ListEnvelope = envelope(z.unknown())
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

// By hand: a list can have a hundred thousand rows, and a schema takes as long over them as reading the JSON does.
function listedProxy(row: unknown): ListedProxy {
  if (typeof row !== 'object' || row === null) throw undocumented('results')
  const fields = row as Fields
  return {
    id: textIn(fields, 'id') || undocumentedIn('id'),
    username: textIn(fields, 'username'),
    password: textIn(fields, 'password'),
    address: wordsIn(fields, 'proxy_address'),
    port: portIn(fields),
    valid: fields.valid === true || (fields.valid === false ? false : undocumentedIn('valid')),
    lastVerification: wordsIn(fields, 'last_verification'),
    countryCode: wordsIn(fields, 'country_code'),
    cityName: wordsIn(fields, 'city_name'),
    asnNumber: asnIn(fields),
    asnName: wordsIn(fields, 'asn_name'),
    highCountryConfidence: confidenceIn(fields),
    createdAt: wordsIn(fields, 'created_at'),
  }
}

type Fields = Record<string, unknown>
const LONGEST_TEXT = 255

function textIn(fields: Fields, name: string): string {
  const value = fields[name]
  return typeof value === 'string' && value.length <= LONGEST_TEXT ? value : undocumentedIn(name)
}

const wordsIn = (fields: Fields, name: string) => (isAbsent(fields[name]) ? null : textIn(fields, name))

function portIn({ port }: Fields): number | null {
  if (isAbsent(port)) return null
  return isWhole(port) && port >= 1 && port <= 65_535 ? port : undocumentedIn('port')
}

/** A number, or one in quotes. */
function asnIn({ asn_number: asn }: Fields): number | null {
  if (isAbsent(asn)) return null
  const number = typeof asn === 'string' ? Number(asn) : asn
  return isWhole(number) ? number : undocumentedIn('asn_number')
}

function confidenceIn({ high_country_confidence: isSure }: Fields): boolean | null {
  if (isAbsent(isSure)) return null
  return typeof isSure === 'boolean' ? isSure : undocumentedIn('high_country_confidence')
}

const isAbsent = (value: unknown) => value === undefined || value === null
const isWhole = (value: unknown): value is number => Number.isInteger(value)

function undocumentedIn(name: string): never {
  throw undocumented(`results.${name}`)
}

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
  throw undocumented(field)
}

const undocumented = (field: string) => new WebshareFailure('bad_answer', { detail: `${field} is not as documented.` })

// Only the number is taken from the address of the next page: its host could lead the token anywhere.
function pageAfter(page: number, next: string | null | undefined): number | null {
  if (!next) return null
  const number = Number(/[?&]page=(\d{1,9})(?:&|$)/.exec(next)?.[1])
  if (number !== page + 1) throw new WebshareFailure('bad_answer', { detail: 'The next page is not the one after this.' })
  return number
}
