import { gzipSync } from 'node:zlib'
import type { ListedProxy } from './webshare-proxies.ts'

export { type ListedProxy, madeUpProxies, madeUpUsers } from './webshare-proxies.ts'

/** What the stand-in does wrong, in the list of proxies unless said otherwise. */
export type Fault =
  | 'throttled'
  | 'unauthorized'
  | 'payment-required'
  | 'suspended'
  | 'html-500'
  | 'bad-gateway'
  | 'hang'
  | 'hang-after-headers'
  | 'drop'
  | 'cut-json'
  | 'gzip-bomb'
  | 'empty-object'
  | 'empty-array'
  | 'html-200'
  | 'other-count'
  | 'duplicate-ids'
  | 'removed-between-pages'
  | 'swapped-between-pages'
  | 'next-loop'
  | 'next-elsewhere'
  | 'redirect'
  | 'empty-list'
  | 'null-city'
  | 'null-address'
  | 'null-port'
  | 'other-plan'
  | 'small-pages'
  | 'refuses-page-size'
  | 'slow'

export interface Misbehaviour {
  /** The first page that is answered wrongly; 1 unless given. */
  fromPage?: number
  /** How many calls go wrong before all is well again; for ever unless given. */
  times?: number
  /** Value of Retry-After for `throttled`; left out unless given. */
  retryAfter?: string
  /** How long `slow` takes. */
  delayMs?: number
  /** Where `next-elsewhere` and `redirect` point. */
  elsewhere?: string
}

export interface Plan {
  id: number
  status: 'active' | 'cancelled'
  proxies: ListedProxy[]
}

/** A row of `/api/v2/proxy/list/replaced/`. */
export interface Replaced {
  id: number
  reason: string
  proxy: string
  proxy_port: number
  proxy_country_code: string
  replaced_with: string | null
  replaced_with_port: number | null
  replaced_with_country_code: string | null
  created_at: string
}

export interface SeenRequest {
  method: string
  path: string
  query: Record<string, string>
  authorization: string | null
  at: number
}

export interface WebshareOptions {
  proxies?: ListedProxy[]
  apiKey?: string
  /** More plans than the default one (id 1), by `plan_id`. */
  plans?: Plan[]
  /** Larger page sizes are cut to this, as far as is known of Webshare. */
  maxPageSize?: number
  /** Answers 429 beyond this many list calls in a minute; no limit unless given (Webshare: 60). */
  listCallsPerMinute?: number
  hostname?: string
  port?: number
  /** Oldest requests are forgotten beyond this many. */
  remember?: number
}

export type FakeWebshare = Awaited<ReturnType<typeof startWebshare>>

const DEFAULT_PLAN = 1
const JSON_TYPE = { 'content-type': 'application/json' }

