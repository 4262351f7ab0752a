import type { Queryable } from '#db/open.ts'
import { statement } from '#db/statement.ts'

/** Ids of the credentials that are stored for a source. */
export function storedCredentials(db: Queryable, sourceId: string): Set<string> {
  const rows = statement<{ id: string }>(db, 'select id from credentials where source_id = $sourceId').all({ sourceId })
  return new Set(rows.map(({ id }) => id))
}

export function addCredentials(tx: Queryable, sourceId: string, rows: { id: string; sealed: string }[]) {
  const insert = statement(tx, 'insert or ignore into credentials (id, source_id, sealed) values ($id, $sourceId, $sealed)')
  for (const row of rows) insert.run({ ...row, sourceId })
}

const POOL_ROW = (of: string) =>
  `p.source_id = ${of}.source_id and p.exit_key = ${of}.exit_key and p.port = ${of}.port and ${of}.mode = 'auto'`

// New user names and passwords reach those who hold the exit. The exit stays the same, so this is no reassignment.
const CREDENTIALS = `update assignments as a set credential_id = p.credential_id, proxy_id = p.upstream_id
  from pool_proxies p where a.source_id = $sourceId and ${POOL_ROW('a')}
    and ((a.credential_id, a.proxy_id) is not (p.credential_id, p.upstream_id))`
// Those whose credentials were forgotten stay without.
const FORMER = `update exit_history as h set credential_id = p.credential_id
  from pool_proxies p where h.source_id = $sourceId and ${POOL_ROW('h')} and h.credential_id is not null and h.credential_id is not p.credential_id`
const MARKS = `update assignments as a set removed_upstream_at = p.removed_at
  from pool_proxies p where a.source_id = $sourceId and ${POOL_ROW('a')} and a.removed_upstream_at is not p.removed_at`
// What nothing points to any more is a password too many.
const ORPHANS = `delete from credentials where source_id = $sourceId
  and not exists (select 1 from pool_proxies p where p.source_id = $sourceId and p.credential_id = credentials.id)
  and not exists (select 1 from assignments a where a.credential_id = credentials.id)
  and not exists (select 1 from exit_history h where h.credential_id = credentials.id)`

/** Brings what changed about the proxies of a source to the accounts that hold or held them. */
export function pushToAccounts(tx: Queryable, sourceId: string) {
  statement(tx, CREDENTIALS).run({ sourceId })
  statement(tx, FORMER).run({ sourceId })
  statement(tx, MARKS).run({ sourceId })
  statement(tx, ORPHANS).run({ sourceId })
}

/** The exits of a source that goes away are marked on the accounts that keep them. */
export function markAllRemoved(tx: Queryable, sourceId: string, now: number) {
  statement(
    tx,
    "update assignments set removed_upstream_at = $now where source_id = $sourceId and mode = 'auto' and removed_upstream_at is null",
  ).run({ sourceId, now })
}
