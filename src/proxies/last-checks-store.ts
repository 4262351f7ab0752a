import type { Queryable } from '#db/open.ts'
import { statement } from '#db/statement.ts'
import { SLOW_MS } from './cause.ts'

export interface LastChecks {
  /** Oldest first; where fewer were made, the first ones are none. */
  checks: ('ok' | 'warn' | 'bad' | 'none')[]
  /** Milliseconds, oldest first; null where a check failed. */
  latencies: (number | null)[]
}

const SQL = 'select ok, latency_ms as latency from checks where account_id = $accountId order by at desc, id desc limit $limit'

/** How the last checks of an account ended. */
export function lastChecks(db: Queryable, accountId: string, limit: number): LastChecks {
  const rows = statement<{ ok: number; latency: number | null }>(db, SQL).all({ accountId, limit }).reverse()
  const states = rows.map(({ ok, latency }) => (ok === 0 ? 'bad' : (latency ?? 0) > SLOW_MS ? 'warn' : 'ok'))
  const missing = Array.from({ length: limit - rows.length }, () => 'none' as const)
  return { checks: [...missing, ...states], latencies: rows.map(({ ok, latency }) => (ok === 1 ? latency : null)) }
}
