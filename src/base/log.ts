import { type DestinationStream, type Logger, pino } from 'pino'

export type Log = Logger

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export const LOG_FORMATS = ['auto', 'json', 'pretty'] as const

interface LogOptions {
  level: (typeof LOG_LEVELS)[number]
  format: (typeof LOG_FORMATS)[number]
  destination?: DestinationStream
}

// Names of fields that may hold a secret, at any of the depths our lines use.
const SECRET_FIELDS = [
  'password',
  'proxy_password',
  'cookie',
  'authorization',
  'apiKey',
  'api_key',
  'token',
  'key',
  'secret',
  'sess',
  'credentials',
]
const REDACTED = [...SECRET_FIELDS, ...SECRET_FIELDS.map((name) => `*.${name}`), ...SECRET_FIELDS.map((name) => `*.*.${name}`)]

/** JSON lines on standard output; readable text where a person watches. */
export function createLog({ level, format, destination }: LogOptions): Log {
  const readable = format === 'pretty' || (format === 'auto' && process.stdout.isTTY)
  return pino(
    {
      level,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: REDACTED, censor: '[Redacted]' },
      serializers: { err: describeError },
    },
    destination ??
      (readable
        ? { write: (line: string) => process.stdout.write(readableLine(line)) }
        : pino.destination({ dest: 1, sync: true })),
  )
}

// Bun puts whole URLs, credentials included, into error messages.
const URL_CREDENTIALS = /\/\/[^/\s@]*@/g
const withoutCredentials = (text: string) => text.replace(URL_CREDENTIALS, '//[Redacted]@')

function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return withoutCredentials(String(error))
  const { name, message, stack, cause } = error
  return {
    name,
    message: withoutCredentials(message),
    stack: stack && withoutCredentials(stack),
    ...(cause !== undefined && { cause: describeError(cause) }),
  }
}

function readableLine(line: string) {
  const { time, level, msg, ...rest } = JSON.parse(line) as Record<string, unknown>
  const more = Object.keys(rest).length > 0 ? ` ${JSON.stringify(rest)}` : ''
  return `${String(time).slice(11, 19)} ${String(level).toUpperCase().padEnd(5)} ${msg}${more}\n`
}
