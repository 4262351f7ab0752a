import { Html } from '@elysiajs/html'
import type { Deps } from '#src/deps.ts'
import type { Actor } from '#src/team/actor.ts'
import { PoolFeed, type RefusedSource, WebshareCard } from '#views/pool-sources.tsx'
import { overviewOf } from './overview.ts'
import { jobOf, rightsOf } from './page.tsx'

/** What feeds the pool, as a card for pages of other features too. */
export function sourcesCard(deps: Deps, actor: Actor, more: { refused?: RefusedSource } = {}) {
  const { sources, now } = overviewOf(deps)
  return <WebshareCard sources={sources} now={now} may={rightsOf(actor)} {...more} />
}

/** The same with the refresh that a new key starts. */
export const poolFeed = (deps: Deps, actor: Actor) => <PoolFeed pool={overviewOf(deps)} job={jobOf(deps)} may={rightsOf(actor)} />
