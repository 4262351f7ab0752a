import { setTimeout as sleep } from 'node:timers/promises'

const MINUTE_MS = 60_000

export interface Limiter {
  /** Waits for a free place. `reserve` places are left to more urgent callers. Rejects when the signal aborts. */
  take(options?: { reserve?: number; signal?: AbortSignal | undefined }): Promise<void>
  /** Takes a place if one is free now. */
  tryTake(): boolean
}

export interface LimiterClock {
  /** Milliseconds that only move forward. */
  now(): number
  pause(ms: number, signal?: AbortSignal): Promise<void>
}

export const REAL_TIME: LimiterClock = {
  now: () => performance.now(),
  pause: (ms, signal) => sleep(ms, undefined, signal ? { signal } : {}),
}

/** At most `perMinute` calls in any 60 seconds; a burst is fine as long as the minute is not full. */
export function createLimiter(perMinute: number, { now, pause }: LimiterClock = REAL_TIME): Limiter {
  let taken: number[] = []

  function freeIn(places: number): number {
    const from = now() - MINUTE_MS
    taken = taken.filter((at) => at > from)
    if (taken.length < places) return 0
    return (taken[taken.length - places] ?? 0) - from
  }

  return {
    async take({ reserve = 0, signal } = {}) {
      for (let wait = freeIn(perMinute - reserve); wait > 0; wait = freeIn(perMinute - reserve))
        await pause(Math.ceil(wait), signal)
      taken.push(now())
    },
    tryTake() {
      if (freeIn(perMinute) > 0) return false
      taken.push(now())
      return true
    },
  }
}
