import { and, desc, eq, inArray, isNull } from 'drizzle-orm'
import type { Queryable } from '#db/open.ts'
import { accounts } from '#db/schema/accounts.ts'
import { apiKeys } from '#db/schema/team.ts'
import type { ApiKey } from './store.ts'

/** Keys that were not revoked, newest first. */
export const all = (db: Queryable): ApiKey[] =>
  db.select().from(apiKeys).where(isNull(apiKeys.revokedAt)).orderBy(desc(apiKeys.createdAt), desc(apiKeys.id)).all()

export const byId = (db: Queryable, id: string) => db.select().from(apiKeys).where(eq(apiKeys.id, id)).get()

export function add(db: Queryable, key: typeof apiKeys.$inferInsert) {
  db.insert(apiKeys).values(key).run()
}

export const revoke = (db: Queryable, id: string, now: number): ApiKey | undefined =>
  db
    .update(apiKeys)
    .set({ revokedAt: now })
    .where(and(eq(apiKeys.id, id), isNull(apiKeys.revokedAt)))
    .returning()
    .all()[0]

export const existingAccounts = (db: Queryable, ids: readonly string[]): number =>
  ids.length === 0
    ? 0
    : db
        .select({ id: accounts.id })
        .from(accounts)
        .where(inArray(accounts.id, [...ids]))
        .all().length
