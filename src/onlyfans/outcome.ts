import type { FailureName } from '#src/net/failure.ts'

/** Who a session belongs to, as OnlyFans says. */
export interface OnlyFansUser {
  id: string
  name: string
  username: string
  avatar: string | null
}

/** Which second factors OnlyFans offers, and how many tries are left. No secret. */
export interface TwoFactor {
  options: ('phone' | 'app' | 'face' | 'forceFace')[]
  phoneLast4: string | null
  /** Null where OnlyFans did not say. */
  attemptsLeft: number | null
}

/**
 * What one answer, or the lack of one, says of a session (after the answers that open-source clients know). Only `active`, `expired` and `awaiting_2fa`
 * are OnlyFans' own word on it; everything else leaves its state as it was.
 */
export type Outcome =
  | { kind: 'active'; user: OnlyFansUser }
  | { kind: 'expired'; reason: 'logged_out' | 'refused' | 'other_user' }
  | { kind: 'awaiting_2fa'; twoFactor: TwoFactor }
  | { kind: 'rules_outdated' }
  | { kind: 'no_rules' }
  | { kind: 'proxy_failed'; reason: FailureName }
  | {
      kind: 'unreachable'
      reason: 'rate_limited' | 'server_error' | 'challenge' | 'network' | 'unreadable'
      retryAfterMs?: number
    }
