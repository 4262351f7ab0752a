import type { Queryable } from '#db/open.ts'
import { statement } from '#db/statement.ts'

/** The exit that Webshare put in the place of one it took out. */
export interface Successor extends Record<string, unknown> {
  id: number
  host: string
  countryCode: string | null
  cityName: string | null
  cityKey: string | null
}

const FREE_SUCCESSOR = `select id, host, country_code as countryCode, city_name as cityName, city_key as cityKey from pool_proxies
  where free = 1 and exit_key = (select json_extract(data, '$.successor.address') from events
    where account_id = $accountId and type = 'proxy.removed_upstream' order by id desc limit 1)
  limit 1`

/** What Webshare named as the successor of the exit an account lost, while it is free. */
export const freeSuccessor = (db: Queryable, accountId: string): Successor | null =>
  statement<Successor>(db, FREE_SUCCESSOR).get({ accountId })
