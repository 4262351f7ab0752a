import { z } from 'zod'
import { count, maybe, moment, text } from './common.ts'

export const RulesStatus = z.object({
  is_current: z.boolean(),
  is_public: z.boolean(),
  is_early_access: z.boolean(),
  source: text,
  revision: maybe(text),
  fetched_at: moment,
  confirmed_at: moment,
  outdated_at: maybe(moment),
  built_at: maybe(moment),
  age_seconds: count,
})

export const DynamicRules = RulesStatus.extend({
  rules: z.object({
    static_param: text,
    format: text,
    start: text,
    end: text,
    prefix: text,
    suffix: text,
    checksum_constant: z.int(),
    checksum_indexes: z.array(count),
    app_token: text,
    remove_headers: z.array(text),
    revision: maybe(text),
  }),
})

export const Signed = z.object({ signed: z.object({ sign: text, time: text, 'user-id': text, 'app-token': text }) })

export const RulesInUse = z.object({ in_use: maybe(RulesStatus), sources: z.array(text) })
