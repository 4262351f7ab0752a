import { z } from 'zod'
import type { SigningRules } from './signing.ts'

/** A longer file is not looked into. */
export const LARGEST_RULES_FILE = 64 * 1024

// The same in every copy of the rules since 2021.
const APP_TOKEN = '33d57ade8c02dbc5a333db99ff9ae26a'
// Of 40 hex digits, so there is no 41st to point at.
const LAST_PLACE = 39

const part = z.string().regex(/^[A-Za-z0-9]{1,32}$/)
const constant = z.int().min(-1_000_000).max(1_000_000)
const appToken = z.string().regex(/^[A-Za-z0-9]{8,128}$/)

/** All that the public files hold, by the names they give it. Whatever else is in them is not looked at. */
const PublicFile = z.object({
  static_param: z.string().regex(/^[\x21-\x7e]{1,256}$/),
  format: z.string().max(128).optional(),
  prefix: part.optional(),
  start: part.optional(),
  suffix: part.optional(),
  end: part.optional(),
  checksum_constant: constant.optional(),
  checksum_constants: z.array(constant).min(1).max(256).optional(),
  checksum_indexes: z.array(z.int().min(0).max(LAST_PLACE)).min(1).max(256),
  app_token: appToken.optional(),
  'app-token': appToken.optional(),
  revision: z
    .string()
    .regex(/^[\w.:+-]{1,100}$/)
    .nullish()
    .catch(null),
  remove_headers: z.array(z.string().max(100)).max(32).optional(),
})

// Only this one may be left out: without the others a request would no longer be that of the browser which the session belongs to.
const REMOVABLE = new Set(['user-id'])

/**
 * Signing rules in any of the forms that are published, as text. Null for anything else: no rule of a file is believed that is
 * out of bounds, contradicts another one, or would change who a request seems to come from.
 */
export function rulesIn(text: string): SigningRules | null {
  if (text.length > LARGEST_RULES_FILE) return null
  const parsed = PublicFile.safeParse(innerOf(jsonIn(text)))
  return parsed.success ? assemble(parsed.data) : null
}

function jsonIn(text: string): unknown {
  try {
    // Editors put a byte order mark before it.
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    return null
  }
}

// `GET /v2/dynamic-rules`, ours and others', holds them one level further in.
const innerOf = (json: unknown) => (typeof json === 'object' && json !== null && 'rules' in json ? json.rules : json)

function assemble(file: z.output<typeof PublicFile>): SigningRules | null {
  const [, prefixOfFormat, suffixOfFormat] = /^([A-Za-z0-9]{1,32}):\{\}:\{:x\}:([A-Za-z0-9]{1,32})$/.exec(file.format ?? '') ?? []
  if (file.format !== undefined && prefixOfFormat === undefined) return null
  const prefix = agreed(file.prefix, file.start, prefixOfFormat)
  const suffix = agreed(file.suffix, file.end, suffixOfFormat)
  const sum = file.checksum_constants?.reduce((total, one) => total + one, 0)
  const checksumConstant = agreed(file.checksum_constant, sum)
  const token = agreed(file.app_token, file['app-token']) ?? (hasToken(file) ? null : APP_TOKEN)
  const removed = (file.remove_headers ?? []).map((name) => name.toLowerCase().replaceAll('_', '-'))
  if (prefix === null || suffix === null || checksumConstant === null || token === null) return null
  if (!removed.every((name) => REMOVABLE.has(name))) return null
  return {
    staticParam: file.static_param,
    prefix,
    suffix,
    checksumConstant,
    checksumIndexes: file.checksum_indexes,
    appToken: token,
    revision: file.revision ?? null,
    leavesOutUserId: removed.includes('user-id'),
  }
}

const hasToken = (file: z.output<typeof PublicFile>) => file.app_token !== undefined || file['app-token'] !== undefined

/** What several names of one thing say, if they say the same and at least one of them says anything. */
function agreed<T>(...said: (T | undefined)[]): T | null {
  const [first, ...others] = said.filter((one): one is T => one !== undefined)
  return first === undefined || others.some((one) => one !== first) ? null : first
}
