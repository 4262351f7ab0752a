import { z } from 'zod'
import { Account } from './accounts.ts'
import { count, maybe, moment, text, uuid } from './common.ts'

const records = z.array(z.record(z.string(), z.unknown()))

export const Everything = z
  .object({
    exported_at: moment,
    account: Account,
    proxy: z.record(z.string(), z.unknown()),
    exits: records,
    checks: records,
    connection: maybe(z.record(z.string(), z.unknown())),
    sessions: z.array(
      z.object({
        revision: count,
        session_stored: z.boolean(),
        user_agent: text,
        source: text,
        captured_at: moment,
        captured_by: text,
        captured_from: maybe(text),
        verdict: maybe(text),
      }),
    ),
    events: records,
    webhook_deliveries: records,
    job_results: records,
  })
  .meta({ id: 'Everything' })

export const Erased = z
  .object({
    id: uuid,
    removed: z.record(z.string(), count),
    log_emptied: z.boolean(),
    backups: z.array(z.object({ file: text, made_at: moment, holds_account: maybe(z.boolean()), kept_until: maybe(moment) })),
  })
  .meta({ id: 'Erased' })
