import type { Db, Queryable } from '#db/open.ts'
import { statement } from '#db/statement.ts'

/** What an account is known by outside its own rows. */
export interface Known {
  accountId: string
  connectionId: string | null
  /** OnlyFans' number of the creator. */
  onlyfansUserId: string | null
  /** Their user name there; empty until it is known. */
  username: string
  /** Which sign-ins they were, by keyed hash. */
  digests: string[]
  lastEventId: number
}

/** To be read before the account is deleted. */
export function knownBy(db: Queryable, accountId: string): Known {
  const connection = statement<{ id: string; userId: string; username: string }>(
    db,
    'select id, onlyfans_user_id as userId, username from connections where account_id = $accountId',
  ).get({ accountId })
  const digests = statement<{ digest: string }>(db, 'select distinct digest from sessions where connection_id = $id').all({
    id: connection?.id ?? '',
  })
  const last = statement<{ id: number }>(db, 'select coalesce(max(id), 0) as id from events').get({})
  return {
    accountId,
    connectionId: connection?.id ?? null,
    onlyfansUserId: connection?.userId ?? null,
    username: connection?.username ?? '',
    digests: digests.map(({ digest }) => digest),
    lastEventId: last?.id ?? 0,
  }
}

/** The names of an account as they stand in JSON. In quotes, because a number is part of many others. */
export const quotedIn = ({ accountId, connectionId, onlyfansUserId }: Known): string[] =>
  [accountId, connectionId, onlyfansUserId].flatMap((id) => (id === null ? [] : [`"${id}"`]))

/** Removes what other tables say of an account that is deleted already. Returns how many rows of each were removed or emptied. */
export function wipe(tx: Queryable, known: Known) {
  const { accountId, connectionId, onlyfansUserId, username, digests, lastEventId } = known
  const run = (sql: string, values: Record<string, string | number>) => statement(tx, sql).run(values).changes
  const each = (sql: string) => quotedIn(known).reduce((sum, id) => sum + run(sql, { id }), 0)
  const inRoutes = [accountId, connectionId].filter((id) => id !== null)
  return {
    // Those of the deletion itself stay, with ids alone.
    events: run(`delete from events where account_id = $accountId and (id <= $lastEventId or type like 'proxy.%')`, {
      accountId,
      lastEventId,
    }),
    mentions: each(`update events set data = '{}' where account_id is null and instr(data, $id) > 0`),
    // Said at another account, in whose browser they were signed in once.
    wrongCreators: run(
      `update events set data = json_set(data, '$.other', 'a creator who was erased')
       where type = 'connection.wrong_creator' and json_extract(data, '$.other') in ($number, $name)`,
      { number: `OnlyFans ${onlyfansUserId}`, name: `@${username}` },
    ),
    jobResults:
      run('delete from job_items where item = $accountId', { accountId }) +
      each('delete from job_items where instr(result, $id) > 0'),
    // An id stands in quotes there, so what is left is JSON still.
    jobs: each(
      `update jobs set input = replace(input, $id, ''), error = null where instr(input, $id) > 0 or instr(error, $id) > 0`,
    ),
    deliveries: each('delete from webhook_deliveries where instr(body, $id) > 0'),
    keys: run(
      `update api_keys set account_ids = (select json_group_array(value) from json_each(account_ids) where value <> $accountId)
       where account_ids is not null and instr(account_ids, $accountId) > 0`,
      { accountId },
    ),
    signIns: digests.reduce((sum, digest) => sum + run('delete from session_uses where digest = $digest', { digest }), 0),
    requests: inRoutes.reduce((sum, id) => sum + run('delete from idempotency_keys where instr(route, $id) > 0', { id }), 0),
  }
}

/**
 * Writes the log of the database into the database and empties it: until then it holds pages as they were. False while somebody still
 * reads from it.
 */
export function emptyLog({ $client }: Db): boolean {
  const [result] = $client.query<{ busy: number }, []>('PRAGMA wal_checkpoint(TRUNCATE)').all()
  return result?.busy === 0
}
