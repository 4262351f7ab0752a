import { z } from 'zod'
import { count, maybe, moment, text, uuid } from './common.ts'

const tone = z.enum(['bad', 'warn'])
const worst = z.enum(['ok', 'slow', 'bad'])

export const Overview = z
  .object({
    headline: text,
    sentence: text,
    attention: z
      .array(z.object({ cause: text, tone, title: text, text, accounts: count, account_id: maybe(uuid), action: text }))
      .describe('Worst first.'),
    more: count,
    last_check_at: maybe(moment),
    strips: z.array(
      z.object({
        account_id: uuid,
        name: text,
        country: maybe(text),
        good_percent: maybe(z.number()).describe('Of the half hours with a check, how many percent had none that failed.'),
        half_hours: text.describe('48 letters: `o` fine, `s` slow, `b` bad, `-` not checked.'),
      }),
    ),
    exits: z.array(z.object({ country: text, name: text, accounts: count, worst, broken: count })),
    pool: z.array(z.object({ country: maybe(text), name: text, used: count, free: count, other: count })),
    events: z.array(z.object({ id: z.int(), timestamp: moment, sentence: text })),
  })
  .meta({ id: 'Overview' })
