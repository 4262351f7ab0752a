import { z } from 'zod'
import { MOVE_POLICIES } from '#db/schema/accounts.ts'
import { JOB_STATES } from '#db/schema/jobs.ts'
import { PERMISSIONS } from '#src/settings/permissions.ts'
import { count, maybe, moment, text, uuid } from './common.ts'

export const Settings = z
  .object({
    organisation_name: text,
    accounts_per_proxy: count,
    rest_days: count,
    default_permissions: z.array(z.enum(PERMISSIONS)),
    link_redirect_urls: z.array(text),
    require_totp: z.boolean(),
    move_limit_account_minutes: count,
    move_limit_account_per_day: count,
    move_limit_install_percent: count,
    move_limit_install_minutes: count,
  })
  .meta({ id: 'Settings' })

export const Account = z
  .object({
    id: uuid,
    name: text,
    username: maybe(text),
    tags: z.array(text),
    client_reference_id: maybe(text),
    note: maybe(text),
    move_policy: z.enum(MOVE_POLICIES),
    created_at: moment,
    updated_at: moment,
    archived_at: maybe(moment),
  })
  .meta({ id: 'Account' })

const LineErrors = z.array(z.object({ path: text, message: text }))
export const Imported = z.object({
  created: count,
  rejected: count,
  account_ids: z.array(uuid),
  errors: z.array(z.object({ line: count, errors: LineErrors })),
  job_id: maybe(uuid),
})
export const ImportPreview = z.object({
  dry_run: z.literal(true),
  total: count,
  valid: count,
  invalid: count,
  draft: text,
  columns: z.array(z.object({ header: text, column: maybe(text) })),
  rows: z.array(
    z.object({
      line: count,
      name: maybe(text),
      username: maybe(text),
      tags: z.array(text),
      country: maybe(text),
      city: maybe(text),
      proxy: maybe(text),
      client_reference_id: maybe(text),
      errors: LineErrors,
    }),
  ),
})

export const Event = z
  .object({
    id: z.int(),
    type: text,
    timestamp: moment,
    actor: z.object({ kind: z.enum(['user', 'key', 'system']), id: maybe(text), name: text }),
    account_id: maybe(uuid),
    data: z.record(text, z.unknown()),
    ip: maybe(text),
    request_id: maybe(text),
  })
  .meta({ id: 'Event' })

export const JobSummary = z
  .object({
    id: uuid,
    type: text,
    state: z.enum(JOB_STATES),
    progress: z.object({ done: count, total: count, failed: count }),
    created_at: moment,
    finished_at: maybe(moment),
    error: text.optional(),
  })
  .meta({ id: 'JobSummary' })
export const Job = JobSummary.extend({ results: z.array(z.record(text, z.unknown()).nullable()) }).meta({ id: 'Job' })
export const JobStarted = z.object({ job_id: uuid })
export const SyncJob = Job.extend({ job_id: uuid })
