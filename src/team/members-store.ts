import { and, asc, desc, eq, gt, isNull, ne } from 'drizzle-orm'
import type { Queryable } from '#db/open.ts'
import { firstOwner, signIns, users } from '#db/schema/team.ts'
import type { User } from './store.ts'

export const anyMember = (db: Queryable) => db.select({ id: users.id }).from(users).limit(1).get() !== undefined
export const memberById = (db: Queryable, id: string) => db.select().from(users).where(eq(users.id, id)).get()
export const memberByEmail = (db: Queryable, email: string) => db.select().from(users).where(eq(users.email, email)).get()
export const all = (db: Queryable) => db.select().from(users).orderBy(asc(users.name), asc(users.id)).all()

/** Owners who can sign in, besides the named one. */
export const otherOwners = (db: Queryable, id: string) =>
  db
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.role, 'owner'), isNull(users.disabledAt), ne(users.id, id)))
    .all().length

/** Whether this user is the one who became the first owner: there is room for one, for ever. */
export const claimOwnership = (db: Queryable, userId: string, now: number) =>
  db
    .insert(firstOwner)
    .values({ only: 1, userId, claimedAt: now })
    .onConflictDoNothing()
    .returning({ only: firstOwner.only })
    .all().length === 1

/** False when the address belongs to a member already. */
export const add = (db: Queryable, user: typeof users.$inferInsert) =>
  db.insert(users).values(user).onConflictDoNothing().returning({ id: users.id }).all().length === 1

export function change(
  db: Queryable,
  id: string,
  changes: Partial<Pick<User, 'name' | 'role' | 'tags' | 'disabledAt' | 'passwordHash'>>,
) {
  db.update(users).set(changes).where(eq(users.id, id)).run()
}

/** Their sign-ins and keys go with them. */
export function remove(db: Queryable, id: string) {
  db.delete(users).where(eq(users.id, id)).run()
}

export function addSignIn(db: Queryable, signIn: typeof signIns.$inferInsert) {
  db.insert(signIns).values(signIn).run()
}

export const signInById = (db: Queryable, id: string) => db.select().from(signIns).where(eq(signIns.id, id)).get()

export function prolongSignIn(db: Queryable, id: string, expiresAt: number) {
  db.update(signIns).set({ expiresAt }).where(eq(signIns.id, id)).run()
}

export function endSignIn(db: Queryable, id: string, now: number) {
  db.update(signIns).set({ endedAt: now }).where(eq(signIns.id, id)).run()
}

/** What it opened is closed until a second factor is set up. */
export function holdSignIn(db: Queryable, id: string) {
  db.update(signIns).set({ awaitsTotp: true }).where(eq(signIns.id, id)).run()
}

/** The sign-ins of a member that still open something, newest first. */
export const openSignIns = (db: Queryable, userId: string, now: number) =>
  db
    .select()
    .from(signIns)
    .where(and(eq(signIns.userId, userId), isNull(signIns.endedAt), gt(signIns.expiresAt, now)))
    .orderBy(desc(signIns.createdAt), desc(signIns.id))
    .all()

/** Ends one sign-in of a member. False when it is none of theirs, or has ended. */
export const endOwnSignIn = (db: Queryable, userId: string, id: string, now: number) =>
  db
    .update(signIns)
    .set({ endedAt: now })
    .where(and(eq(signIns.id, id), eq(signIns.userId, userId), isNull(signIns.endedAt), gt(signIns.expiresAt, now)))
    .returning({ id: signIns.id })
    .all().length === 1

/** @param except a sign-in that goes on. */
export function endSignInsOf(db: Queryable, userId: string, now: number, except = '') {
  db.update(signIns)
    .set({ endedAt: now })
    .where(and(eq(signIns.userId, userId), isNull(signIns.endedAt), ne(signIns.id, except)))
    .run()
}
