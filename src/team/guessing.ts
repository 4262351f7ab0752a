import type { Deps } from '#src/deps.ts'
import { rateLimited } from '#src/http/errors.ts'
import { limitsOf, type Quota } from '#src/http/rate-limit.ts'

const MINUTE_MS = 60_000
/** Tries before a pause is asked for, and how long they count. */
const FREE_TRIES = 5
const FREE_WINDOW_MS = 5 * MINUTE_MS
const LONGEST_PAUSE_MS = 60 * MINUTE_MS
const FORGOTTEN_AFTER_MS = 24 * 60 * MINUTE_MS
const MOST_REMEMBERED = 20_000

/** From one address: ten at once, then one a minute. */
const PER_ADDRESS: Quota = { name: 'sign-in', quota: 10, windowMs: 10 * MINUTE_MS }
/** At one account, from wherever: bounds what many addresses can try together. */
const PER_ACCOUNT: Quota = { name: 'sign-in-account', quota: 30, windowMs: 10 * MINUTE_MS }

interface Tries {
  failures: number
  lastAt: number
}

export interface Attempt {
  email: string
  ip: string | null
  /** A browser in which this member signed in before: strangers who guess do not use up its tries. */
  knownBrowser: string | null
}

const memories = new WeakMap<Deps, Map<string, Tries>>()

/** What a try turned out to be. One that is told neither was a wrong one. */
export interface Try {
  succeeded(): void
  /** The password was right and a code is still to come: neither a failure, nor reason to forget earlier ones. */
  leftOpen(): void
}

/**
 * Counts a try before the password is looked at, so that parallel ones count too. Throws 429 while a pause is due.
 * The address as it was typed decides, whether there is such a member or not.
 */
export function countTry(deps: Deps, { email, ip, knownBrowser }: Attempt): Try {
  const limits = limitsOf(deps)
  const address = ip ?? 'unknown'
  const who = knownBrowser === null ? `${email}\n${address}` : `${email}\n#${knownBrowser}`
  const memory = memoryOf(deps)
  countFailure(memory, who, deps.now())
  if (knownBrowser !== null) return { succeeded: () => void memory.delete(who), leftOpen: () => takeBack(memory, who) }

  limits.take(PER_ADDRESS, address)
  limits.take(PER_ACCOUNT, email)
  const giveBack = () => {
    limits.giveBack(PER_ADDRESS, address)
    limits.giveBack(PER_ACCOUNT, email)
  }
  return {
    succeeded() {
      memory.delete(who)
      giveBack()
    },
    leftOpen() {
      takeBack(memory, who)
      giveBack()
    },
  }
}

function takeBack(memory: Map<string, Tries>, who: string) {
  const tries = memory.get(who)
  if (tries) memory.set(who, { ...tries, failures: tries.failures - 1 })
}

function countFailure(memory: Map<string, Tries>, who: string, now: number) {
  const { failures, lastAt } = triesOf(memory, who, now)
  const waitMs = lastAt + pauseAfter(failures) - now
  if (waitMs > 0) throw rateLimited('failed-sign-ins', waitMs, 'Too many failed sign-ins. Try again later.')
  memory.delete(who)
  memory.set(who, { failures: failures + 1, lastAt: now })
  if (memory.size > MOST_REMEMBERED) for (const oldest of memory.keys()) return void memory.delete(oldest)
}

function triesOf(memory: Map<string, Tries>, who: string, now: number): Tries {
  const tries = memory.get(who) ?? { failures: 0, lastAt: now }
  const lasts = tries.failures < FREE_TRIES ? FREE_WINDOW_MS : FORGOTTEN_AFTER_MS
  return now - tries.lastAt > lasts ? { failures: 0, lastAt: now } : tries
}

/** 1, 2, 4 … 60 minutes once the free tries are used up. */
export const pauseAfter = (failures: number) =>
  failures < FREE_TRIES ? 0 : Math.min(LONGEST_PAUSE_MS, MINUTE_MS * 2 ** (failures - FREE_TRIES))

function memoryOf(deps: Deps) {
  const memory = memories.get(deps) ?? new Map<string, Tries>()
  memories.set(deps, memory)
  return memory
}
