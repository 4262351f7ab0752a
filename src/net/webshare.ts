import { createHash } from 'node:crypto'
import { textAtMost } from './direct.ts'
import { NetFailure } from './failure.ts'
import type { Net } from './net.ts'
import { type ListPage, listPage, listState, type Plan, plans, type Replacement, replacements } from './webshare-answer.ts'
import { failureOf, WebshareFailure } from './webshare-failure.ts'
import { createLimiter, type Limiter, type LimiterClock, REAL_TIME } from './webshare-limit.ts'

/** A key, and which list of its account is meant. */
export interface WebshareAccess {
  apiKey: string
  /** Null: the account's default plan. */
  planId: string | null
  mode: 'direct' | 'backbone'
}

export interface ListQuery {
  page: number
  pageSize: number
  /** Only these countries, as upper-case codes. */
  countries?: string[] | undefined
}

export interface CallOptions {
  signal?: AbortSignal | undefined
  /** The longest wait that Webshare may ask for and get, in ms; a longer one fails the call as `throttled`. */
  patienceMs?: number
  /** Does not wait for a place among the calls of this minute, but fails as `throttled`. */
  isUrgent?: boolean
}

/** The API of Webshare. Every call throws WebshareFailure when there is no usable answer. */
export interface Webshare {
  list(access: WebshareAccess, query: ListQuery, options?: CallOptions): Promise<ListPage>
  /** Whether the list stands (`completed`) or is being changed. */
  listState(access: WebshareAccess, options?: CallOptions): Promise<string>
  plans(access: WebshareAccess, options?: CallOptions): Promise<Plan[]>
  /** What was taken out of the list and why, newest first. */
  replaced(access: WebshareAccess, page: number, options?: CallOptions): Promise<{ next: number | null; rows: Replacement[] }>
  /** Whether anything answers at the API's address. Sends no key. */
  answers(): Promise<boolean>
}

/** Webshare allows 60 list calls a minute; the rest is left to whoever else uses the key. */
const LIST_CALLS_PER_MINUTE = 50
/** Of these, kept for people who ask for the live list while a sync runs. */
const RESERVED_FOR_LIVE = 5

export interface WebshareTimes extends LimiterClock {
  /** For one call, answer included. */
  callTimeoutMs: number
}
const TIMES: WebshareTimes = { ...REAL_TIME, callTimeoutMs: 20_000 }

const LIST_PATH = '/api/v2/proxy/list/'
const TRIES = 3
const BACK_OFF_MS = 500
/** Bytes of an answer, unpacked: many times what 5,000 proxies take. */
const LARGEST_ANSWER = 32 * 1024 * 1024
const PATIENCE_MS = 5_000

