import { and, eq, inArray, isNotNull, lt, ne, sql } from 'drizzle-orm'
import type { Db, Queryable } from '#db/open.ts'
import { accounts } from '#db/schema/accounts.ts'
import { connections, sessions } from '#db/schema/connections.ts'
import { statement } from '#db/statement.ts'
import { within } from '#src/accounts/reach.ts'
import type { Reach } from '#src/team/actor.ts'

export type Connection = typeof connections.$inferSelect
export type SessionRow = typeof sessions.$inferSelect

/** How many captures of one connection are told of in its history. */
const MOST_REVISIONS = 50

export function byId(db: Queryable, id: string, reach: Reach): Connection | undefined {
  if (!reach.tags && !reach.accountIds && '$client' in db) return questionsTo(db).connection.get({ id })
  return db
    .select()
    .from(connections)
    .where(and(eq(connections.id, id), within(connections.accountId, reach)))
    .get()
}

/** Whoever may see it: there is one connection of a user, for the whole installation. */
export const ofUser = (db: Queryable, onlyfansUserId: string): Connection | undefined =>
  db.select().from(connections).where(eq(connections.onlyfansUserId, onlyfansUserId)).get()

export const ofAccount = (db: Queryable, accountId: string): Connection | undefined =>
  db.select().from(connections).where(eq(connections.accountId, accountId)).get()

export const add = (tx: Queryable, connection: Connection) => void tx.insert(connections).values(connection).run()

export const change = (tx: Queryable, id: string, values: Partial<Connection>) =>
  void tx.update(connections).set(values).where(eq(connections.id, id)).run()

export const remove = (tx: Queryable, id: string) => void tx.delete(connections).where(eq(connections.id, id)).run()

/** The next number of a session of a connection. */
export function nextRevision(db: Queryable, connectionId: string): number {
  const sql = 'select coalesce(max(revision), 0) + 1 as next from sessions where connection_id = $connectionId'
  return statement<{ next: number }>(db, sql).get({ connectionId })?.next ?? 1
}

export function addSession(tx: Queryable, session: Omit<SessionRow, 'id'>) {
  tx.insert(sessions).values(session).run()
  tx.delete(sessions)
    .where(and(eq(sessions.connectionId, session.connectionId), lt(sessions.revision, session.revision - MOST_REVISIONS)))
    .run()
}

/** Every session of a connection that still holds something, the newest first. */
export const heldSessions = (db: Queryable, connectionId: string): SessionRow[] =>
  history(db, connectionId).filter(({ sealed }) => sealed !== null)

/** One session of a connection. */
export const sessionOf = (db: Queryable, connectionId: string, revision: number): SessionRow | undefined =>
  '$client' in db
    ? questionsTo(db).session.get({ connectionId, revision })
    : db
        .select()
        .from(sessions)
        .where(and(eq(sessions.connectionId, connectionId), eq(sessions.revision, revision)))
        .get()

/** What every call as a connection asks. To build these anew each time takes ten times as long as to answer them. */
function prepare(db: Db) {
  const [id, connectionId, revision] = ['id', 'connectionId', 'revision'].map((name) => sql.placeholder(name))
  return {
    connection: db
      .select()
      .from(connections)
      .where(eq(connections.id, sql`${id}`))
      .prepare(),
    session: db
      .select()
      .from(sessions)
      .where(and(eq(sessions.connectionId, sql`${connectionId}`), eq(sessions.revision, sql`${revision}`)))
      .prepare(),
  }
}

const questions = new WeakMap<Db, ReturnType<typeof prepare>>()

function questionsTo(db: Db) {
  const known = questions.get(db) ?? prepare(db)
  questions.set(db, known)
  return known
}

/** Every capture, the newest first. */
export const history = (db: Queryable, connectionId: string): SessionRow[] =>
  db
    .select()
    .from(sessions)
    .where(eq(sessions.connectionId, connectionId))
    .all()
    .sort((a, b) => b.revision - a.revision)

export const changeSession = (
  tx: Queryable,
  connectionId: string,
  revision: number,
  values: Partial<Pick<SessionRow, 'sealed' | 'verdict' | 'digest'>>,
) =>
  void tx
    .update(sessions)
    .set(values)
    .where(and(eq(sessions.connectionId, connectionId), eq(sessions.revision, revision)))
    .run()

/** Forgets what all sessions of a connection hold, but for the named ones. */
export function forgetSessions(tx: Queryable, connectionId: string, kept: number[] = []) {
  const others = heldSessions(tx, connectionId).filter(({ revision }) => !kept.includes(revision))
  if (others.length === 0) return
  tx.update(sessions)
    .set({ sealed: null })
    .where(
      inArray(
        sessions.id,
        others.map(({ id }) => id),
      ),
    )
    .run()
}

/** Gives an account that was made for a user the name they go by; one that somebody named keeps its name. */
export function nameAccount(tx: Queryable, accountId: string, { placeholder, name }: { placeholder: string; name: string }) {
  if (name === '') return
  tx.update(accounts)
    .set({ name })
    .where(and(eq(accounts.id, accountId), eq(accounts.name, placeholder)))
    .run()
}

/** Notes OnlyFans' user name where the account has none. */
export function nameUser(tx: Queryable, accountId: string, username: string) {
  const sql = 'update accounts set username = $username where id = $accountId and username is null'
  if (username !== '') statement(tx, sql).run({ accountId, username })
}

/** Those that are to be asked regularly and are due. */
export const dueForCheck = (db: Queryable, now: number, limit: number): Connection[] =>
  db
    .select()
    .from(connections)
    .where(and(isNotNull(connections.nextCheckAt), lt(connections.nextCheckAt, now + 1), eq(connections.checksRegularly, true)))
    .limit(limit)
    .all()

/** Takes a check on, so that nobody else does. False when it is not due any more. */
export function claimCheck(tx: Queryable, id: string, { now, next }: { now: number; next: number }): boolean {
  const sql = 'update connections set next_check_at = $next where id = $id and next_check_at <= $now and checks_regularly = 1'
  return statement(tx, sql).run({ id, now, next }).changes > 0
}

export const isDecided = ne(connections.status, 'pending')
