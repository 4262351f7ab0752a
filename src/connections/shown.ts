import { sessionOf, wrongCreatorSince } from '#src/accounts/session-store.ts'
import type { Deps } from '#src/deps.ts'
import { PERMISSIONS } from '#src/settings/permissions.ts'
import { type Actor, may, seesEveryAccount } from '#src/team/actor.ts'
import type { ConnectionProps } from '#views/connection.tsx'
import type { CookieRead, TypedConnection } from '#views/connection-forms.tsx'
import type { ConnectionRowView } from '#views/connections.tsx'
import type { SessionView } from '#views/session-words.ts'
import { findAny } from './connections.ts'
import { readCookieText } from './cookie.ts'
import type { PageQuery } from './input.ts'
import * as pages from './page-store.ts'
import { DELETE, WRITE } from './rights.ts'
import * as store from './store.ts'

const PER_PAGE = 50
const MOST_CHOICES = 1_000

/** The connections as people see them, by state. */
export function listShown({ db, now }: Deps, { status, page: wished }: PageQuery, actor: Actor) {
  const counts = pages.countsByStatus(db, actor.reach)
  const count = Math.max(1, Math.ceil(counts[status ?? 'all'] / PER_PAGE))
  const page = Math.min(wished, count)
  const place = { limit: PER_PAGE, offset: (page - 1) * PER_PAGE }
  const rows = pages.listPage(db, { reach: actor.reach, status }, place).map((listed) => rowOf(db, listed))
  return { rows, counts, status, page, pages: count, perPage: PER_PAGE, mayConnect: may(actor, WRITE), now: now() }
}

function rowOf(db: Deps['db'], { connection, accountName }: pages.Listed): ConnectionRowView {
  const { id, accountId, username, onlyfansUserId, source, clientReferenceId } = connection
  const session = sessionIn(db, connection)
  return { id, accountId, accountName, username, userId: onlyfansUserId, source, clientReferenceId, session }
}

function sessionIn(
  db: Deps['db'],
  { accountId, id, status, reason, username, onlyfansUserId, lastCheckedAt }: store.Connection,
): SessionView {
  const bare = { connectionId: id, status, reason, username, userId: onlyfansUserId, lastCheckedAt }
  return sessionOf(db, accountId) ?? { ...bare, twoFactor: null, hasMoved: false, newer: null }
}

/** One connection with everything about it. Throws 404. */
export function oneShown(deps: Deps, id: string, actor: Actor, problem?: ConnectionProps['problem']): ConnectionProps {
  const { db } = deps
  const connection = findAny(deps, id, actor)
  const { accountId, name, username, source, permissions, clientReferenceId, checksRegularly, createdAt, expiredAt } = connection
  return {
    connection: {
      id,
      accountId,
      accountName: pages.accountName(db, accountId),
      name,
      username,
      userId: connection.onlyfansUserId,
      source,
      permissions,
      clientReferenceId,
      checksRegularly,
      createdAt,
      expiredAt,
      session: sessionIn(db, connection),
    },
    revisions: store
      .history(db, id)
      .map(({ revision, capturedAt, capturedBy, capturedFrom, source: by, userAgent, verdict, sealed }) => {
        const inUse = revision === connection.revision && sealed !== null && verdict === 'active'
        return { revision, capturedAt, capturedBy, capturedFrom, source: by, userAgent, verdict, inUse }
      }),
    wrongCreator: wrongCreatorSince(db, accountId),
    allPermissions: PERMISSIONS,
    may: { use: may(actor, WRITE), remove: may(actor, DELETE) },
    now: deps.now(),
    ...(problem && { problem }),
  }
}

/** What the form of an import offers. */
export function newShown({ db }: Deps, typed: TypedConnection, actor: Actor) {
  return { accounts: pages.unconnected(db, actor.reach, MOST_CHOICES), mayAdd: seesEveryAccount(actor), typed }
}

/** How a pasted cookie was read; null for none. Nothing of it is kept or sent anywhere. */
export function readShown({ db }: Deps, text: string, actor: Actor): CookieRead | null {
  if (text.trim() === '') return null
  const { userId, sess, fp, problems } = readCookieText(text)
  const connection = userId === null ? undefined : store.ofUser(db, userId)
  const known = connection && store.byId(db, connection.id, actor.reach)
  return {
    userId: problems.some(({ name }) => name === 'auth_id') ? null : userId,
    hasSess: sess !== null && sess !== 'deleted',
    hasFp: fp !== null,
    problems,
    known: known ? { id: known.id, name: known.username === '' ? known.onlyfansUserId : `@${known.username}` } : null,
  }
}
