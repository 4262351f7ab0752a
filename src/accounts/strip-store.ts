import type { Queryable } from '#db/open.ts'
import { statement } from '#db/statement.ts'

const SHOWN = 30

/** Whether the last checks of an account were good, oldest first. */
export function lastVerdicts(db: Queryable, accountId: string): boolean[] {
  const rows = statement<{ ok: number }>(
    db,
    'select ok from checks where account_id = $accountId order by at desc, id desc limit $limit',
  ).all({ accountId, limit: SHOWN })
  return rows.map(({ ok }) => ok === 1).reverse()
}
