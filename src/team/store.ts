import { and, eq, isNull } from 'drizzle-orm'
import type { Queryable } from '#db/open.ts'
import { apiKeys, signIns, users } from '#db/schema/team.ts'

export type User = typeof users.$inferSelect
export type ApiKey = typeof apiKeys.$inferSelect

/** The member behind a sign-in that has neither ended nor expired, unless the member was disabled. */
export function userOfSignIn(db: Queryable, signInId: string, now: number): User | undefined {
  const found = db
    .select({ user: users, expiresAt: signIns.expiresAt })
    .from(signIns)
    .innerJoin(users, eq(users.id, signIns.userId))
    .where(and(eq(signIns.id, signInId), isNull(signIns.endedAt), isNull(users.disabledAt)))
    .get()
  return found && found.expiresAt > now ? found.user : undefined
}

/** A key that is neither revoked nor expired, with its maker, unless the maker was disabled. */
export function keyByHash(db: Queryable, hash: string, now: number): { key: ApiKey; maker: User } | undefined {
  const found = db
    .select({ key: apiKeys, maker: users })
    .from(apiKeys)
    .innerJoin(users, eq(users.id, apiKeys.createdBy))
    .where(and(eq(apiKeys.hash, hash), isNull(apiKeys.revokedAt), isNull(users.disabledAt)))
    .get()
  return found && (found.key.expiresAt ?? Number.POSITIVE_INFINITY) > now ? found : undefined
}
