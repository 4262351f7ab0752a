import type { Queryable } from '#db/open.ts'
import { statement } from '#db/statement.ts'
import { type Standing, spreadOf } from './spread.ts'

// What makes a proxy free, in one place: valid, listed, of a source in use, with room for an account, neither resting nor burnt.
const IS_FREE = `(p.valid = 1 and p.removed_at is null
  and exists (select 1 from pool_sources s where s.id = p.source_id and s.disabled_at is null)
  and (select count(*) from assignments a where a.exit_key = p.exit_key) < $perExit
  and not exists (select 1 from exits e where e.exit_key = p.exit_key and (e.resting_until > $now or e.burnt_at is not null)))`

/** Makes `free` true again for the proxies of one exit. */
export function refreshFlag(tx: Queryable, exitKey: string, now: number, perExit: number) {
  statement(tx, `update pool_proxies as p set free = ${IS_FREE} where p.exit_key = $exitKey`).run({ exitKey, now, perExit })
}

const STANDINGS = `select id, coalesce(subnet, exit_key) as home, country_code as countryCode, asn_number as asnNumber, spread, free,
  exists (select 1 from assignments a where a.exit_key = p.exit_key) as held, ${IS_FREE} as mayBeFree from pool_proxies p order by id`

interface Stored extends Standing {
  spread: number
  free: number
  mayBeFree: number
}

/**
 * Makes `free` true again for the whole pool and numbers it in the order that spreads accounts over subnets and carriers.
 * Writes only the rows that change, each once: every pass over a large pool goes through the disk.
 */
export function refreshAll(tx: Queryable, now: number, perExit: number) {
  const ids: number[] = []
  const before: number[] = []
  const free: number[] = []
  // Ranking a hundred thousand rows in SQL takes three sorts by text; counting them here takes none.
  const spreads = spreadOf(
    remembered(statement<Stored>(tx, STANDINGS).iterate({ now, perExit }), (row) => {
      ids.push(row.id)
      before.push(row.free === row.mayBeFree ? row.spread : -1)
      free.push(row.mayBeFree)
    }),
  )
  const write = statement(tx, 'update pool_proxies set spread = $spread, free = $free where id = $id')
  for (const [index, spread] of spreads.entries()) {
    if (spread !== before[index]) write.run({ id: ids[index] ?? 0, spread, free: free[index] ?? 0 })
  }
}

function* remembered<Row>(rows: Iterable<Row>, note: (row: Row) => void): Generator<Row> {
  for (const row of rows) {
    note(row)
    yield row
  }
}

/** Ends the rests that are over. Returns the exits they were of. */
export function endRests(tx: Queryable, now: number): string[] {
  const over = statement<{ exitKey: string }>(tx, 'select exit_key as exitKey from exits where resting_until <= $now').all({
    now,
  })
  if (over.length > 0) {
    statement(tx, 'update exits set resting_until = null, resting_why = null where resting_until <= $now').run({ now })
  }
  return over.map(({ exitKey }) => exitKey)
}

export interface Rest {
  /** The account that left it. */
  accountId: string
  why: 'failed' | 'used'
  /** Milliseconds since 1970. */
  until: number
}

/** Notes that an account left an exit, and until when nobody else gets it. */
export function putToRest(tx: Queryable, exitKey: string, { accountId, why, until }: Rest, now: number) {
  statement(
    tx,
    `insert into exits (exit_key, resting_until, resting_why, last_account_id, failed_at)
     values ($exitKey, $until, $why, $accountId, $failedAt)
     on conflict (exit_key) do update set resting_until = $until, resting_why = $why, last_account_id = $accountId,
       failed_at = coalesce($failedAt, failed_at)`,
  ).run({ exitKey, until, why, accountId, failedAt: why === 'failed' ? now : null })
}
