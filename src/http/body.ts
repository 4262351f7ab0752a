import { Elysia } from 'elysia'
import { AppError, invalid } from './errors.ts'

const KIB = 1024
/** Most a body may have, in bytes. */
const BODY_LIMIT = 1024 * KIB
const LIMITS: Record<string, number> = {
  '/api/accounts/import': 5 * 1024 * KIB,
  '/api/v2/account-connect': 2 * 1024 * KIB,
}

const MAX_DEPTH = 32
const MAX_KEYS = 2_000
const FORM_TYPES = new Set(['application/x-www-form-urlencoded', 'multipart/form-data'])
/** Takes a file, from programs too. */
const FILE_ROUTES = new Set(['/api/accounts/import'])
/** Below it bodies are passed on as they come, counted where that is done. */
const PASSED_ON = '/v2/access/proxy/'

/**
 * Reads every body before anything looks at it: JSON from programs, forms from pages as well. The size is counted while it
 * arrives, so that a body without a length is held to the same limit. No body, or an empty one, is null.
 */
export const bodies = () =>
  new Elysia({ name: 'bodies' }).onParse({ as: 'global' }, async ({ request, contentType }) => {
    const path = new URL(request.url).pathname
    if (path.startsWith(PASSED_ON)) return null
    const bytes = await bytesOf(request, LIMITS[path] ?? BODY_LIMIT)
    const value = bytes.length === 0 ? null : parsed(bytes, contentType, request, path)
    if (request.headers.has('idempotency-key')) {
      fingerprints.set(request, isData(value) ? JSON.stringify(sorted(value)) : bytes)
    }
    return value
  })

const fingerprints = new WeakMap<Request, string | Uint8Array>()

/** What tells one body from another: the same for the same JSON in any order and spacing; none, empty and `{}` are alike. */
export const fingerprintOf = (request: Request): string | Uint8Array => fingerprints.get(request) ?? '{}'

const isData = (value: unknown) => typeof value === 'object' && !Object.values(value ?? {}).some((one) => one instanceof Blob)

function sorted(value: unknown): unknown {
  if (value === null) return {}
  if (Array.isArray(value)) return value.map((one) => (one === null ? null : sorted(one)))
  if (typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, one]) => [name, one === null ? null : sorted(one)]),
  )
}

function parsed(bytes: Uint8Array<ArrayBuffer>, contentType: string, request: Request, path: string): unknown {
  const type = contentType.trim().toLowerCase()
  if (type === 'application/json') return fromJson(bytes)
  if (FILE_ROUTES.has(path) && (type === 'text/csv' || type === 'text/plain')) return textOf(bytes)
  // A form can be sent by any page of the web without asking first, so only callers whose requests are checked for that may send one.
  if (FORM_TYPES.has(type) && (!carriesKey(request) || FILE_ROUTES.has(path))) return fromForm(bytes, request)
  throw invalid('body', 'must be JSON, with Content-Type: application/json')
}

async function bytesOf(request: Request, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  if (request.body === null) return new Uint8Array()
  const announced = request.headers.get('content-length')
  if (announced === null) return counted(request.body, limit)
  if (Number(announced) > limit) throw tooLarge(limit)
  return request.bytes()
}

async function counted(body: ReadableStream<Uint8Array>, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  let total = 0
  for await (const chunk of body) {
    total += chunk.length
    if (total > limit) throw tooLarge(limit)
    chunks.push(chunk)
  }
  return new Uint8Array(Buffer.concat(chunks))
}

/** @param limit in bytes; whole MiB. */
export const tooLarge = (limit: number) =>
  new AppError(413, 'PAYLOAD_TOO_LARGE', `The request body is larger than ${limit / (1024 * KIB)} MiB`, undefined, {
    // What was not read would otherwise be taken for the next request.
    connection: 'close',
  })

const KEY_HEADERS = ['authorization', 'apikey', 'x-api-key']
const carriesKey = ({ headers }: Request) => KEY_HEADERS.some((name) => headers.has(name))

function fromJson(bytes: Uint8Array): unknown {
  let value: unknown
  try {
    value = JSON.parse(textOf(bytes))
  } catch {
    throw invalid('body', 'is not valid JSON')
  }
  assertPlain(value, 1)
  return value
}

const UTF8 = new TextDecoder('utf-8', { fatal: true })

function textOf(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes)
  } catch {
    throw invalid('body', 'is not valid UTF-8')
  }
}

// Names that reach the prototype of whatever they are copied into.
const DANGEROUS = ['__proto__', 'constructor', 'prototype']

function assertPlain(value: unknown, depth: number) {
  if (typeof value !== 'object' || value === null) return
  if (depth > MAX_DEPTH) throw invalid('body', `must not be nested deeper than ${MAX_DEPTH}`)
  if (!Array.isArray(value)) {
    for (const name of DANGEROUS) if (Object.hasOwn(value, name)) Reflect.deleteProperty(value, name)
    if (Object.keys(value).length > MAX_KEYS) throw invalid('body', `must not have more than ${MAX_KEYS} fields`)
  }
  for (const one of Object.values(value)) assertPlain(one, depth + 1)
}

/** Text fields by name; a name that is sent more than once becomes a list. */
async function fromForm(bytes: Uint8Array<ArrayBuffer>, request: Request): Promise<Record<string, unknown>> {
  const fields = new Map<string, FormDataEntryValue[]>()
  try {
    const form = await new Response(bytes, { headers: { 'content-type': request.headers.get('content-type') ?? '' } }).formData()
    form.forEach((value, name) => {
      fields.set(name, [...(fields.get(name) ?? []), value])
    })
  } catch {
    throw invalid('body', 'is not a valid form')
  }
  if (fields.size > MAX_KEYS) throw invalid('body', `must not have more than ${MAX_KEYS} fields`)
  for (const name of DANGEROUS) fields.delete(name)
  return Object.fromEntries([...fields].map(([name, values]) => [name, values.length === 1 ? values[0] : values]))
}
