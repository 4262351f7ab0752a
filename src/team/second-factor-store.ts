import { and, count, eq, isNotNull, isNull, lt, or } from 'drizzle-orm'
import type { Queryable } from '#db/open.ts'
import { recoveryCodes, secondFactors } from '#db/schema/team.ts'

export type SecondFactor = typeof secondFactors.$inferSelect

/** The second factor of a member, also one that is only being set up. */
export const factorOf = (db: Queryable, userId: string) =>
  db.select().from(secondFactors).where(eq(secondFactors.userId, userId)).get()

/** The members who have set up a second factor. */
export const withFactor = (db: Queryable): Set<string> =>
  new Set(
    db
      .select({ userId: secondFactors.userId })
      .from(secondFactors)
      .where(isNotNull(secondFactors.confirmedAt))
      .all()
      .map(({ userId }) => userId),
  )

/** Puts a secret that is to be confirmed in place of an earlier one of the kind. False when one counts already. */
export const begin = (db: Queryable, userId: string, secret: string, now: number) =>
  db
    .insert(secondFactors)
    .values({ userId, secret, createdAt: now })
    .onConflictDoUpdate({
      target: secondFactors.userId,
      set: { secret, createdAt: now, lastStep: null },
      setWhere: isNull(secondFactors.confirmedAt),
    })
    .returning({ userId: secondFactors.userId })
    .all().length === 1

/** From now on it counts. False when it counted before. */
export const confirm = (db: Queryable, userId: string, step: number, now: number) =>
  db
    .update(secondFactors)
    .set({ confirmedAt: now, lastStep: step })
    .where(and(eq(secondFactors.userId, userId), isNull(secondFactors.confirmedAt)))
    .returning({ userId: secondFactors.userId })
    .all().length === 1

/** Uses up a time step and all before it. False when somebody was first. */
export const useStep = (db: Queryable, userId: string, step: number) =>
  db
    .update(secondFactors)
    .set({ lastStep: step })
    .where(and(eq(secondFactors.userId, userId), or(isNull(secondFactors.lastStep), lt(secondFactors.lastStep, step))))
    .returning({ userId: secondFactors.userId })
    .all().length === 1

/** False when there was none. */
export function remove(db: Queryable, userId: string): boolean {
  db.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId)).run()
  return db.delete(secondFactors).where(eq(secondFactors.userId, userId)).returning().all().length === 1
}

export function replaceRecoveryCodes(db: Queryable, userId: string, hashes: string[]) {
  db.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId)).run()
  db.insert(recoveryCodes)
    .values(hashes.map((hash) => ({ hash, userId })))
    .run()
}

/** Uses up a recovery code. False when it is none of this member's, or was used. */
export const useRecoveryCode = (db: Queryable, userId: string, hash: string, now: number) =>
  db
    .update(recoveryCodes)
    .set({ usedAt: now })
    .where(and(eq(recoveryCodes.userId, userId), eq(recoveryCodes.hash, hash), isNull(recoveryCodes.usedAt)))
    .returning({ hash: recoveryCodes.hash })
    .all().length === 1

export const recoveryCodesLeft = (db: Queryable, userId: string): number =>
  db
    .select({ left: count() })
    .from(recoveryCodes)
    .where(and(eq(recoveryCodes.userId, userId), isNull(recoveryCodes.usedAt)))
    .get()?.left ?? 0
