import { and, eq, isNull, sql } from 'drizzle-orm'
import type { Db } from '#db/open.ts'
import { apiKeys, signIns, users } from '#db/schema/team.ts'

export type User = typeof users.$inferSelect
export type ApiKey = typeof apiKeys.$inferSelect

/** The two questions that every request asks. Prepared, because building them costs more than answering them. */
export interface Lookups {
  /** The member behind a sign-in that has neither ended nor expired, unless the member was disabled. */
  userOfSignIn(signInId: string, now: number): User | undefined
  /** A key that is neither revoked nor expired, with its maker, unless the maker was disabled. */
  keyByHash(hash: string, now: number): { key: ApiKey; maker: User } | undefined
}

export function prepareLookups(db: Db): Lookups {
  const signIn = db
    .select({ user: users, expiresAt: signIns.expiresAt })
    .from(signIns)
    .innerJoin(users, eq(users.id, signIns.userId))
    .where(and(eq(signIns.id, sql.placeholder('id')), isNull(signIns.endedAt), isNull(users.disabledAt)))
    .prepare()
  const key = db
    .select({ key: apiKeys, maker: users })
    .from(apiKeys)
    .innerJoin(users, eq(users.id, apiKeys.createdBy))
    .where(and(eq(apiKeys.hash, sql.placeholder('hash')), isNull(apiKeys.revokedAt), isNull(users.disabledAt)))
    .prepare()

  return {
    userOfSignIn(id, now) {
      const found = signIn.get({ id })
      return found && found.expiresAt > now ? found.user : undefined
    },
    keyByHash(hash, now) {
      const found = key.get({ hash })
      return found && (found.key.expiresAt ?? Number.POSITIVE_INFINITY) > now ? found : undefined
    },
  }
}

export function markSeen(db: Db, userId: string, now: number) {
  db.update(users).set({ lastSeenAt: now }).where(eq(users.id, userId)).run()
}

export function markUsed(db: Db, keyId: string, now: number) {
  db.update(apiKeys).set({ lastUsedAt: now }).where(eq(apiKeys.id, keyId)).run()
}
