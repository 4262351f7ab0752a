import { transact } from '#db/open.ts'
import { SCOPES, type Scope } from '#db/schema/team.ts'
import { newId } from '#src/base/ids.ts'
import { hashToken } from '#src/base/secrets.ts'
import type { Deps } from '#src/deps.ts'
import * as events from '#src/events/events.ts'
import { forbidden, invalid, notFound } from '#src/http/errors.ts'
import type { Actor } from './actor.ts'
import { newApiKey, shownOf } from './api-key.ts'
import * as store from './keys-store.ts'
import type { ApiKey } from './store.ts'

export interface NewKey {
  name: string
  scopes: Scope[]
  /** Null: every account its maker sees. */
  accountIds: string[] | null
  embedOrigins: string[]
  /** Milliseconds since 1970. */
  expiresAt: number | null
}

export const list = (deps: Deps): ApiKey[] => store.all(deps.db)

/**
 * Makes a key. Only this answer ever holds its text. Throws 400 for accounts that do not exist and for a time that has passed.
 * Whoever may call this may do everything, so there are no narrower rights for the key to stay within; only an end.
 */
export function make(deps: Deps, wished: NewKey, actor: Actor): { key: ApiKey; text: string } {
  const now = deps.now()
  const maker = makerOf(deps, actor)
  const text = newApiKey()
  const key: ApiKey = {
    id: newId('key'),
    name: wished.name,
    prefix: shownOf(text),
    hash: hashToken(text),
    scopes: SCOPES.filter((scope) => wished.scopes.includes(scope)),
    accountIds: existing(deps, wished.accountIds),
    embedOrigins: wished.embedOrigins,
    createdBy: maker.userId,
    createdAt: now,
    expiresAt: expiryWithin(wished.expiresAt, maker.expiresAt, now),
    lastUsedAt: null,
    revokedAt: null,
  }
  transact(deps.db, (tx) => {
    store.add(tx, key)
    const data = { key_id: key.id, key: key.name, scopes: key.scopes, account_ids: key.accountIds }
    events.record(tx, now, actor, { type: 'key.created', data })
  })
  return { key, text }
}

/** Ends a key at once. Throws 404. */
export function revoke(deps: Deps, id: string, actor: Actor) {
  transact(deps.db, (tx) => {
    const key = store.revoke(tx, id, deps.now())
    if (!key) throw notFound('Key')
    events.record(tx, deps.now(), actor, { type: 'key.revoked', data: { key_id: id, key: key.name } })
  })
}

// A key made by a key belongs to the same member and ends with the first one at the latest.
function makerOf(deps: Deps, actor: Actor): { userId: string; expiresAt: number | null } {
  if (actor.kind === 'user' && actor.id !== null) return { userId: actor.id, expiresAt: null }
  const key = store.byId(deps.db, actor.id ?? '')
  if (!key) throw forbidden()
  return { userId: key.createdBy, expiresAt: key.expiresAt }
}

function existing(deps: Deps, wished: string[] | null): string[] | null {
  if (wished === null) return null
  const ids = [...new Set(wished)]
  if (store.existingAccounts(deps.db, ids) !== ids.length) throw invalid('account_ids', 'names an account that does not exist')
  return ids
}

function expiryWithin(wished: number | null, latest: number | null, now: number): number | null {
  if (wished !== null && wished <= now) throw invalid('expires_at', 'must lie in the future')
  return latest === null ? wished : Math.min(wished ?? latest, latest)
}
