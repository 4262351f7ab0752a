import { and, eq, isNull } from 'drizzle-orm'
import type { Queryable } from '#db/open.ts'
import { apiKeys, users } from '#db/schema/team.ts'

/** A member, unless they were disabled. */
export function memberById(db: Queryable, id: string) {
  return db
    .select()
    .from(users)
    .where(and(eq(users.id, id), isNull(users.disabledAt)))
    .get()
}

/** A key that is neither revoked nor expired, with its maker, unless the maker was disabled. */
export function keyById(db: Queryable, id: string, now: number) {
  const found = db
    .select({ key: apiKeys, maker: users })
    .from(apiKeys)
    .innerJoin(users, eq(users.id, apiKeys.createdBy))
    .where(and(eq(apiKeys.id, id), isNull(apiKeys.revokedAt), isNull(users.disabledAt)))
    .get()
  return found && (found.key.expiresAt ?? Number.POSITIVE_INFINITY) > now ? found : undefined
}
