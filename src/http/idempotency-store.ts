import { and, eq, isNotNull, isNull, lt, type SQL } from 'drizzle-orm'
import type { Queryable } from '#db/open.ts'
import { idempotencyKeys } from '#db/schema/team.ts'

/** One use of an Idempotency-Key: whose, for which request line, and the key itself. */
export interface Use {
  owner: string
  route: string
  key: string
}

export type Earlier = typeof idempotencyKeys.$inferSelect

const isUse = ({ owner, route, key }: Use): SQL | undefined =>
  and(eq(idempotencyKeys.owner, owner), eq(idempotencyKeys.route, route), eq(idempotencyKeys.key, key))

/** Takes the key for this request. Returns the earlier use when somebody has it already. */
export function claim(db: Queryable, use: Use, bodyHash: string, now: number): Earlier | null {
  const claimed = db
    .insert(idempotencyKeys)
    .values({ ...use, bodyHash, createdAt: now })
    .onConflictDoNothing()
    .returning({ key: idempotencyKeys.key })
    .all()
  if (claimed.length === 1) return null
  return db.select().from(idempotencyKeys).where(isUse(use)).get() ?? null
}

/** Notes, in the transaction of the change itself, that the request took effect. */
export function markEffect(db: Queryable, use: Use, now: number) {
  db.update(idempotencyKeys)
    .set({ effectAt: now })
    .where(and(isUse(use), isNull(idempotencyKeys.status)))
    .run()
}

export function keepAnswer(db: Queryable, use: Use, status: number, answer: string) {
  db.update(idempotencyKeys).set({ status, answer }).where(isUse(use)).run()
}

export const answered = (db: Queryable): Earlier[] =>
  db.select().from(idempotencyKeys).where(isNotNull(idempotencyKeys.answer)).all()

/** The request stays known as answered. */
export function forgetAnswer(db: Queryable, use: Use) {
  db.update(idempotencyKeys).set({ answer: null }).where(isUse(use)).run()
}

/** Lets the next request with the key act again. */
export function release(db: Queryable, use: Use) {
  db.delete(idempotencyKeys).where(isUse(use)).run()
}

/** As the mark on disk says: what was marked in a transaction that could not be kept did not happen. */
export function releaseUnlessEffective(db: Queryable, use: Use) {
  db.delete(idempotencyKeys)
    .where(and(isUse(use), isNull(idempotencyKeys.effectAt)))
    .run()
}

/** Requests that a crash cut off before they changed anything. */
export function releaseUnfinished(db: Queryable) {
  db.delete(idempotencyKeys)
    .where(and(isNull(idempotencyKeys.status), isNull(idempotencyKeys.effectAt)))
    .run()
}

export function releaseOlderThan(db: Queryable, moment: number) {
  db.delete(idempotencyKeys).where(lt(idempotencyKeys.createdAt, moment)).run()
}
