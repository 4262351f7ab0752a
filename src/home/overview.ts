import { countsWithin } from '#src/accounts/list-store.ts'
import type { Deps } from '#src/deps.ts'
import { list as eventsOf } from '#src/events/list.ts'
import { type CountryView, overviewOf } from '#src/pool/overview.ts'
import { jobOf } from '#src/pool/page.tsx'
import type { Actor } from '#src/team/actor.ts'
import { may } from '#src/team/actor.ts'
import type { HomeProps } from '#views/home.tsx'
import { attention } from './attention.ts'
import { exitDots } from './exits.ts'
import { dayStrips } from './strips.ts'

const SHOWN_EVENTS = 5

/** What the first page shows: how far the first run has come, and then what needs somebody and how everything fares. */
export function overview(deps: Deps, actor: Actor): HomeProps {
  const { counts, sources, countries, lastGoodAt, now } = overviewOf(deps)
  const exits = Object.values(counts).reduce((sum, amount) => sum + amount, 0)
  return {
    accounts: countsWithin(deps.db, actor.reach),
    attention: attention(deps, actor),
    strips: dayStrips(deps, actor),
    exits: exitDots(deps, actor),
    events: eventsOf(deps, { limit: SHOWN_EVENTS }, actor).rows,
    pool: {
      sources: sources.filter(({ source }) => source.disabledAt === null).length,
      problem: sources.some(({ source }) => source.lastError !== null),
      exits,
      free: counts.free,
      byCountry: may(actor, { role: 'viewer', scope: 'pool:read' }) ? countries.map(shares) : [],
      lastGoodAt,
      job: jobOf(deps),
    },
    may: {
      own: may(actor, { role: 'owner', scope: 'admin' }),
      write: may(actor, { role: 'manager', scope: 'accounts:write' }),
      assign: may(actor, { role: 'operator', scope: 'proxy:write' }),
    },
    now,
  }
}

const shares = ({ code, name, counts: { assigned, free, resting, burnt, invalid, removed_upstream, unused } }: CountryView) => ({
  code,
  name,
  used: assigned,
  free,
  other: resting + burnt + invalid + removed_upstream + unused,
})
