import { z } from 'zod'
import { count, maybe, moment, text, uuid } from './common.ts'

const state = z.enum(['ok', 'warn', 'bad', 'none'])

export const Overview = z
  .object({
    sentence: text,
    attention: z.array(
      z.object({ cause: text, tone: state, title: text, text, accounts: count, account_id: maybe(uuid), action: text }),
    ),
    more: count,
    last_check_at: maybe(moment),
    strips: z.array(
      z.object({
        account_id: uuid,
        name: text,
        half_hours: text.describe('48 letters: `o` fine, `s` slow, `b` bad, `-` not checked.'),
      }),
    ),
    exits: z.array(z.object({ country: text, name: text, accounts: count, worst: state })),
    pool: z.array(z.object({ country: maybe(text), name: text, used: count, free: count, other: count })),
    events: z.array(z.object({ id: z.int(), timestamp: moment, sentence: text })),
  })
  .meta({ id: 'Overview' })
