import type { Queryable } from '#db/open.ts'
import { credentials } from '#db/schema/accounts.ts'
import { statement } from '#db/statement.ts'

export interface StoredCredential extends Record<string, unknown> {
  id: string
  sealed: string
}

export function find(db: Queryable, id: string): StoredCredential | null {
  return statement<StoredCredential>(db, 'select id, sealed from credentials where id = $id').get({ id })
}

export function add(tx: Queryable, credential: StoredCredential) {
  tx.insert(credentials).values(credential).run()
}

const STEP = 500

/** Takes the credentials from up to a step of stays that ended before a moment. Returns of how many. */
export function detachLeft(db: Queryable, before: number): number {
  const sql = `update exit_history set credential_id = null where id in
    (select id from exit_history where released_at < $before and credential_id is not null limit $limit)`
  return statement(db, sql).run({ before, limit: STEP }).changes
}

/** Deletes up to a step of the credentials that nothing points to. Returns how many. */
export function deleteUnused(db: Queryable): number {
  const used = (table: string) => `select credential_id from ${table} where credential_id is not null`
  const sql = `delete from credentials where id in (select id from credentials
    where id not in (${['pool_proxies', 'assignments', 'exit_history'].map(used).join(' union ')}) limit $limit)`
  return statement(db, sql).run({ limit: STEP }).changes
}
