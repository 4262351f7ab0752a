import { readFileSync } from 'node:fs'
import ipaddr from 'ipaddr.js'
import { z } from 'zod'
import { LOG_FORMATS, LOG_LEVELS } from './base/log.ts'

/** Thrown for a variable that cannot be used; the sentence names it and what it takes, never the value. Exit code 3. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

const DURATION_UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

// In digits alone: Number reads '0x50' and '8e3' too, and a blank as 0.
const port = z
  .string()
  .regex(/^\d{1,5}$/)
  .transform(Number)
  .refine((number) => number <= 65535)
const duration = z
  .string()
  .regex(/^\d+(s|m|h|d)$/)
  .transform((text) => Number(text.slice(0, -1)) * DURATION_UNITS[text.at(-1) as keyof typeof DURATION_UNITS])
  .refine((ms) => ms >= 5_000 && ms <= 7 * DURATION_UNITS.d)
const httpUrl = z.url({ protocol: /^https?$/ }).transform((text) => new URL(text))
// Addresses within it are made from its origin alone.
const origin = httpUrl.refine(({ origin, href }) => href === `${origin}/`)
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
)
const cidrs = list.refine((parts) => parts.every((part) => ipaddr.isValidCIDR(part)))
const rulesUrls = list
  .transform((parts) => parts.map((part) => URL.parse(part)))
  .refine((urls): urls is URL[] => urls.every((url) => url && /^(https|file):$/.test(url.protocol) && url.username === ''))
const email = z.email().transform((text) => text.toLowerCase())

interface Variable<T extends z.ZodType = z.ZodType> {
  schema: T
  takes: string
  about: string
  default?: string
  /** May also be read from a file: the same name with `_FILE`. */
  secret?: boolean
  /** Another name that is read when this one is not set. */
  alias?: string
}
const variable = <T extends z.ZodType>(schema: T, more: Omit<Variable<T>, 'schema'>): Variable<T> => ({ schema, ...more })

/** Every variable the program reads. `.env.example` and the refusals at start come from this table. */
export const VARIABLES = {
  MOORING_HOST: variable(z.string().min(1), {
    default: '127.0.0.1',
    takes: 'an address or a host name',
    about: 'Address it listens on.',
    alias: 'HOST',
  }),
  MOORING_PORT: variable(port, { default: '3000', takes: 'a port from 0 to 65535', about: 'Port it listens on.', alias: 'PORT' }),
  MOORING_DATA_DIR: variable(z.string().min(1), {
    default: './data',
    takes: 'a folder',
    about: 'Database, key file and backups; made readable by you alone.',
  }),
  MOORING_SECRET_KEY: variable(
    z
      .string()
      .regex(/^[A-Za-z0-9+/_-]{43}=?$/)
      .transform((text) => Buffer.from(text, 'base64'))
      .refine((bytes) => bytes.length === 32)
      .optional(),
    {
      takes: '32 bytes as base64',
      about: 'Opens the stored secrets. Made on first run into the data folder when not set.',
      secret: true,
    },
  ),
  MOORING_PUBLIC_URL: variable(origin.optional(), {
    takes: 'an http or https address without a path',
    about: 'Address people use: for links, cookies and the allowed Host. Default: http://<host>:<port>.',
  }),
  MOORING_OWNER_EMAIL: variable(email.optional(), {
    takes: 'an e-mail address',
    about: 'Creates the first owner without the setup link, while there is none.',
  }),
  MOORING_OWNER_PASSWORD: variable(z.string().min(12).max(256).optional(), {
    takes: '12 to 256 characters',
    about: 'Password of that first owner.',
    secret: true,
  }),
  WEBSHARE_API_KEY: variable(z.string().min(8).max(200).optional(), {
    takes: 'a Webshare API key',
    about: "The pool's source; can also be set in the settings page.",
    secret: true,
  }),
  WEBSHARE_API_URL: variable(httpUrl, {
    default: 'https://proxy.webshare.io',
    takes: 'an http or https address',
    about: 'Where the Webshare API is.',
  }),
  WEBSHARE_PLAN_ID: variable(z.string().regex(/^\d+$/).optional(), {
    takes: 'a plan number',
    about: "Webshare plan; the account's default plan when not set.",
  }),
  MOORING_POOL_SYNC_EVERY: variable(duration, {
    default: '15m',
    takes: 'a duration such as 90s, 15m or 2h, from 5s to 7d',
    about: 'How often the pool is refreshed.',
  }),
  MOORING_CHECK_EVERY: variable(duration, {
    default: '5m',
    takes: 'a duration such as 90s, 15m or 2h, from 5s to 7d',
    about: 'How often assigned proxies are checked.',
  }),
  MOORING_CHECK_URL: variable(httpUrl, {
    default: 'https://ipv4.webshare.io/',
    takes: 'an http or https address',
    about: "What a test fetches through the proxy; answers the caller's IP as text or JSON.",
  }),
  MOORING_CA_FILE: variable(z.string().min(1).optional(), {
    takes: 'a PEM file',
    about: 'Extra trusted certificates for outbound TLS.',
  }),
  ONLYFANS_API_URL: variable(httpUrl, {
    default: 'https://onlyfans.com',
    takes: 'an http or https address',
    about: 'Origin of the OnlyFans web API.',
  }),
  MOORING_RULES_URL: variable(rulesUrls, {
    default: [
      'https://raw.githubusercontent.com/rafa-9/dynamic-rules/main/rules.json',
      'https://raw.githubusercontent.com/DATAHOARDERS/dynamic-rules/main/onlyfans.json',
      'https://raw.githubusercontent.com/deviint/onlyfans-dynamic-rules/main/dynamicRules.json',
    ].join(','),
    takes: 'https or file addresses, comma separated',
    about: 'Where the rules are that requests to OnlyFans are signed by; asked in this order.',
  }),
  MOORING_ALLOW_PRIVATE_PROXIES: variable(cidrs, {
    default: '',
    takes: 'CIDR ranges, comma separated',
    about: 'Private ranges that proxies and webhooks may point to (metadata addresses never).',
  }),
  MOORING_TRUSTED_PROXIES: variable(cidrs, {
    default: '',
    takes: 'CIDR ranges, comma separated',
    about: 'Reverse proxies whose X-Forwarded-For is believed.',
  }),
  MOORING_METRICS_TOKEN: variable(z.string().min(16).optional(), {
    takes: 'at least 16 characters',
    about: 'Bearer token for /metrics; without it only this machine may read them.',
    secret: true,
  }),
  MOORING_LOG_LEVEL: variable(z.enum(LOG_LEVELS), {
    default: 'info',
    takes: `one of ${LOG_LEVELS.join(', ')}`,
    about: 'How much is logged.',
  }),
  MOORING_LOG_FORMAT: variable(z.enum(LOG_FORMATS), {
    default: 'auto',
    takes: `one of ${LOG_FORMATS.join(', ')}`,
    about: 'JSON lines, or readable text on a terminal.',
  }),
} satisfies Record<string, Variable>

