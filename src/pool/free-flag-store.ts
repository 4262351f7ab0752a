import type { Queryable } from '#db/open.ts'
import { statement } from '#db/statement.ts'
import { NEW_STAGED, type Place } from './diff-store.ts'
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

const STANDING = `coalesce(subnet, exit_key) as home, country_code as countryCode, asn_number as asnNumber,
  exists (select 1 from assignments a where a.exit_key = p.exit_key) as held, ${IS_FREE} as mayBeFree`
const STANDINGS = `select id, spread, free, ${STANDING} from pool_proxies p order by id`
// As if it stood in the pool already. In the order of the addresses: neighbours get neighbouring rows, and indexes grow at their ends.
const ARRIVING = `select exit_key as exitKey, port, ${STANDING} from (select s.*, null as removed_at ${NEW_STAGED}) p
  order by exit_key, port`

interface Counted extends Standing {
  mayBeFree: number
}

interface Stored extends Counted {
  id: number
  spread: number
  free: number
}

interface Arriving extends Counted {
  exitKey: string
  port: number
}

/**
 * Makes `free` true again for the whole pool and numbers it in the order that spreads accounts over subnets and carriers.
 * Writes only the rows that change, each once: every pass over a large pool goes through the disk.
 * @param arriving a source whose staged list has proxies that the pool has not: they are counted in behind the others.
 * @returns the places of these, in the order in which they best are added.
 */
export function refreshAll(tx: Queryable, now: number, perExit: number, arriving?: string): Place[] {
  const ids: number[] = []
  const before: number[] = []
  const free: number[] = []
  const places: Place[] = []
  function* standings() {
    for (const row of statement<Stored>(tx, STANDINGS).iterate({ now, perExit })) {
      ids.push(row.id)
      before.push(row.free === row.mayBeFree ? row.spread : -1)
      free.push(row.mayBeFree)
      yield row
    }
    if (arriving === undefined) return
    for (const row of statement<Arriving>(tx, ARRIVING).iterate({ now, perExit, sourceId: arriving })) {
      places.push({ exitKey: row.exitKey, port: row.port, spread: 0, free: row.mayBeFree })
      yield row
    }
  }
  // Ranking a hundred thousand rows in SQL takes three sorts by text; counting them here takes none.
  const spreads = spreadOf(standings())
  const write = statement(tx, 'update pool_proxies set spread = $spread, free = $free where id = $id')
  for (const [index, id] of ids.entries()) {
    const spread = spreads[index] ?? 0
    if (spread !== before[index]) write.run({ id, spread, free: free[index] ?? 0 })
  }
  for (const [index, place] of places.entries()) place.spread = spreads[ids.length + index] ?? 0
  return places
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
