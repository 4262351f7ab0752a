import { randomBytes } from 'node:crypto'
import type { Session } from '#src/onlyfans/session.ts'

export interface FakeUser {
  id: string
  name: string
  username: string
  avatar: string | null
}

export interface SecondFactor {
  code: string
  options: ('phoneOtp' | 'appOtp' | 'faceOtp' | 'forceFaceOtp')[]
  phoneLast4: string | null
  checkAttemptsLeft: number
}

/** A session as OnlyFans keeps it: what it is bound to, and whether it lives. */
export interface Bound {
  user: FakeUser
  sess: string
  fp: string
  userAgent: string
  xBc: string
  /** The address of the first request, once there was one. */
  ip: string | null
  state: 'live' | 'logged-out' | 'killed'
  secondFactor: SecondFactor | null
}

/** Why a session was ended for good. */
export interface Killed {
  userId: string
  sess: string
  why: 'user-agent' | 'x-bc' | 'ip' | 'user-id' | 'auth-id'
}

export const USER_AGENT =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36'

export interface SignInOptions {
  userAgent?: string
  xBc?: string
  /** The address the creator's own browser came from; the first request's otherwise. */
  ip?: string | null
  /** OnlyFans waits for a second factor before it lets this session in. */
  secondFactor?: Partial<SecondFactor>
}

/** Every session there ever was, by the value of its cookie. */
export function createSessions() {
  const sessions = new Map<string, Bound>()
  const killed: Killed[] = []

  return {
    sessions,
    killed,
    signIn(
      user: FakeUser,
      { userAgent = USER_AGENT, xBc = randomBytes(20).toString('hex'), ip = null, secondFactor }: SignInOptions = {},
    ): Session {
      const sess = randomBytes(13).toString('hex')
      const fp = randomBytes(16).toString('hex')
      const factor = secondFactor
        ? { code: '482913', options: ['phoneOtp' as const], phoneLast4: '4821', checkAttemptsLeft: 3, ...secondFactor }
        : null
      sessions.set(sess, { user, sess, fp, userAgent, xBc, ip, state: 'live', secondFactor: factor })
      const cookie = `fp=${fp}; auth_id=${user.id}; sess=${sess}; st=${randomBytes(32).toString('hex')}; lang=en`
      return { userId: user.id, cookie, userAgent, xBc }
    },
    kill(bound: Bound, why: Killed['why']) {
      if (bound.state === 'killed') return
      bound.state = 'killed'
      killed.push({ userId: bound.user.id, sess: bound.sess, why })
    },
    /** From now on the session goes by another cookie; under the old one it is not found any more. */
    rotate(bound: Bound): string {
      sessions.delete(bound.sess)
      bound.sess = randomBytes(13).toString('hex')
      sessions.set(bound.sess, bound)
      return bound.sess
    },
    /** The creator signs out, or OnlyFans lets it end. */
    end(session: Session, state: 'logged-out' | 'killed' = 'logged-out') {
      const bound = sessions.get(cookiesIn(session.cookie).get('sess') ?? '')
      if (bound) bound.state = state
    },
    of: (session: Session) => sessions.get(cookiesIn(session.cookie).get('sess') ?? ''),
  }
}

export function cookiesIn(header: string): Map<string, string> {
  return new Map(
    header.split(';').map((pair) => {
      const at = pair.indexOf('=')
      return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()]
    }),
  )
}
