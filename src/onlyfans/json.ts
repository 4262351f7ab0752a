import { iso, isoOrNull } from '#src/http/times.ts'
import type { RulesState } from './state.ts'

/** As OFAuth's clients know it, with the age that is known of the rules. */
export const dynamicRulesJson = (state: RulesState, now: number) => {
  const { rules } = state.rules
  return {
    rules: {
      static_param: rules.staticParam,
      format: `${rules.prefix}:{}:{:x}:${rules.suffix}`,
      start: rules.prefix,
      end: rules.suffix,
      prefix: rules.prefix,
      suffix: rules.suffix,
      checksum_constant: rules.checksumConstant,
      checksum_indexes: rules.checksumIndexes,
      app_token: rules.appToken,
      remove_headers: rules.leavesOutUserId ? ['user-id'] : [],
      revision: rules.revision,
    },
    ...statusJson(state, now),
  }
}

/** Where the rules are from and how old they are. */
export const statusJson = ({ rules, builtAt, isManual, isCurrent }: RulesState, now: number) => ({
  is_current: isCurrent,
  is_public: !isManual,
  is_early_access: false,
  source: rules.source,
  revision: rules.rules.revision,
  fetched_at: iso(rules.fetchedAt),
  confirmed_at: iso(rules.confirmedAt),
  outdated_at: isoOrNull(rules.outdatedAt),
  built_at: isoOrNull(builtAt),
  age_seconds: Math.max(0, Math.floor((now - (builtAt ?? rules.fetchedAt)) / 1000)),
})

export const rulesStateJson = (state: RulesState | null, sources: string[], now: number) => ({
  in_use: state && statusJson(state, now),
  sources,
})
