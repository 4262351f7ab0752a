import { and, desc, eq, gt, inArray, isNull, or } from 'drizzle-orm'
import type { Queryable } from '#db/open.ts'
import { apiKeys, invites } from '#db/schema/team.ts'

export type Invite = typeof invites.$inferSelect

export function add(db: Queryable, invite: typeof invites.$inferInsert) {
  db.insert(invites).values(invite).run()
}

/** Invites that can still be used, newest first. */
export const open = (db: Queryable, now: number): Invite[] =>
  db
    .select()
    .from(invites)
    .where(and(isNull(invites.usedAt), gt(invites.expiresAt, now)))
    .orderBy(desc(invites.createdAt))
    .all()

export const byTokenHash = (db: Queryable, tokenHash: string, now: number): Invite | undefined =>
  db
    .select()
    .from(invites)
    .where(and(eq(invites.tokenHash, tokenHash), isNull(invites.usedAt), gt(invites.expiresAt, now)))
    .get()

/** Whether this caller is the one who uses the invite: it works once. */
export const use = (db: Queryable, id: string, now: number) =>
  db
    .update(invites)
    .set({ usedAt: now })
    .where(and(eq(invites.id, id), isNull(invites.usedAt)))
    .returning({ id: invites.id })
    .all().length === 1

/** Ends links to the same person that were not used: only the newest works. */
export function withdrawFor(db: Queryable, email: string) {
  db.delete(invites)
    .where(and(eq(invites.email, email), isNull(invites.usedAt)))
    .run()
}

/** Ends what a member handed out, themselves or by a key of theirs. */
export function withdrawMadeBy(db: Queryable, memberId: string) {
  const keys = db.select({ id: apiKeys.id }).from(apiKeys).where(eq(apiKeys.createdBy, memberId))
  const isTheirs = or(eq(invites.createdBy, memberId), inArray(invites.createdBy, keys))
  db.delete(invites)
    .where(and(isTheirs, isNull(invites.usedAt)))
    .run()
}

export const withdraw = (db: Queryable, id: string) =>
  db
    .delete(invites)
    .where(and(eq(invites.id, id), isNull(invites.usedAt)))
    .returning({ email: invites.email })
    .all().length === 1
