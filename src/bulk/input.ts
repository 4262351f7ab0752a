import { z } from 'zod'
import { filters, tagList } from '#src/accounts/input.ts'
import { maybe, optionalBody, yesOrNo } from '#src/http/fields.ts'
import { CITY_ALONE, cityHasCountry, wishFields, wishOf } from '#src/proxies/input.ts'
import { BULK_ACTIONS } from './actions.ts'

const MOST_ACCOUNTS = 5_000

const accountIds = z.preprocess(
  (value) => (typeof value === 'string' ? value.split(/[\s,]+/).filter(Boolean) : value),
  z
    .array(z.string().max(100))
    .min(1, 'name at least one account')
    .max(MOST_ACCOUNTS, `must have at most ${MOST_ACCOUNTS} accounts`),
)

// A form sends the filter of its list as the address has it, with the page somebody happens to look at.
const OF_A_PAGE = ['sort', 'limit', 'cursor', 'page']
function fromAddress(value: unknown) {
  if (typeof value !== 'string') return value
  return Object.fromEntries([...new URLSearchParams(value)].filter(([name]) => !OF_A_PAGE.includes(name)))
}

const FILTERS = { ...filters, active: maybe(yesOrNo) }

/**
 * The filters of `GET /api/accounts`, so that "all that match" means the same here. Strict, because a misspelt condition would else
 * mean every account.
 */
const filter = z.preprocess(
  fromAddress,
  z.strictObject(FILTERS, {
    error: ({ code }) => (code === 'unrecognized_keys' ? `knows only ${Object.keys(FILTERS).join(', ')}` : undefined),
  }),
)
export type BulkFilter = z.output<typeof filter>

const tags = maybe(tagList)

const fields = {
  ...wishFields,
  account_ids: maybe(accountIds),
  filter: maybe(filter),
  action: z.enum(BULK_ACTIONS, `must be one of ${BULK_ACTIONS.join(', ')}`),
  add_tags: tags,
  remove_tags: tags,
  dry_run: maybe(yesOrNo),
}

export const BulkBody = z
  // A page that has ticked boxes and "all that match" sends both, the filter as a text: then it counts.
  .preprocess(
    (body) =>
      isForm(body) && typeof body.filter === 'string' && body.filter !== '' ? { ...body, account_ids: undefined } : body,
    z.object(fields),
  )
  .refine((body) => (body.account_ids === undefined) !== (body.filter === undefined), {
    path: ['account_ids'],
    message: 'give either account_ids or filter',
  })
  .refine((body) => body.action !== 'tag' || Boolean(body.add_tags?.length || body.remove_tags?.length), {
    path: ['add_tags'],
    message: 'give add_tags or remove_tags',
  })
  .refine(cityHasCountry, CITY_ALONE)
  .transform(({ account_ids, filter, action, add_tags = [], remove_tags = [], dry_run = false, ...wish }) => ({
    accountIds: account_ids ?? null,
    filter: filter ?? null,
    action,
    addTags: add_tags,
    removeTags: remove_tags,
    dryRun: dry_run,
    ...wishOf(wish),
  }))
export type BulkInput = z.output<typeof BulkBody>

const isForm = (body: unknown): body is { filter?: unknown } => typeof body === 'object' && body !== null

export const AssignMissingBody = optionalBody(
  z
    .object({ ...wishFields, filter: maybe(filter), dry_run: maybe(yesOrNo) })
    .refine(cityHasCountry, CITY_ALONE)
    .transform(({ filter, dry_run = false, ...wish }) => ({
      accountIds: null,
      filter: { ...filter, mode: 'none' as const },
      action: 'assign' as const,
      addTags: [],
      removeTags: [],
      dryRun: dry_run,
      ...wishOf(wish),
    })),
)
