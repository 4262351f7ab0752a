import type { Deps } from '#src/deps.ts'
import { rateLimited } from './errors.ts'

/** At most `quota` at once, refilled evenly over `windowMs`. The name is what clients see in the headers. */
export interface Quota {
  name: string
  quota: number
  windowMs: number
  /** What all callers have together, where that is less than all of theirs. */
  together?: Omit<Quota, 'together'>
  /** Told in the `X-RateLimit` headers of OFAuth's clients as well. */
  inOldHeaders?: boolean
}

interface Bucket {
  tokens: number
  at: number
}

// Names of buckets come from strangers (addresses), so there must be an end to them.
const MOST_BUCKETS = 20_000

/** Token buckets by name, in memory: a restart forgives. */
export interface Limits {
  /** Takes one token. Returns the headers that tell how many are left. Throws 429 when there is none. */
  take(quota: Quota, by: string): Record<string, string>
  /** Gives a token back, for an attempt that turned out to be a good one. */
  giveBack(quota: Quota, by: string): void
}

const limits = new WeakMap<Deps, Limits>()

/** The buckets of one running Mooring. */
export function limitsOf(deps: Deps): Limits {
  const known = limits.get(deps) ?? createLimits(deps.now)
  limits.set(deps, known)
  return known
}

/** @param now milliseconds since 1970. */
export function createLimits(now: () => number): Limits {
  const buckets = new Map<string, Bucket>()

  function refilled({ name, quota, windowMs }: Quota, by: string): Bucket {
    const id = `${name}\n${by}`
    const { tokens, at } = buckets.get(id) ?? { tokens: quota, at: now() }
    const bucket = { tokens: Math.min(quota, tokens + (Math.max(0, now() - at) * quota) / windowMs), at: now() }
    // Set anew, so that the map's order is that of use and the oldest goes first.
    buckets.delete(id)
    buckets.set(id, bucket)
    if (buckets.size > MOST_BUCKETS) forgetOldest(buckets)
    return bucket
  }

  return {
    take(quota, by) {
      const bucket = refilled(quota, by)
      const msPerToken = quota.windowMs / quota.quota
      const old = () => oldHeaders(quota, bucket, now() + (quota.quota - bucket.tokens) * msPerToken)
      if (bucket.tokens < 1) throw tooMany(quota, (1 - bucket.tokens) * msPerToken, old())
      bucket.tokens -= 1
      return { ...headersFor(quota, Math.floor(bucket.tokens), (quota.quota - bucket.tokens) * msPerToken), ...old() }
    },
    giveBack(quota, by) {
      const bucket = refilled(quota, by)
      bucket.tokens = Math.min(quota.quota, bucket.tokens + 1)
    },
  }
}

function forgetOldest(buckets: Map<string, Bucket>) {
  for (const id of buckets.keys()) return buckets.delete(id)
}

const tooMany = (quota: Quota, waitMs: number, headers: Record<string, string>) =>
  rateLimited(quota.name, waitMs, undefined, { ...policyOf(quota), ...headers })

/** @param fullAt when nothing would be missing any more, in milliseconds since 1970; told in seconds. */
function oldHeaders({ quota, inOldHeaders }: Quota, { tokens }: Bucket, fullAt: number): Record<string, string> {
  if (!inOldHeaders) return {}
  return {
    'x-ratelimit-limit': String(quota),
    'x-ratelimit-remaining': String(Math.floor(tokens)),
    'x-ratelimit-reset': String(Math.ceil(fullAt / 1000)),
  }
}

/** RateLimit headers of the IETF draft: `r` is what is left, `t` the seconds until the bucket is full. */
const headersFor = (quota: Quota, left: number, ms: number): Record<string, string> => ({
  ...policyOf(quota),
  ratelimit: `"${quota.name}";r=${left};t=${seconds(ms)}`,
})

const policyOf = ({ name, quota, windowMs }: Quota) => ({ 'ratelimit-policy': `"${name}";q=${quota};w=${seconds(windowMs)}` })

const seconds = (ms: number) => Math.max(1, Math.ceil(ms / 1000))
