import { z } from 'zod'

const path = z
  .string()
  .max(8_192)
  .transform((text) => text.replace(/^https?:\/\/[^/?#]*/i, ''))
  .refine((text) => /^\/[\x21-\x7e]*$/.test(text), 'must be the path of a request, with its query')

const moment = z
  .union([z.int(), z.string().regex(/^\d{1,15}$/)], { error: 'must be milliseconds since 1970' })
  .transform(Number)
  .refine((ms) => ms > 0 && Number.isSafeInteger(ms), 'must be milliseconds since 1970')

const userId = z
  .union([z.int().min(0), z.string().regex(/^\d{1,20}$/)], { error: 'must be the number of a user' })
  .transform(String)

/** Of `POST /v2/dynamic-rules/sign`. A whole address is taken as its path and query. */
export const SignBody = z.object({ endpoint: path, time: moment.optional(), 'user-id': userId.optional() })

/** Rules as text, as a form sends them, or as the JSON they are. */
export const RulesBody = z.object({
  rules: z.union([z.string(), z.record(z.string(), z.unknown()).transform((json) => JSON.stringify(json))], {
    error: 'must be a file of signing rules',
  }),
})
