import { type LimiterClock, REAL_TIME } from '#src/net/webshare-limit.ts'

/** Keeps our own calls as one OnlyFans user apart. */
export interface Pace {
  /** Resolves when the next call as this user may go out; callers take turns. Rejects when the signal aborts. */
  turn(userId: string, signal?: AbortSignal): Promise<void>
}

/** What tests of other people's clients keep between two calls as one user. */
export const APART_MS = 2_000

export function createPace(apartMs = APART_MS, { now, pause }: LimiterClock = REAL_TIME): Pace {
  const nextAt = new Map<string, number>()

  function forgetPast() {
    for (const [userId, at] of nextAt) if (at <= now()) nextAt.delete(userId)
  }

  return {
    async turn(userId, signal) {
      forgetPast()
      const at = Math.max(now(), nextAt.get(userId) ?? 0)
      nextAt.set(userId, at + apartMs)
      if (at > now()) await pause(at - now(), signal)
    },
  }
}

const paces = new WeakMap<object, Pace>()

/** The pace of one running Mooring. */
export function paceOf(deps: { pace?: Pace; net: object }): Pace {
  if (deps.pace) return deps.pace
  const pace = paces.get(deps.net) ?? createPace()
  paces.set(deps.net, pace)
  return pace
}
