import { rateLimited } from '#src/http/errors.ts'

// OWASP's minimum for argon2id. Two at a time keep one core of two free for everybody who is signed in already.
const ARGON2 = { algorithm: 'argon2id', memoryCost: 19_456, timeCost: 2 } as const
const AT_ONCE = 2
const MOST_WAITING = 20
const TRY_AGAIN_MS = 2_000

let running = 0
const waiting: (() => void)[] = []
let nobodysHash: Promise<string> | undefined

/** Throws 429 when too many people are signing in at this moment. */
export const hashPassword = (password: string) => inTurn(() => Bun.password.hash(password, ARGON2))

/**
 * Whether the password is the one behind the hash. Without a hash the work is done all the same, so that an unknown
 * address takes as long as a wrong password. Throws 429 when too many people are signing in at this moment.
 */
export async function isPassword(password: string, hash: string | undefined): Promise<boolean> {
  nobodysHash ??= Bun.password.hash(crypto.randomUUID(), ARGON2)
  const against = hash ?? (await nobodysHash)
  const isRight = await inTurn(() => Bun.password.verify(password, against))
  return isRight && hash !== undefined
}

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) {
    if (waiting.length >= MOST_WAITING)
      throw rateLimited('passwords', TRY_AGAIN_MS, 'Too many people are signing in. Try again in a moment.')
    await new Promise<void>((resolve) => waiting.push(resolve))
  } else running++
  try {
    return await work()
  } finally {
    // The turn is handed on, so nobody can slip in between.
    const next = waiting.shift()
    if (next) next()
    else running--
  }
}