/** A Webshare on loopback that answers as the real one is known to, and badly when told to. */
export async function startWebshare(options: WebshareOptions = {}) {
  const { apiKey = 'wsk_0123456789abcdefghijklmnopqrstuvwxyz', maxPageSize = 100, listCallsPerMinute } = options
  const plans = new Map<number, Plan>()
  plans.set(DEFAULT_PLAN, { id: DEFAULT_PLAN, status: 'active', proxies: options.proxies ?? [] })
  for (const plan of options.plans ?? []) plans.set(plan.id, plan)

  const keys = new Set([`Token ${apiKey}`])
  const requests: SeenRequest[] = []
  const replaced: Replaced[] = []
  let recentListCalls: number[] = []
  let fault: (Misbehaviour & { kind: Fault }) | null = null
  /** Whether a later page was read since the last change of behaviour. */
  let readOn = false
  let state: 'pending' | 'processing' | 'completed' = 'completed'

  const server = Bun.serve({
    hostname: options.hostname ?? '127.0.0.1',
    port: options.port ?? 0,
    idleTimeout: 0,
    async fetch(request) {
      const url = new URL(request.url)
      const authorization = request.headers.get('authorization')
      requests.push({
        method: request.method,
        path: url.pathname,
        query: Object.fromEntries(url.searchParams),
        authorization,
        at: Date.now(),
      })
      if (requests.length > (options.remember ?? 10_000)) requests.shift()
      if (!keys.has(authorization ?? '')) return detail(401, 'Invalid token.')
      const plan = plans.get(Number(url.searchParams.get('plan_id') ?? DEFAULT_PLAN))
      if (!plan) return detail(404, 'Not found.')
      switch (url.pathname) {
        case '/api/v2/proxy/list/':
          return (await wrong(url, plan)) ?? list(url, plan.proxies)
        case '/api/v3/proxy/list/status':
          return Response.json(statusOf(plan))
        case '/api/v2/proxy/list/replaced/':
          return Response.json(pageOf(url, replaced, 100))
        case '/api/v2/subscription/plan/':
          return Response.json(pageOf(url, [...plans.values()].map(planJson), 100))
        case '/api/v2/subscription/':
          return Response.json({ id: 1, plan: DEFAULT_PLAN, throttled: false, paused: false })
        case '/api/v2/profile/':
          return Response.json({ id: 1, email: 'agency@example.com', first_name: 'Ada', last_name: 'Moor' })
        default:
          return detail(404, 'Not found.')
      }
    },
  })

  function statusOf({ proxies, id }: Plan) {
    const countries: Record<string, number> = {}
    for (const { country_code: code } of proxies) countries[code] = (countries[code] ?? 0) + 1
    return { id, state, countries, unallocated_countries: {}, is_proxy_used: true }
  }

  function list(url: URL, proxies: ListedProxy[]): Response {
    const now = Date.now()
    recentListCalls = recentListCalls.filter((at) => at > now - 60_000)
    if (listCallsPerMinute !== undefined && recentListCalls.length >= listCallsPerMinute) return throttled('60')
    recentListCalls.push(now)
    const mode = url.searchParams.get('mode')
    if (mode !== 'direct' && mode !== 'backbone') {
      return Response.json({ mode: [{ message: 'This field is required.', code: 'required' }] }, { status: 400 })
    }
    const countries = url.searchParams.get('country_code__in')?.split(',')
    const wanted = countries ? proxies.filter(({ country_code: code }) => countries.includes(code)) : proxies
    const answer = pageOf(url, wanted, maxPageSize)
    return answer ? Response.json(answer) : detail(404, 'Invalid page.')
  }

  async function wrong(url: URL, plan: Plan): Promise<Response | null> {
    const page = Number(url.searchParams.get('page') ?? 1)
    readOn ||= page > 1
    if (!fault || page < (fault.fromPage ?? 1)) return null
    const { kind, retryAfter, delayMs = 300, elsewhere = 'http://127.0.0.9:9/' } = fault
    if (fault.times !== undefined) fault = fault.times > 1 ? { ...fault, times: fault.times - 1 } : null
    const good = () => pageOf(url, plan.proxies, maxPageSize) ?? { count: 0, next: null, previous: null, results: [] }
    const changed = (change: (proxy: ListedProxy) => ListedProxy) => {
      const answer = good()
      return Response.json({ ...answer, results: answer.results.map((proxy, n) => (n === 0 ? change(proxy) : proxy)) })
    }
    switch (kind) {
      case 'throttled':
        return throttled(retryAfter)
      case 'unauthorized':
        return detail(401, 'Invalid token.')
      case 'payment-required':
        return detail(402, 'Payment required.')
      case 'suspended':
        return Response.json({ detail: 'Your account is suspended.', code: 'account_suspended' }, { status: 403 })
      case 'html-500':
        return new Response('<!doctype html><h1>Server Error (500)</h1>', {
          status: 500,
          headers: { 'content-type': 'text/html' },
        })
      case 'bad-gateway':
        return new Response('Bad Gateway', { status: 502 })
      case 'hang':
        return new Promise(() => {})
      case 'hang-after-headers':
        return new Response(neverEnding('{"count": 3, "results": ['), { headers: JSON_TYPE })
      case 'drop':
        return new Response(breakingOff(), { headers: JSON_TYPE })
      case 'cut-json':
        return new Response(JSON.stringify(good()).slice(0, -40), { headers: JSON_TYPE })
      case 'gzip-bomb':
        return new Response(bomb(), { headers: { ...JSON_TYPE, 'content-encoding': 'gzip' } })
      case 'empty-object':
        return Response.json({})
      case 'empty-array':
        return Response.json([])
      case 'html-200':
        return new Response('<!doctype html><title>Sign in to the network</title>', { headers: { 'content-type': 'text/html' } })
      case 'other-count':
        return Response.json({ ...good(), count: plan.proxies.length + 7 })
      case 'duplicate-ids':
        return changed((proxy) => ({ ...proxy, id: plan.proxies.at(1)?.id ?? proxy.id, proxy_address: '198.51.100.7' }))
      case 'removed-between-pages':
        return Response.json(pageOf(url, page > 1 ? plan.proxies.slice(1) : plan.proxies, maxPageSize))
      case 'swapped-between-pages':
        return Response.json(pageOf(url, page > 1 || readOn ? swapped(plan.proxies) : plan.proxies, maxPageSize))
      case 'next-loop':
        return Response.json({ ...good(), next: `${url.origin}${url.pathname}?mode=direct&page=1&page_size=100` })
      case 'next-elsewhere':
        return Response.json({ ...good(), next: good().next && `${elsewhere}?page=${page + 1}` })
      case 'redirect':
        return new Response(null, { status: 302, headers: { location: elsewhere } })
      case 'empty-list':
        return Response.json({ count: 0, next: null, previous: null, results: [] })
      case 'null-city':
        return changed((proxy) => ({ ...proxy, city_name: null }))
      case 'null-address':
        return changed((proxy) => ({ ...proxy, proxy_address: null }))
      case 'null-port':
        return changed((proxy) => ({ ...proxy, port: null }))
      case 'other-plan':
        return list(url, [...plans.values()].find((other) => other.id !== plan.id)?.proxies ?? [])
      case 'small-pages':
        return Response.json(pageOf(url, plan.proxies, 10))
      case 'refuses-page-size':
        return Number(url.searchParams.get('page_size')) > 100
          ? Response.json({ page_size: ['Ensure this value is less than or equal to 100.'] }, { status: 400 })
          : null
      case 'slow':
        await Bun.sleep(delayMs)
        return list(url, plan.proxies)
    }
  }

  return {
    url: server.url.origin,
    apiKey,
    /** Makes another key good, or one no longer so. */
    accept: (key: string) => void keys.add(`Token ${key}`),
    revoke: (key: string) => void keys.delete(`Token ${key}`),
    /** Every request so far, oldest first. */
    requests,
    /** Calls of the list alone. */
    listCalls: () => requests.filter(({ path }) => path === '/api/v2/proxy/list/'),
    replaced,
    /** What the plan lists from now on. */
    list(proxies: ListedProxy[], planId = DEFAULT_PLAN) {
      plans.set(planId, { status: 'active', ...plans.get(planId), id: planId, proxies })
    },
    proxies: (planId = DEFAULT_PLAN) => plans.get(planId)?.proxies ?? [],
    /** Null: well again. */
    behave(kind: Fault | null, how: Misbehaviour = {}) {
      fault = kind && { kind, ...how }
      readOn = false
    },
    setState(to: typeof state) {
      state = to
    },
    stop: () => server.stop(true),
  }
}

