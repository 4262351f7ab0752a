import { Html } from '@elysiajs/html'
import type { Deps } from '#src/deps.ts'
import { type Actor, may } from '#src/team/actor.ts'
import { WebshareCard } from '#views/pool-sources.tsx'
import { overviewOf } from './overview.ts'

/** What feeds the pool, as a card for pages of other features. */
export function sourcesCard(deps: Deps, actor: Actor) {
  const { sources, now } = overviewOf(deps)
  const rights = {
    manage: may(actor, { role: 'manager', scope: 'admin' }),
    own: may(actor, { role: 'owner', scope: 'admin' }),
  }
  return <WebshareCard sources={sources} now={now} may={rights} />
}
