import { z } from 'zod'

// Schemas for input that arrives as JSON from programs and as text fields from forms, so that one handler takes both.
// A form sends '' for a field that was left empty: optional fields read that as "not given", nullable ones as null.

export const emptyToUndefined = (value: unknown) => (value === '' ? undefined : value)
export const emptyToNull = (value: unknown) => (value === '' ? null : value)

/** '' is "not given". */
export const optional = <T extends z.ZodType>(schema: T) => z.preprocess(emptyToUndefined, schema.optional())
/** Not given, null and empty alike. */
export const maybe = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === null ? undefined : emptyToUndefined(value)), schema.optional())

// Spaces of every kind, marks that join, part or turn letters, and marks without a letter to stand on.
const IS_BLANK = /^[\p{Z}\p{Cf}\p{M}]*$/u

/** Trimmed, in NFC, one line, 1 to `max` characters, not all of them invisible. */
export const text = (max: number) =>
  z
    .string()
    .transform((value) => value.normalize('NFC').trim())
    .pipe(
      z
        .string()
        .min(1, { error: 'must not be empty', abort: true })
        .refine((value) => !IS_BLANK.test(value), 'must not be empty')
        .max(max, `must have at most ${max} characters`)
        .refine((value) => !/\p{Cc}/u.test(value), 'must not contain control characters'),
    )

export const optionalText = (max: number) => optional(text(max))
/** Not given: leave as it is. Null or empty: clear. */
export const clearableText = (max: number) => z.preprocess(emptyToNull, text(max).nullable().optional())

export const portNumber = z
  .union(
    [
      z.number(),
      z
        .string()
        .regex(/^\d{1,5}$/)
        .transform(Number),
    ],
    { error: 'must be a port from 1 to 65535' },
  )
  .pipe(
    z
      .number()
      .int('must be a whole number')
      .min(1, 'must be a port from 1 to 65535')
      .max(65535, 'must be a port from 1 to 65535'),
  )

// A ticked checkbox with a hidden field before it sends both of their values.
const lastOfList = (value: unknown) => (Array.isArray(value) ? value.at(-1) : value)

/** A yes or no: a JSON boolean, or what a checkbox or select sends. */
export const yesOrNo = z.preprocess(
  lastOfList,
  z.union([z.boolean(), z.enum(['true', 'false', 'on', 'off']).transform((value) => value === 'true' || value === 'on')], {
    error: 'must be true or false',
  }),
)

const toList = (value: unknown) => {
  if (value === undefined || value === null || value === '') return []
  const entries = Array.isArray(value) ? value : [value]
  return entries
    .flatMap((entry) => (typeof entry === 'string' ? entry.split(/[\r\n,]+/).map((part) => part.trim()) : [entry]))
    .filter((entry) => entry !== '')
}

/** A list: of JSON, of fields with one name, or of lines or commas in one text field. Not given and null are the empty list. */
export const listOf = <T extends z.ZodType>(schema: T, max: number) =>
  z.preprocess(toList, z.array(schema).max(max, `must have at most ${max} entries`))

/** An e-mail address, in lower case as it is compared. */
export const emailAddress = z.preprocess(
  (value) => (typeof value === 'string' ? value.normalize('NFC').trim().toLowerCase() : value),
  z.email('must be an e-mail address').max(254, 'must have at most 254 characters'),
)

/** A body that may be missing, empty or `{}` alike. */
export const optionalBody = <T extends z.ZodType>(schema: T) => z.preprocess((value) => value ?? {}, schema)
