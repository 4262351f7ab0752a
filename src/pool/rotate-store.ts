import type { Queryable } from '#db/open.ts'
import { statement } from '#db/statement.ts'

/** What is staged under one name, beside the pool of a source. */
interface Sides extends Record<string, string> {
  stage: string
  source: string
}

const ALIKE = 's.exit_key = p.exit_key and s.port = p.port'
const STAGED = `exists (select 1 from pool_stage s where s.source_id = $stage and ${ALIKE})`
const LISTED = `exists (select 1 from pool_proxies p where p.source_id = $source and p.removed_at is null and ${ALIKE})`

export interface KeyDiff {
  /** Proxies that the new key lists. */
  total: number
  same: number
  new: number
  gone: number
}

export function diffOf(db: Queryable, sides: Sides): KeyDiff {
  const sql = `select
    (select count(*) from pool_stage where source_id = $stage) as total,
    (select count(*) from pool_stage s where s.source_id = $stage and ${LISTED}) as same,
    (select count(*) from pool_stage s where s.source_id = $stage and not ${LISTED}) as new,
    (select count(*) from pool_proxies p where p.source_id = $source and p.removed_at is null and not ${STAGED}) as gone`
  return statement<KeyDiff & Record<string, number>>(db, sql).get(sides) ?? { total: 0, same: 0, new: 0, gone: 0 }
}

export interface Losing extends Record<string, unknown> {
  accountId: string
  name: string
  host: string
  port: number
}

/** The accounts that go out through proxies of the source which the new key does not list. */
export function losing(db: Queryable, sides: Sides): Losing[] {
  const sql = `select a.account_id as accountId, accounts.name, p.host, p.port
    from assignments a cross join pool_proxies p on p.source_id = a.source_id and p.exit_key = a.exit_key and p.port = a.port
      cross join accounts on accounts.id = a.account_id
    where a.source_id = $source and a.mode = 'auto' and p.removed_at is null and not ${STAGED} order by lower(accounts.name)`
  return statement<Losing>(db, sql).all(sides)
}
