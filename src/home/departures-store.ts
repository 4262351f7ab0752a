import type { Db } from '#db/open.ts'
import { statement } from '#db/statement.ts'

interface Row extends Record<string, unknown> {
  reason: string | null
  successor: string | null
}

/** Why Webshare took an account's exit out of the list, and the address it put in its place; null when it did not say. */
export const departureOf = (db: Db, accountId: string): Row | null =>
  statement<Row>(
    db,
    `select json_extract(data, '$.reason') as reason, json_extract(data, '$.successor.address') as successor from events
     where account_id = $accountId and type = 'proxy.removed_upstream' order by id desc limit 1`,
  ).get({ accountId })
