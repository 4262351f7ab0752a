import { createHash } from 'node:crypto'

/** How OnlyFans' front end of a certain build signs its requests; in our own form, whatever form it was published in. */
export interface SigningRules {
  staticParam: string
  prefix: string
  /** In the wild the unix time of the front end's build, in hex. */
  suffix: string
  checksumConstant: number
  /** Places in the hash, 0 to 39. */
  checksumIndexes: number[]
  appToken: string
  revision: string | null
  /** The rules were made for requests that do not name their user; these are signed for user 0. */
  leavesOutUserId: boolean
}

export interface ToSign {
  /** Path and query, exactly as they are sent. */
  path: string
  /** `0` where the request names no user. */
  userId: string
  /** Milliseconds since 1970. */
  time: number
}

/** The `sign` header of a request, as open-source clients and the front end compute it. */
export function sign(rules: SigningRules, { path, userId, time }: ToSign): string {
  const hash = createHash('sha1').update([rules.staticParam, time, path, userId].join('\n')).digest('hex')
  const sum = rules.checksumIndexes.reduce((total, index) => total + hash.charCodeAt(index), rules.checksumConstant)
  return `${rules.prefix}:${hash}:${Math.abs(sum).toString(16)}:${rules.suffix}`
}

// Nobody signed requests this way before, and a clock may run a day ahead.
const FIRST_BUILD = Date.UTC(2020, 0, 1)
const DAY_MS = 86_400_000

/** When the front end was built that the rules are of, read from their suffix; null where it tells no time. */
export function builtAt({ suffix }: Pick<SigningRules, 'suffix'>, now: number): number | null {
  if (!/^[0-9a-f]{8}$/i.test(suffix)) return null
  const at = Number.parseInt(suffix, 16) * 1000
  return at >= FIRST_BUILD && at <= now + DAY_MS ? at : null
}
