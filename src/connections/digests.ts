import { createHmac } from 'node:crypto'
import type { Secrets } from '#src/base/secrets.ts'
import type { Session } from '#src/onlyfans/session.ts'

/** What tells sign-ins apart without telling what they are. */
export interface Digests {
  /** Of the `sess` cookie: which sign-in it is. */
  digest: string
  /** Of user agent and x-bc: which browser. */
  pairing: string
}

// Keyed, so that a copy of the database does not tell whether a session somebody has is one of ours.
export function digestsOf(secrets: Secrets, sess: string, { userAgent, xBc }: Pick<Session, 'userAgent' | 'xBc'>): Digests {
  const key = secrets.derive('mooring/sessions/v1')
  const hashOf = (...parts: string[]) => createHmac('sha256', key).update(parts.join('\n')).digest('base64url')
  return { digest: hashOf('sess', sess), pairing: hashOf('browser', userAgent, xBc ?? '') }
}