/** @param apiUrl origin of the API; nothing a Webshare answer holds can change where calls go. */
export function createWebshare(apiUrl: URL, net: Pick<Net, 'direct'>, times: Partial<WebshareTimes> = {}): Webshare {
  const { callTimeoutMs, ...clock } = { ...TIMES, ...times }
  const limiters = new Map<string, Limiter>()

  // The limit is the account's, so plans that share a key share it. Known by its hash: a key stays out of long-lived maps.
  function limiterOf({ apiKey }: WebshareAccess) {
    const name = createHash('sha256').update(apiKey).digest('base64')
    const limiter = limiters.get(name) ?? createLimiter(LIST_CALLS_PER_MINUTE, clock)
    limiters.set(name, limiter)
    return limiter
  }

  /** Each try of a list call takes a place of its own. */
  async function enter(access: WebshareAccess, { isUrgent, signal }: CallOptions) {
    const limiter = limiterOf(access)
    if (!isUrgent) await limiter.take({ reserve: RESERVED_FOR_LIVE, signal })
    else if (!limiter.tryTake()) throw new WebshareFailure('throttled', { detail: 'This minute is used up by our own calls.' })
  }

  async function once({ apiKey }: WebshareAccess, url: URL, signal: AbortSignal | undefined): Promise<unknown> {
    const headers = { authorization: `Token ${apiKey}`, accept: 'application/json' }
    const answer = await net.direct('webshare', url, { headers, timeoutMs: callTimeoutMs, ...(signal && { signal }) })
    const body = await textAtMost(answer, LARGEST_ANSWER)
    if (answer.status !== 200) throw failureOf(answer.status, body, answer.headers.get('retry-after'), apiKey)
    try {
      return JSON.parse(body)
    } catch {
      throw new WebshareFailure('bad_answer', { detail: 'The answer is not JSON.' })
    }
  }

  async function call(access: WebshareAccess, path: string, query: Record<string, string | number>, options: CallOptions = {}) {
    const { signal, patienceMs = PATIENCE_MS } = options
    const url = new URL(path, apiUrl)
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value))
    if (access.planId !== null) url.searchParams.set('plan_id', access.planId)
    for (let attempt = 1; ; attempt++) {
      try {
        if (path === LIST_PATH) await enter(access, options)
        return await once(access, url, signal)
      } catch (error) {
        if (signal?.aborted) throw signal.reason
        const failure = toWebshareFailure(error)
        const wait = attempt < TRIES ? waitBefore(failure, attempt) : null
        if (wait === null || wait > patienceMs) throw failure
        await clock.pause(withJitter(wait), signal)
      }
    }
  }

  const stateOf = async (access: WebshareAccess, options?: CallOptions) =>
    listState(await call(access, '/api/v3/proxy/list/status', {}, options))
  const plansOf = async (access: WebshareAccess, options?: CallOptions) =>
    plans(await call({ ...access, planId: null }, '/api/v2/subscription/plan/', {}, options))

  return {
    async list(access, { page, pageSize, countries }, options) {
      const query = {
        mode: access.mode,
        page,
        page_size: pageSize,
        ...(countries && countries.length > 0 && { country_code__in: countries.join(',') }),
      }
      return listPage(await call(access, LIST_PATH, query, options), page)
    },
    async listState(access, options) {
      try {
        return await stateOf(access, options)
      } catch (error) {
        // The list itself has a default plan; this call may want the plan named.
        if (!(error instanceof WebshareFailure && error.status === 400 && access.planId === null)) throw error
        const [plan, ...others] = (await plansOf(access, options)).filter(({ active }) => active)
        if (!plan || others.length > 0) throw error
        return stateOf({ ...access, planId: plan.id }, options)
      }
    },
    plans: plansOf,
    async replaced(access, page, options) {
      const query = { page, page_size: 100, ordering: '-created_at' }
      return replacements(await call(access, '/api/v2/proxy/list/replaced/', query, options), page)
    },
    async answers() {
      try {
        const answer = await net.direct('webshare', new URL('/', apiUrl), { timeoutMs: 5_000 })
        await answer.body?.cancel()
        return true
      } catch {
        return false
      }
    },
  }
}

// Webshare's own client retries twice and waits longer each time. A call that timed out has used its time already.
function waitBefore({ failure, status, retryAfterMs, cause }: WebshareFailure, attempt: number): number | null {
  if (failure === 'throttled') return retryAfterMs
  if (failure !== 'unreachable' || (cause instanceof NetFailure && cause.failure === 'timeout')) return null
  return status === null && !(cause instanceof NetFailure && cause.failure === 'reset') ? null : BACK_OFF_MS * 2 ** (attempt - 1)
}

// Never shorter than asked, and not all at once when several installations were told the same.
const withJitter = (ms: number) => Math.round(ms * (1 + Math.random() / 5))

function toWebshareFailure(error: unknown): WebshareFailure {
  if (error instanceof WebshareFailure) return error
  if (error instanceof NetFailure && error.failure === 'protocol') {
    return new WebshareFailure('bad_answer', { detail: 'The answer is too large or cannot be unpacked.', cause: error })
  }
  const detail = error instanceof NetFailure ? DETAILS[error.failure] : undefined
  return new WebshareFailure('unreachable', { detail: detail ?? 'The connection failed.', cause: error })
}

const DETAILS: Partial<Record<NetFailure['failure'], string>> = {
  timeout: 'No answer in time.',
  refused: 'The connection was refused.',
  dns: 'The name cannot be resolved.',
  reset: 'The connection was closed.',
  tls_failed: 'The certificate is not trusted.',
}