function pageOf<T>(url: URL, rows: T[], maxPageSize: number) {
  const asked = Number(url.searchParams.get('page_size') ?? 25)
  const size = Math.min(maxPageSize, Number.isInteger(asked) && asked > 0 ? asked : 25)
  const page = Number(url.searchParams.get('page') ?? 1)
  const pages = Math.max(1, Math.ceil(rows.length / size))
  if (page > pages) return null
  const linkTo = (number: number) => {
    const link = new URL(url)
    link.searchParams.set('page', String(number))
    return link.href
  }
  return {
    count: rows.length,
    next: page < pages ? linkTo(page + 1) : null,
    previous: page > 1 ? linkTo(page - 1) : null,
    results: rows.slice((page - 1) * size, page * size),
  }
}

const planJson = ({ id, status, proxies }: Plan) => ({
  id,
  status,
  proxy_type: 'shared',
  proxy_subtype: 'default',
  proxy_count: proxies.length,
  proxy_countries: { ZZ: proxies.length },
  bandwidth_limit: 0,
  automatic_refresh_frequency: 0,
  proxy_replacements_total: 10,
  proxy_replacements_used: 0,
  proxy_replacements_available: 10,
})

const detail = (status: number, text: string) => Response.json({ detail: text }, { status })

const throttled = (retryAfter?: string) =>
  Response.json(
    { detail: 'Request was throttled. Expected available in 42 seconds.' },
    { status: 429, headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter } },
  )

// The first proxy leaves after its page was read and a new one comes in at the end: the count stays the same.
const swapped = (proxies: ListedProxy[]) => {
  const last = proxies.at(-1)
  return last ? [...proxies.slice(1), { ...last, id: 'd-999999', proxy_address: '198.51.100.99' }] : []
}

const neverEnding = (start: string) =>
  new ReadableStream({ start: (controller) => controller.enqueue(new TextEncoder().encode(start)) })

const breakingOff = () =>
  new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('{"count": 3, "results": ['))
    },
    pull(controller) {
      controller.error()
    },
  })

let bombBytes: Uint8Array<ArrayBuffer> | undefined
// 128 MiB of spaces in about as many KiB.
function bomb() {
  bombBytes ??= new Uint8Array(gzipSync(Buffer.alloc(128 * 1024 * 1024, 32), { level: 1 }))
  return bombBytes
}
