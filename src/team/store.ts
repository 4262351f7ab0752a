import { eq } from 'drizzle-orm'
import { type Db, transact } from '#db/open.ts'
import { remembered } from '#db/remembered.ts'
import { apiKeys, type Role, type Scope, signIns, users } from '#db/schema/team.ts'
import { hashToken } from '#src/base/secrets.ts'
import { isWellFormedKey } from './api-key.ts'

export type User = typeof users.$inferSelect
export type SignIn = typeof signIns.$inferSelect
export type ApiKey = typeof apiKeys.$inferSelect

/** What a request needs to know of the member behind it. */
export interface Caller {
  id: string
  name: string
  role: Role
  tags: string[]
  lastSeenAt: number | null
  /** When this sign-in was last used, or else made. */
  usedAt: number
  /** This sign-in opens nothing but the set-up of a second factor. */
  awaitsTotp: boolean
}

/** What a request needs to know of the key behind it, and of the member who made it. */
export interface CallerKey {
  id: string
  name: string
  scopes: ReadonlySet<Scope>
  accountIds: string[] | null
  lastUsedAt: number | null
  expiresAt: number | null
  maker: Pick<User, 'role' | 'tags'>
}

/** The two questions that every request asks. */
export interface Lookups {
  /** The member behind a sign-in that has neither ended nor expired, unless the member was disabled. */
  memberOfSignIn(signInId: string, now: number): Caller | null
  /** A key that is neither revoked nor expired, with its maker, unless the maker was disabled. */
  keyOfText(text: string, now: number): CallerKey | null
}

/** As the database has it: a list is text. */
type Texts<Row> = {
  [Name in keyof Row]: Row[Name] extends string[] ? string : Row[Name] extends string[] | null ? string | null : Row[Name]
}
type MemberRow = Texts<Omit<Caller, 'awaitsTotp'>> & { expiresAt: number; awaitsTotp: number }
type KeyRow = Texts<Omit<CallerKey, 'maker' | 'scopes'>> & { scopes: string; makerId: string }

// Written by hand and kept ready, because building and mapping these two cost more than all the rest of a small request.
// A subquery and no join: SQLite takes several times as long over a join of two single rows.
const MEMBER_OF_SIGN_IN = `
  select id, name, role, tags, last_seen_at as lastSeenAt, (select expires_at from sign_ins where id = $signInId) as expiresAt,
    (select awaits_totp from sign_ins where id = $signInId) as awaitsTotp,
    (select coalesce(last_used_at, created_at) from sign_ins where id = $signInId) as usedAt
  from users where disabled_at is null and id = (select user_id from sign_ins where id = $signInId and ended_at is null)`
const KEY_BY_HASH = `
  select id, name, scopes, account_ids as accountIds, last_used_at as lastUsedAt, expires_at as expiresAt, created_by as makerId
  from api_keys where hash = ? and revoked_at is null`
const MAKER = 'select role, tags from users where id = ? and disabled_at is null'

export function prepareLookups(db: Db): Lookups {
  const { $client } = db
  const member = $client.query<MemberRow, [{ signInId: string }]>(MEMBER_OF_SIGN_IN)
  const byHash = $client.query<KeyRow, [string]>(KEY_BY_HASH)
  const makerById = $client.query<Texts<CallerKey['maker']>, [string]>(MAKER)
  return {
    memberOfSignIn(signInId, now) {
      const found = remembered(db, 'sign-in', signInId, () => {
        const row = member.get({ signInId })
        return row && { ...row, tags: JSON.parse(row.tags) as string[], awaitsTotp: row.awaitsTotp !== 0 }
      })
      return found && found.expiresAt > now ? found : null
    },
    keyOfText(text, now) {
      // By its text: hashing it costs more than the rest of a request. Undefined is not remembered, so that no stranger fills the memory.
      const found = remembered(db, 'key', text, () => {
        const row = isWellFormedKey(text) ? byHash.get(hashToken(text)) : null
        const maker = row && makerById.get(row.makerId)
        return maker ? keyOf(row, maker) : undefined
      })
      return found && (found.expiresAt ?? Number.POSITIVE_INFINITY) > now ? found : null
    },
  }
}

function keyOf(
  { id, name, lastUsedAt, expiresAt, scopes, accountIds }: KeyRow,
  { role, tags }: Texts<CallerKey['maker']>,
): CallerKey {
  return {
    id,
    name,
    lastUsedAt,
    expiresAt,
    scopes: new Set(JSON.parse(scopes) as Scope[]),
    accountIds: accountIds === null ? null : (JSON.parse(accountIds) as string[]),
    maker: { role, tags: JSON.parse(tags) as string[] },
  }
}

/** That a member was there, with this sign-in. */
export function markSeen(db: Db, { userId, signInId, now }: { userId: string; signInId: string; now: number }) {
  transact(db, (tx) => {
    tx.update(users).set({ lastSeenAt: now }).where(eq(users.id, userId)).run()
    tx.update(signIns).set({ lastUsedAt: now }).where(eq(signIns.id, signInId)).run()
  })
}

export function markUsed(db: Db, keyId: string, now: number) {
  db.update(apiKeys).set({ lastUsedAt: now }).where(eq(apiKeys.id, keyId)).run()
}
