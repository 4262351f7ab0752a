import { z } from 'zod'
import { PROTOCOLS, PROXY_MODES } from '#db/schema/accounts.ts'
import { count, maybe, moment, text, uuid } from './common.ts'

const mode = z.enum(PROXY_MODES)
const place = { proxy_country_code: maybe(text), proxy_city_name: maybe(text) }
const address = { proxy_address: maybe(text), proxy_port: maybe(count) }

export const AccountProxy = z
  .object({
    proxy_id: maybe(text),
    ...address,
    proxy_username: maybe(text),
    ...place,
    proxy_assigned_at: maybe(moment),
    proxy_mode: mode,
    proxy_is_active: z.boolean(),
    proxy_region_preference: maybe(text),
    proxy_city_preference: maybe(text),
  })
  .meta({ id: 'AccountProxy' })
export const AssignedProxy = AccountProxy.pick({
  proxy_id: true,
  proxy_address: true,
  proxy_port: true,
  proxy_username: true,
  proxy_country_code: true,
  proxy_city_name: true,
  proxy_assigned_at: true,
  proxy_mode: true,
})
export const DisabledProxy = AssignedProxy.extend({ proxy_is_active: z.boolean() })
export const ManualProxy = DisabledProxy.omit({ proxy_id: true })
export const Preference = AccountProxy.pick({ proxy_region_preference: true, proxy_city_preference: true, proxy_is_active: true })
const NewProxy = z.object({ proxy_id: maybe(text), ...address, ...place })
export const FailureHandled = z.object({
  success: z.literal(true),
  message: text,
  data: z.object({ reassigned: z.boolean(), new_proxy_info: maybe(NewProxy) }),
  error: maybe(text),
})
export const BulkPlan = z.object({
  job_id: uuid,
  dry_run: z.literal(true),
  action: text,
  total: count,
  summary: z.record(text, z.unknown()),
  sentence: text,
  accounts: z.array(
    z.object({
      account_id: z.uuid(),
      name: text,
      would: text,
      fit: maybe(text),
      proxy: maybe(NewProxy),
      why: text.optional(),
      code: text.optional(),
      error: text.optional(),
      details: z.unknown().optional(),
    }),
  ),
})
export const TestedProxy = z.object({
  success: z.literal(true),
  message: text,
  tested_proxy: z.object({
    address: text,
    port: count,
    username_provided: z.boolean(),
    exit_ip: text,
    latency_ms: count,
    country: text.optional(),
  }),
})
export const Credentials = z.object({
  protocol: z.enum(PROTOCOLS),
  host: text,
  port: count,
  username: maybe(text),
  password: maybe(text),
  exit_country: maybe(text),
  gateway_url: maybe(text),
})
export const FormerExit = z.object({
  proxy_id: maybe(text),
  ...address,
  ...place,
  proxy_mode: mode,
  assigned_at: moment,
  released_at: maybe(moment),
  released_why: maybe(text),
})
export const Check = z.object({
  at: moment,
  cause: text,
  ok: z.boolean(),
  reason: maybe(text),
  exit_ip: maybe(text),
  country: maybe(text),
  latency_ms: maybe(count),
})

const Reading = z.object({
  proxy_protocol: z.enum(PROTOCOLS),
  proxy_address: text,
  proxy_port: count,
  proxy_username: maybe(text),
  password_provided: z.boolean(),
  change_url_provided: z.boolean(),
  name: maybe(text),
})
export const ParsedLines = z.object({
  lines: z.array(
    z.object({ line: count, proxy: maybe(Reading), alternatives: z.array(Reading).optional(), error: text.optional() }),
  ),
})
