import { z } from 'zod'
import { PROTOCOLS } from '#db/schema/accounts.ts'
import { count, maybe, moment, text, uuid } from './common.ts'

export const Country = z.object({ code: text, name: text, region: text, available: count })
export const City = z.object({ name: text, available: count })
export const WebsharePage = z.object({
  count,
  next: maybe(text),
  previous: maybe(text),
  results: z.array(
    z.object({
      id: text,
      username: text,
      password: text,
      proxy_address: maybe(text),
      port: maybe(count),
      valid: z.boolean(),
      last_verification: maybe(text),
      country_code: maybe(text),
      city_name: maybe(text),
      asn: z.object({ asn: maybe(z.int()), name: maybe(text) }),
      asn_number: maybe(z.int()),
      asn_name: maybe(text),
      high_country_confidence: maybe(z.boolean()),
      created_at: maybe(text),
    }),
  ),
})

const counts = {
  total: count,
  free: count,
  assigned: count,
  resting: count,
  burnt: count,
  invalid: count,
  removed_upstream: count,
  unused: count,
}
export const Source = z
  .object({
    id: text,
    kind: z.enum(['webshare', 'list']),
    name: text,
    origin: text,
    api_key: z.object({ set: z.boolean(), last4: maybe(text) }),
    plan_id: maybe(text),
    proxy_mode: maybe(text),
    enabled: z.boolean(),
    state: text,
    last_tried_at: maybe(moment),
    last_good_at: maybe(moment),
    age_seconds: maybe(count),
    last_error: maybe(text),
    last_error_detail: maybe(text),
    held: maybe(z.object({ since: moment, total: count, added: count, removed: count, removed_assigned: count })),
    exits: z.object(counts),
    accounts: count,
    created_at: moment,
  })
  .meta({ id: 'Source' })
export const SavedSource = Source.extend({ job_id: maybe(uuid) }).meta({ id: 'SavedSource' })
export const KeyDiff = z.object({
  dry_run: z.literal(true),
  total: count,
  same: count,
  new: count,
  gone: count,
  gone_assigned: z.array(z.object({ id: uuid, name: text, proxy_address: text, proxy_port: count })),
  draft: text,
})
export const Pool = z.object({
  ...counts,
  last_good_at: maybe(moment),
  age_seconds: maybe(count),
  stale: z.boolean(),
  job_id: maybe(uuid),
  countries: z.array(z.object({ code: maybe(text), name: text, region: text, ...counts })),
  sources: z.array(Source),
})
export const PoolProxy = z
  .object({
    id: z.int(),
    source_id: text,
    upstream_id: maybe(text),
    proxy_protocol: z.enum(PROTOCOLS),
    proxy_address: text,
    proxy_port: count,
    country_code: maybe(text),
    city_name: maybe(text),
    asn_number: maybe(z.int()),
    asn_name: maybe(text),
    high_country_confidence: maybe(z.boolean()),
    state: text,
    resting_until: maybe(moment),
    resting_why: maybe(text),
    burnt_at: maybe(moment),
    last_verification: maybe(text),
    first_seen_at: moment,
    removed_at: maybe(moment),
    accounts: z.array(z.object({ id: uuid, name: text })),
  })
  .meta({ id: 'PoolProxy' })
export const Ip = z.object({ ip: text, country: text.optional() })