type Parsed = { [Name in keyof typeof VARIABLES]: z.output<(typeof VARIABLES)[Name]['schema']> }

export interface Config {
  host: string
  port: number
  publicUrl: URL
  dataDir: string
  secretKey: Buffer | undefined
  owner: { email: string; password: string } | undefined
  webshare: { apiKey: string | undefined; apiUrl: URL; planId: string | undefined }
  poolSyncEveryMs: number
  checkEveryMs: number
  checkUrl: URL
  caFile: string | undefined
  onlyfansUrl: URL
  rulesUrls: URL[]
  allowPrivateProxies: string[]
  trustedProxies: string[]
  metricsToken: string | undefined
  log: { level: (typeof LOG_LEVELS)[number]; format: (typeof LOG_FORMATS)[number] }
  /** Names of variables that were set, for "set by MOORING_…" in the settings page. */
  setByEnvironment: ReadonlySet<string>
}

type Environment = Record<string, string | undefined>

/** Reads and checks the whole environment once. Throws ConfigError for the first variable that cannot be used. */
export function readConfig(environment: Environment = process.env): Config {
  if (environment.NODE_TLS_REJECT_UNAUTHORIZED === '0') {
    throw new ConfigError(
      'NODE_TLS_REJECT_UNAUTHORIZED=0 switches certificate checks off. Unset it; for an own authority use MOORING_CA_FILE.',
    )
  }
  const set = new Set<string>()
  const values = {} as Record<string, unknown>
  for (const [name, { schema, takes, ...more }] of Object.entries(VARIABLES as Record<string, Variable>)) {
    const text = readVariable(environment, name, more)
    if (text !== undefined) set.add(name)
    const result = schema.safeParse(text ?? more.default)
    if (!result.success) throw new ConfigError(`${name} takes ${takes}.`)
    values[name] = result.data
  }
  return assemble(values as Parsed, set)
}

function readVariable(environment: Environment, name: string, { secret, alias }: Pick<Variable, 'secret' | 'alias'>) {
  const direct = environment[name] || (alias && environment[alias]) || undefined
  const file = secret ? environment[`${name}_FILE`] : undefined
  if (!file) return direct
  if (direct !== undefined) throw new ConfigError(`${name} and ${name}_FILE are both set. Keep one of them.`)
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    throw new ConfigError(`${name}_FILE names a file that cannot be read.`)
  }
}

function assemble(values: Parsed, setByEnvironment: ReadonlySet<string>): Config {
  const { MOORING_OWNER_EMAIL: email, MOORING_OWNER_PASSWORD: password } = values
  if ((email === undefined) !== (password === undefined)) {
    throw new ConfigError('MOORING_OWNER_EMAIL and MOORING_OWNER_PASSWORD are needed together.')
  }
  return Object.freeze({
    host: values.MOORING_HOST,
    port: values.MOORING_PORT,
    publicUrl: values.MOORING_PUBLIC_URL ?? new URL(`http://${nameable(values.MOORING_HOST)}:${values.MOORING_PORT}`),
    dataDir: values.MOORING_DATA_DIR,
    secretKey: values.MOORING_SECRET_KEY,
    owner: email !== undefined && password !== undefined ? { email, password } : undefined,
    webshare: { apiKey: values.WEBSHARE_API_KEY, apiUrl: values.WEBSHARE_API_URL, planId: values.WEBSHARE_PLAN_ID },
    poolSyncEveryMs: values.MOORING_POOL_SYNC_EVERY,
    checkEveryMs: values.MOORING_CHECK_EVERY,
    checkUrl: values.MOORING_CHECK_URL,
    caFile: values.MOORING_CA_FILE,
    onlyfansUrl: values.ONLYFANS_API_URL,
    rulesUrls: values.MOORING_RULES_URL,
    allowPrivateProxies: values.MOORING_ALLOW_PRIVATE_PROXIES,
    trustedProxies: values.MOORING_TRUSTED_PROXIES,
    metricsToken: values.MOORING_METRICS_TOKEN,
    log: { level: values.MOORING_LOG_LEVEL, format: values.MOORING_LOG_FORMAT },
    setByEnvironment,
  })
}

// A wildcard is where to listen, not an address that a link can name.
function nameable(host: string) {
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}
