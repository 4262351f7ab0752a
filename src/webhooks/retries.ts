import { TEST } from './types.ts'

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS

/** How long after each failed try the next one follows: those of Standard Webhooks. */
const WAITS_MS = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
]

/** How often a delivery is tried at most. */
export const MOST_TRIES = WAITS_MS.length + 1

/** How long a delivery is tried at most, in milliseconds. */
export const WHOLE_TIME_MS = WAITS_MS.reduce((sum, wait) => sum + wait, 0)

// Everything that failed in the same moment would come back in the same moment.
const JITTER = 0.1

/** How long to wait after so many failed tries, in milliseconds; null when it is given up. A test is tried once. */
export function waitAfter(tries: number, type: string, random: () => number = Math.random): number | null {
  const wait = type === TEST ? undefined : WAITS_MS[tries - 1]
  return wait === undefined ? null : Math.round(wait * (1 + JITTER * random()))
}
