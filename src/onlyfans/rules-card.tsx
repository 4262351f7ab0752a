import { Html } from '@elysiajs/html'
import type { Deps } from '#src/deps.ts'
import { type RefusedRules, SigningRulesCard } from '#views/signing-rules.tsx'
import { sourcesOf, stateOf } from './state.ts'

/** What requests to OnlyFans are signed by, as a card for pages of other features too. */
export const rulesCard = (deps: Deps, refused?: RefusedRules) => (
  <SigningRulesCard state={stateOf(deps)} sources={sourcesOf(deps)} now={deps.now()} refused={refused} />
)
