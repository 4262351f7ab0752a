import type { Deps } from '#src/deps.ts'
import { inUse, type Rules } from './rules.ts'
import { nameOfSource } from './rules-source.ts'
import { MANUAL } from './rules-store.ts'
import { builtAt } from './signing.ts'

/** Rules with what is known of their age. */
export interface RulesState {
  rules: Rules
  /** When the front end was built that they are of; null where they do not tell. */
  builtAt: number | null
  isManual: boolean
  /** OnlyFans has not called requests signed by them outdated. */
  isCurrent: boolean
}

/** The rules that requests are signed by, as they are kept; null when there are none. */
export function stateOf(deps: Deps): RulesState | null {
  const rules = inUse(deps)
  return rules && describe(rules, deps.now())
}

export const describe = (rules: Rules, now: number): RulesState => ({
  rules,
  builtAt: builtAt(rules.rules, now),
  isManual: rules.source === MANUAL,
  isCurrent: rules.outdatedAt === null,
})

/** Where rules are asked for, in their order. */
export const sourcesOf = ({ config }: Pick<Deps, 'config'>): string[] => config.rulesUrls.map(nameOfSource)
