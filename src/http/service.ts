import { timingSafeEqual } from 'node:crypto'
import { Elysia } from 'elysia'
import { isWritable } from '#db/health.ts'
import type { Deps } from '#src/deps.ts'
import { clientIp } from './client-ip.ts'
import { AppError, unauthorized } from './errors.ts'
import { metricsText } from './metrics.ts'

/** What whoever runs the program asks it: alive, ready, and figures. */
export const serviceRoutes = (deps: Deps) =>
  new Elysia({ name: 'service' })
    .get('/healthz', () => 'ok')
    .get('/readyz', () => {
      if (deps.isStopping?.()) throw new AppError(503, 'NOT_READY', 'The server is stopping')
      if (!isWritable(deps.db)) throw new AppError(503, 'NOT_READY', 'The database cannot be written')
      return 'ready'
    })
    .get('/metrics', async ({ request, set }) => {
      assertMayScrape(deps, request, clientIp(deps.config, request))
      set.headers['content-type'] = 'text/plain; version=0.0.4; charset=utf-8'
      return metricsText()
    })

// A reverse proxy on this machine would make everybody look local.
const FORWARDED = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via']

function assertMayScrape({ config: { metricsToken } }: Deps, { headers }: Request, ip: string | null) {
  if (metricsToken !== undefined) {
    if (!isSame(headers.get('authorization') ?? '', `Bearer ${metricsToken}`)) throw unauthorized()
    return
  }
  const isLocal = ip !== null && (ip === '::1' || ip.startsWith('127.')) && !FORWARDED.some((name) => headers.has(name))
  if (!isLocal) throw unauthorized('Set MOORING_METRICS_TOKEN to read the metrics from another machine')
}

function isSame(given: string, expected: string) {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}
