import { randomBytes } from 'node:crypto'
import type { Secrets } from '#src/base/secrets.ts'
import type { Session } from '#src/onlyfans/session.ts'
import { readCookieText } from './cookie.ts'
import { type Digests, digestsOf } from './digests.ts'
import type { SessionRow } from './store.ts'

/** A session as it was handed to us, with all that came beside it. */
export interface Captured extends Digests {
  session: Session
  fp: string | null
  /** Storages and whatever else an extension sent. */
  rest: Record<string, unknown>
}

/** What is sealed of a session. */
interface Sealed {
  cookie: string
  xBc: string | null
  rest: Record<string, unknown>
}

const placeOf = (connectionId: string, revision: number) => ({
  table: 'sessions',
  column: 'sealed',
  row: `${connectionId}/${revision}`,
})

export function seal(secrets: Secrets, connectionId: string, revision: number, { session, rest }: Captured): string {
  const { cookie, xBc } = session
  return secrets.seal(JSON.stringify({ cookie, xBc, rest } satisfies Sealed), placeOf(connectionId, revision))
}

/** What a row holds; null when it was forgotten. */
export function open(secrets: Secrets, row: SessionRow): Captured | null {
  if (row.sealed === null) return null
  const { cookie, xBc, rest } = JSON.parse(secrets.open(row.sealed, placeOf(row.connectionId, row.revision))) as Sealed
  return captured(secrets, { cookie, xBc, userAgent: row.userAgent }, rest)
}

/** @param given a cookie that was found to be whole. */
export function captured(secrets: Secrets, given: Omit<Session, 'userId'>, rest: Record<string, unknown> = {}): Captured {
  const { userId, sess, fp, header } = readCookieText(given.cookie)
  const session = { ...given, cookie: header, userId: userId ?? '' }
  return { session, fp, rest, ...digestsOf(secrets, sess ?? '', session) }
}

/**
 * The x-bc for a session that came without: that of the same browser's session before, else one of our own making, kept with it.
 * OnlyFans' page makes one per browser and keeps it.
 */
export function withXBc(secrets: Secrets, given: Captured, before: Captured | null): Captured {
  if (given.session.xBc !== null) return given
  const isSameBrowser =
    before !== null && before.fp !== null && before.fp === given.fp && before.session.userAgent === given.session.userAgent
  const xBc = (isSameBrowser ? before.session.xBc : null) ?? randomBytes(20).toString('hex')
  return captured(secrets, { ...given.session, xBc }, given.rest)
}
