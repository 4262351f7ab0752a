import type { Secrets } from '#src/base/secrets.ts'
import { openNote } from './note.ts'
import type { Account } from './store.ts'

const iso = (moment: number) => new Date(moment).toISOString()

/** An account on the wire. */
export function accountJson(secrets: Secrets, account: Account) {
  return {
    id: account.id,
    name: account.name,
    username: account.username,
    tags: account.tags,
    client_reference_id: account.clientReferenceId,
    note: openNote(secrets, account.id, account.note),
    move_policy: account.movePolicy,
    created_at: iso(account.createdAt),
    updated_at: iso(account.updatedAt),
    archived_at: account.archivedAt === null ? null : iso(account.archivedAt),
  }
}
