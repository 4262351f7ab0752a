import { transact } from '#db/open.ts'
import { accountIdFrom, newUuid } from '#src/base/ids.ts'
import type { Deps } from '#src/deps.ts'
import { record } from '#src/events/events.ts'
import { accountNotFound, forbidden } from '#src/http/errors.ts'
import { releaseExit } from '#src/proxies/assignment.ts'
import type { Actor } from '#src/team/actor.ts'
import { connectionOf, forget } from './forget-store.ts'
import type { AccountPatch, NewAccount } from './input.ts'
import { openNote, sealNote } from './note.ts'
import * as store from './store.ts'

/** An account the actor may see. Throws 404 for others, for none, and for what is not an id. */
export function find({ db }: Pick<Deps, 'db'>, idText: string, actor: Actor): store.Account {
  const id = accountIdFrom(idText)
  const account = id === null ? undefined : store.byId(db, id, actor.reach)
  if (!account) throw accountNotFound()
  return account
}

/** Adds an account without an exit. Throws 403 for a key that is limited to named accounts: it could not see the new one. */
export function create(deps: Deps, input: NewAccount, actor: Actor): store.Account {
  assertMayAdd(actor)
  const added = drafted(deps, input)
  return transact(deps.db, (tx) => {
    store.insert(tx, [added])
    recordCreated(tx, deps, added, actor)
    return find({ db: deps.db }, added.account.id, actor)
  })
}

/** Throws 403 for a key that is limited to named accounts. */
export function assertMayAdd({ reach }: Actor) {
  if (reach.accountIds !== null) throw forbidden('This key is limited to named accounts and may not add others')
}

/** A new account as it will be stored, its note sealed. */
export function drafted({ secrets, now }: Deps, input: NewAccount): store.NewAccount {
  const id = newUuid()
  return {
    account: {
      id,
      name: input.name,
      username: input.username ?? null,
      clientReferenceId: input.client_reference_id ?? null,
      note: sealNote(secrets, id, input.note),
      movePolicy: input.move_policy ?? 'country',
      createdAt: now(),
      updatedAt: now(),
    },
    tags: input.tags ?? [],
  }
}

export function recordCreated(
  tx: Parameters<typeof record>[0],
  { now }: Deps,
  { account, tags }: store.NewAccount,
  actor: Actor,
) {
  const { id, name, username, clientReferenceId } = account
  record(tx, now(), actor, {
    type: 'account.created',
    accountId: id,
    data: { name, username, tags, client_reference_id: clientReferenceId },
  })
}

/**
 * Changes what the patch names. Archiving gives the account's exit back; bringing it back gives no exit by itself. Throws 404.
 */
export function change(deps: Deps, idText: string, patch: AccountPatch, actor: Actor): store.Account {
  return transact(deps.db, (tx) => {
    const before = find({ db: deps.db }, idText, actor)
    const changes = changesOf(deps, before, patch)
    if (changes.length > 0) {
      store.update(tx, before.id, { ...valuesOf(deps, before.id, patch), updatedAt: deps.now() })
      if (patch.tags) store.replaceTags(tx, before.id, patch.tags)
      record(tx, deps.now(), actor, {
        type: 'account.updated',
        accountId: before.id,
        data: { changes: Object.fromEntries(changes) },
      })
    }
    if (patch.archived !== undefined) archive(tx, deps, before, patch.archived, actor)
    // Read past the actor's reach: a change of tags may have taken the account out of it.
    return store.byId(tx, before.id, { tags: null, accountIds: null }) ?? before
  })
}

function archive(
  tx: Parameters<typeof releaseExit>[0],
  deps: Deps,
  { id, archivedAt, name }: store.Account,
  wanted: boolean,
  actor: Actor,
) {
  if (wanted === (archivedAt !== null)) return
  store.update(tx, id, { archivedAt: wanted ? deps.now() : null, updatedAt: deps.now() })
  record(tx, deps.now(), actor, { type: wanted ? 'account.archived' : 'account.restored', accountId: id, data: { name } })
  if (wanted) releaseExit(tx, deps, id, 'archived', actor)
}

/** Deletes an account for good, with everything that tells of it. Throws 404. */
export function remove(deps: Deps, idText: string, actor: Actor) {
  transact(deps.db, (tx) => {
    const { id } = find({ db: deps.db }, idText, actor)
    releaseExit(tx, deps, id, 'deleted', actor)
    const connectionId = connectionOf(tx, id)
    forget(tx, id)
    if (connectionId) {
      record(tx, deps.now(), actor, { type: 'connection.disconnected', accountId: id, data: { connection_id: connectionId } })
    }
    // Without the name: that is part of what was deleted.
    record(tx, deps.now(), actor, { type: 'account.deleted', accountId: id })
  })
}

function valuesOf({ secrets }: Deps, id: string, patch: AccountPatch): Partial<store.AccountRow> {
  return {
    ...(patch.name !== undefined && { name: patch.name }),
    ...(patch.username !== undefined && { username: patch.username }),
    ...(patch.client_reference_id !== undefined && { clientReferenceId: patch.client_reference_id }),
    ...(patch.note !== undefined && { note: sealNote(secrets, id, patch.note) }),
    ...(patch.move_policy !== undefined && { movePolicy: patch.move_policy }),
  }
}

// Of a note only that it changed.
function changesOf({ secrets }: Deps, before: store.Account, patch: AccountPatch): [string, unknown][] {
  const compared: [string, unknown, unknown][] = [
    ['name', before.name, patch.name],
    ['username', before.username, patch.username],
    ['tags', before.tags, patch.tags],
    ['client_reference_id', before.clientReferenceId, patch.client_reference_id],
    ['move_policy', before.movePolicy, patch.move_policy],
  ]
  const changes = compared
    .filter(([, from, to]) => to !== undefined && JSON.stringify(from) !== JSON.stringify(to))
    .map(([name, from, to]): [string, unknown] => [name, { from, to }])
  const isNewNote = patch.note !== undefined && patch.note !== openNote(secrets, before.id, before.note)
  return isNewNote ? [...changes, ['note', 'changed']] : changes
}
