import { Html } from '@elysiajs/html'
import type { Deps } from '#src/deps.ts'
import type { Actor } from '#src/team/actor.ts'
import { type RefusedSource, WebshareCard } from '#views/pool-sources.tsx'
import { overviewOf } from './overview.ts'
import { rightsOf } from './page.tsx'

/** What feeds the pool, as a card for pages of other features too. */
export function sourcesCard(deps: Deps, actor: Actor, more: { saved?: string; refused?: RefusedSource } = {}) {
  const { sources, now } = overviewOf(deps)
  return <WebshareCard sources={sources} now={now} may={rightsOf(actor)} {...more} />
}
