import { z } from 'zod'
import { SIGNATURES } from '#db/schema/webhooks.ts'
import { listOf, yesOrNo } from '#src/http/fields.ts'
import { paging } from '#src/http/paging.ts'
import { EVENT_TYPES } from './types.ts'

const MOST_LETTERS = 2000

const address = z
  .string('must be an address')
  .transform((text) => text.trim())
  .pipe(z.string().min(1, 'must not be empty').max(MOST_LETTERS, `must have at most ${MOST_LETTERS} characters`))
  .transform((text, context) => {
    const problem = problemOf(URL.parse(text))
    if (problem === null) return new URL(text)
    context.addIssue({ code: 'custom', message: problem })
    return z.NEVER
  })

// Whether http will do is known only when it is known where the name leads.
function problemOf(url: URL | null): string | null {
  if (url === null || !['https:', 'http:'].includes(url.protocol)) return 'must be an address such as https://example.com/hooks'
  if (url.username !== '' || url.password !== '') return 'must not hold a user name or password'
  return url.hash === '' ? null : 'must not have a part after #'
}

const events = listOf(z.enum(EVENT_TYPES, { error: 'must be a type of event' }), EVENT_TYPES.length * 2).transform((chosen) =>
  EVENT_TYPES.filter((type) => chosen.includes(type)),
)
const signature = z.enum(SIGNATURES, { error: `must be one of ${SIGNATURES.join(', ')}` })
const description = z
  .string('must be text')
  .transform((text) => text.normalize('NFC').trim())
  .pipe(
    z
      .string()
      .max(200, 'must have at most 200 characters')
      .refine((text) => !/\p{Cc}/u.test(text), 'must not contain control characters'),
  )

export const NewWebhook = z.object({
  url: address,
  /** Empty or not given: all of them. */
  events: events.default([]),
  signature: signature.default('standard'),
  description: description.default(''),
})
export type NewWebhook = z.output<typeof NewWebhook>

const changes = { url: address.optional(), signature: signature.optional(), description: description.optional() }

export const WebhookPatch = z
  .object({
    ...changes,
    events: events.optional(),
    enabled: yesOrNo.optional(),
  })
  .refine(
    (patch) => Object.values(patch).some((value) => value !== undefined),
    'name at least one of url, events, signature, description, enabled',
  )
export type WebhookPatch = z.output<typeof WebhookPatch>

/** The form of a page: a list of boxes of which none is ticked sends nothing, and stands for all events. */
export const WebhookForm = z.object({ ...changes, events: events.default([]) })

export const Switch = z.object({ enabled: yesOrNo })

export const DeliveryQuery = z.object({
  ...paging,
  state: z.preprocess(
    (value) => (value === '' ? undefined : value),
    z.enum(['pending', 'delivered', 'failed'], { error: 'must be one of pending, delivered, failed' }).optional(),
  ),
})
export type DeliveryQuery = z.output<typeof DeliveryQuery>
