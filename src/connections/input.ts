import { z } from 'zod'
import { CONNECTION_STATUSES } from '#db/schema/connections.ts'
import { countryField } from '#src/geo/places.ts'
import { optionalBody, optionalText, yesOrNo } from '#src/http/fields.ts'
import { PERMISSIONS } from '#src/settings/permissions.ts'

const emptyToUndefined = (value: unknown) => (value === '' || value === null ? undefined : value)
/** Not given, null and empty alike. */
const maybe = <T extends z.ZodType>(schema: T) => z.preprocess(emptyToUndefined, schema.optional())

const REQUIRED = 'is required'
const cookie = z.string(REQUIRED).min(1, REQUIRED).max(65_536, 'is too long')

/** Goes into a header as it is, so it can hold no line of its own. */
export const userAgentField = z
  .string(REQUIRED)
  .transform((text) => text.trim())
  .pipe(
    z
      .string()
      .min(1, REQUIRED)
      .max(512, 'must have at most 512 characters')
      .regex(/^[\x20-\x7e]*$/, 'must have plain characters only'),
  )

/** OnlyFans' `bcTokenSha`. */
export const xBcField = z
  .string('must have 40 hexadecimal digits')
  .transform((text) => text.trim())
  .pipe(z.string().regex(/^[0-9a-f]{40}$/i, 'must have 40 hexadecimal digits'))

const permissions = z.preprocess(
  // A form sends one ticked box as a text, and an empty field in front of them.
  (value) =>
    typeof value === 'string'
      ? value.split(/[\s,]+/).filter(Boolean)
      : Array.isArray(value)
        ? value.filter((one) => one !== '')
        : value,
  z
    .array(z.enum(PERMISSIONS, 'is not a permission'), 'must be a list of permissions')
    .transform((named) => PERMISSIONS.filter((permission) => named.includes(permission))),
)

const session = { cookie, userAgent: userAgentField, xBc: maybe(xBcField) }

export const ImportBody = z.object({
  ...session,
  permissions: maybe(permissions),
  clientReferenceId: optionalText(200),
  accountId: maybe(z.string().max(60, 'is not the id of an account')),
  proxyCountry: maybe(countryField),
})
export type ImportBody = z.output<typeof ImportBody>

export const UpdateBody = z.object(session)
export type UpdateBody = z.output<typeof UpdateBody>

/** Beyond what was published: what may be changed without a new session. */
export const ChangeBody = z
  .object({
    permissions: permissions.optional(),
    clientReferenceId: z.preprocess((value) => (value === '' ? null : value), optionalText(200).nullable()),
    checksRegularly: yesOrNo.optional(),
  })
  .refine((body) => Object.values(body).some((value) => value !== undefined), 'must name at least one field to change')
export type ChangeBody = z.output<typeof ChangeBody>

/** `anyway`: also where it may end the session. */
export const CheckBody = optionalBody(z.object({ anyway: maybe(yesOrNo) }))
export type CheckBody = z.output<typeof CheckBody>

export const CodeBody = z.object({
  code: z
    .string(REQUIRED)
    .transform((text) => text.replaceAll(/[\s-]/g, ''))
    .pipe(z.string().regex(/^[0-9A-Za-z]{4,12}$/, 'must be the code that OnlyFans sent')),
})

/** What a form has read back while somebody types. */
export const ReadBody = z.object({ cookie: z.string().max(65_536, 'is too long').default('') })

export const NewQuery = z.object({ account: maybe(z.string().max(60)) })

const STATUSES = ['active', 'expired', 'awaiting_2fa'] as const
const LIMIT = 'must be a whole number from 1 to 100'
const OFFSET = 'must be a whole number from 0'

export const ListQuery = z.object({
  status: maybe(z.enum(STATUSES, `must be one of ${STATUSES.join(', ')}`)),
  imported: maybe(yesOrNo),
  clientReferenceId: maybe(z.string().max(200, 'must have at most 200 characters')),
  limit: z.coerce.number(LIMIT).int(LIMIT).min(1, LIMIT).max(100, LIMIT).default(20),
  offset: z.coerce.number(OFFSET).int(OFFSET).min(0, OFFSET).max(1_000_000_000, OFFSET).default(0),
})
export type ListQuery = z.output<typeof ListQuery>

const PAGE = 'must be a whole number from 1'

/** The list as people see it: also what is not decided, and pages have numbers. */
export const PageQuery = z.object({
  status: maybe(z.enum(CONNECTION_STATUSES, `must be one of ${CONNECTION_STATUSES.join(', ')}`)),
  page: z.coerce.number(PAGE).int(PAGE).min(1, PAGE).max(1_000_000, PAGE).default(1),
})
export type PageQuery = z.output<typeof PageQuery>
