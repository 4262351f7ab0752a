import { countsWithin, list } from '#src/accounts/list-store.ts'
import { shown } from '#src/accounts/shown.ts'
import type { Deps } from '#src/deps.ts'
import { list as eventsOf } from '#src/events/list.ts'
import { overviewOf } from '#src/pool/overview.ts'
import type { Actor } from '#src/team/actor.ts'
import { may } from '#src/team/actor.ts'
import type { HomeProps } from '#views/home.tsx'

const SHOWN_ACCOUNTS = 7
const SHOWN_EVENTS = 5

/** What the first page shows: how far the first run has come, and then what needs somebody. */
export function overview(deps: Deps, actor: Actor): HomeProps {
  const { counts, sources, countries, lastGoodAt, jobId, now } = overviewOf(deps)
  const filter = { reach: actor.reach, state: 'attention', archived: 'false' } as const
  const needy = list(deps.db, filter, { sort: 'attention', limit: SHOWN_ACCOUNTS, after: null })
  const exits = Object.values(counts).reduce((sum, amount) => sum + amount, 0)
  return {
    accounts: countsWithin(deps.db, actor.reach),
    needy: needy.map((row) => shown(deps.db, row)),
    events: eventsOf(deps, { limit: SHOWN_EVENTS }, actor).rows,
    pool: {
      sources: sources.filter(({ source }) => source.disabledAt === null).length,
      problem: sources.some(({ source }) => source.lastError !== null),
      exits,
      free: counts.free,
      countries: countries.length,
      lastGoodAt,
      jobId,
    },
    may: {
      own: may(actor, { role: 'owner', scope: 'admin' }),
      write: may(actor, { role: 'manager', scope: 'accounts:write' }),
      assign: may(actor, { role: 'operator', scope: 'proxy:write' }),
    },
    now,
  }
}
