import { z } from 'zod'
import { MOVE_POLICIES, PROXY_MODES } from '#db/schema/accounts.ts'
import { normaliseCountry } from '#src/geo/places.ts'
import { clearableText, optional, text, yesOrNo } from '#src/http/fields.ts'
import { paging } from '#src/http/paging.ts'
import { SORTS } from './list-store.ts'

const MAX_TAGS = 20

/** One word or a few. Commas and semicolons separate tags in files and forms, so a tag has none. */
const tag = text(40).refine((value) => !/[,;]/.test(value), 'must not contain a comma or semicolon')

/** A list, or a text with commas or semicolons in between, as forms and files have it. */
export const tagList = z.preprocess(
  (value) => (typeof value === 'string' ? splitTags(value) : value),
  z
    .array(tag, 'must be a list of tags')
    .max(MAX_TAGS, `must have at most ${MAX_TAGS} tags`)
    .transform((tags) => [...new Set(tags)].sort()),
)

const splitTags = (list: string) =>
  list
    .split(/[,;]/)
    .map((part) => part.trim())
    .filter(Boolean)

/** Several lines. Null or empty clears. */
const note = z.preprocess(
  (value) => (value === '' ? null : value),
  z
    .string()
    .transform((value) => value.normalize('NFC').replace(/\r\n?/g, '\n').trim())
    .pipe(
      z
        .string()
        .max(5_000, 'must have at most 5000 characters')
        .refine((value) => !/[^\P{Cc}\n\t]/u.test(value), 'must not contain control characters'),
    )
    .transform((value) => (value === '' ? null : value))
    .nullable()
    .optional(),
)

const movePolicy = z.enum(MOVE_POLICIES, `must be one of ${MOVE_POLICIES.join(', ')}`)

const fields = {
  username: clearableText(100),
  tags: tagList.optional(),
  client_reference_id: clearableText(200),
  note,
  move_policy: movePolicy.optional(),
}

export const NewAccount = z.object({ name: text(100), ...fields })
export type NewAccount = z.output<typeof NewAccount>

export const AccountPatch = z
  .object({ name: text(100).optional(), ...fields, archived: yesOrNo.optional() })
  .refine((patch) => Object.values(patch).some((value) => value !== undefined), 'must name at least one field to change')
export type AccountPatch = z.output<typeof AccountPatch>

/** What a list of accounts may be narrowed by. */
export const filters = {
  q: optional(z.string().trim().max(200, 'must have at most 200 characters')),
  tag: optional(z.string().trim().max(40, 'must have at most 40 characters')),
  mode: optional(z.enum(PROXY_MODES, `must be one of ${PROXY_MODES.join(', ')}`)),
  country: optional(
    z
      .string()
      .transform((code) => normaliseCountry(code) ?? '')
      .refine((code) => code !== '', 'must be a country code'),
  ),
  state: optional(z.enum(['attention', 'none'], 'must be attention or none')),
  archived: optional(z.enum(['true', 'false', 'all'], 'must be true, false or all')),
}

export const AccountQuery = z.object({
  ...paging,
  ...filters,
  sort: optional(z.enum(SORTS, `must be one of ${SORTS.join(', ')}`)),
})
export type AccountQuery = z.output<typeof AccountQuery>

const PAGE = 'must be a whole number from 1'

/** The list as people see it: pages have numbers. */
export const PageQuery = AccountQuery.extend({
  page: z.coerce.number(PAGE).int(PAGE).min(1, PAGE).max(1_000_000, PAGE).default(1),
})
export type PageQuery = z.output<typeof PageQuery>

const country = optional(z.string().transform((code) => normaliseCountry(code) ?? undefined))

/** Without a script the form of a place asks for the cities of another country with the address of its page. */
export const OneQuery = z.object({ preferredCountry: country, proxy_region_preference: country })
export type OneQuery = z.output<typeof OneQuery>

/** The same filters for the whole list as a file. */
export const ExportQuery = z.object({ ...filters, format: optional(z.literal('csv', 'must be csv')) })

export const AccountPlace = z.array(z.union([z.string(), z.number()])).max(4)
