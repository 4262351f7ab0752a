import type { Queryable } from '#db/open.ts'
import type { sessionUses } from '#db/schema/connections.ts'
import { statement } from '#db/statement.ts'

export type SessionUse = typeof sessionUses.$inferSelect

const COLUMNS = 'digest, pairing, exit_key as exitKey, last_used_at as lastUsedAt, ended_at as endedAt'

export const find = (db: Queryable, digest: string): SessionUse | null =>
  statement<SessionUse>(db, `select ${COLUMNS} from session_uses where digest = $digest`).get({ digest })

/** Notes what a sign-in is used with; in place of what was noted before. */
export function write(tx: Queryable, use: Omit<SessionUse, 'endedAt'>) {
  statement(
    tx,
    `insert into session_uses (digest, pairing, exit_key, last_used_at) values ($digest, $pairing, $exitKey, $lastUsedAt)
     on conflict (digest) do update set pairing = $pairing, exit_key = $exitKey, last_used_at = $lastUsedAt`,
  ).run({ ...use })
}

export function end(tx: Queryable, digest: string, endedAt: number) {
  statement(tx, 'update session_uses set ended_at = $endedAt where digest = $digest').run({ digest, endedAt })
}

export function forget(tx: Queryable, digest: string) {
  statement(tx, 'delete from session_uses where digest = $digest').run({ digest })
}
