import type { Queryable } from '#db/open.ts'
import { BEHIND_ADDRESS } from '#db/schema/connections.ts'
import { statement } from '#db/statement.ts'
import type { SessionView } from '#views/session-words.ts'

const AT_BEHIND = `instr(u.exit_key, '${BEHIND_ADDRESS}')`
const ADDRESS = `iif(${AT_BEHIND} > 0, substr(u.exit_key, 1, ${AT_BEHIND} - 1), u.exit_key)`

// Of the connection's two sessions at most: the one in use, and a newer one that OnlyFans has not let in yet.
const SESSION = `select c.id as connectionId, c.status, c.reason, c.username, c.onlyfans_user_id as userId, c.last_checked_at as lastCheckedAt,
    c.two_factor as twoFactor,
    (select ${ADDRESS} <> a.exit_key from sessions s join session_uses u on u.digest = s.digest
      join assignments a on a.account_id = c.account_id where s.connection_id = c.id and s.revision = c.revision) as hasMoved,
    (select case when n.digest = s.digest then 'browser' else 'undecided' end from sessions n
      left join sessions s on s.connection_id = n.connection_id and s.revision = c.revision
      where n.connection_id = c.id and n.revision > c.revision and n.sealed is not null order by n.revision desc limit 1) as newer
  from connections c where c.account_id = $accountId`

type Raw = Omit<SessionView, 'twoFactor' | 'hasMoved'> & { twoFactor: string | null; hasMoved: number | null } & Record<
    string,
    unknown
  >

/** What an account is signed in as at OnlyFans, as people see it; null where it is not connected. */
export function sessionOf(db: Queryable, accountId: string): SessionView | null {
  const row = statement<Raw>(db, SESSION).get({ accountId })
  if (!row) return null
  return { ...row, twoFactor: row.twoFactor === null ? null : JSON.parse(row.twoFactor), hasMoved: row.hasMoved === 1 }
}

interface Seen extends Record<string, unknown> {
  at: number
  other: string | null
}

/** The last time that a browser was signed in as somebody else, if that was after the connection last changed. */
export const wrongCreatorSince = (db: Queryable, accountId: string): Seen | null =>
  statement<Seen>(
    db,
    `select e.at, json_extract(e.data, '$.other') as other from events e join connections c on c.account_id = e.account_id
     where e.account_id = $accountId and e.type = 'connection.wrong_creator' and e.at > c.updated_at order by e.id desc limit 1`,
  ).get({ accountId })
