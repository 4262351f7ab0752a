import { Html } from '@elysiajs/html'
import { Elysia } from 'elysia'
import type { Deps } from '#src/deps.ts'
import { countryName } from '#src/geo/places.ts'
import { notFound } from '#src/http/errors.ts'
import { pageJson } from '#src/http/paging.ts'
import { page, reply } from '#src/http/reply.ts'
import { type Actor, may } from '#src/team/actor.ts'
import { auth } from '#src/team/auth.ts'
import { paths } from '#views/paths.ts'
import { PoolRow } from '#views/pool-proxies.tsx'
import { SyncBox } from '#views/pool-sync.tsx'
import { burn, unburn } from './burn.ts'
import { ProxiesQuery } from './input.ts'
import { poolJson, proxyJson, syncJobJson } from './json.ts'
import { listProxies, withPeople } from './list-proxies.ts'
import { overviewOf } from './overview.ts'
import * as store from './overview-store.ts'
import { jobOf, poolPage } from './page.tsx'
import { refreshNow } from './refresh.ts'

const READ = { role: 'viewer', scope: 'pool:read' } as const
const MANAGE = { role: 'manager', scope: 'admin' } as const

/** The pool: what there is, how old it is, and a refresh. */
export const poolRoutes = (deps: Deps) => {
  const pageHtml = (query: ProxiesQuery, actor: Actor) => () => poolPage(deps, query, actor)

  const marked = (proxy: store.PoolProxy, actor: Actor, message: string) => {
    const [held] = withPeople(deps, [proxy], actor.reach)
    if (!held) throw notFound('Proxy')
    return reply(
      { success: true, message, data: proxyJson(held) },
      {
        html: () => <PoolRow proxy={held} now={deps.now()} canBurn />,
        location: paths.poolWhere({ country: proxy.countryCode ?? undefined, q: proxy.host }),
        toast: message,
      },
    )
  }

  return new Elysia()
    .use(auth(deps))
    .get(
      '/api/pool',
      ({ query, actor }) =>
        reply({ success: true, data: poolJson(overviewOf(deps)) }, { title: 'Pool', html: pageHtml(query, actor) }),
      { access: READ, query: ProxiesQuery },
    )
    .get('/pool', ({ query, actor }) => page(titleOf(query), pageHtml(query, actor)), { access: READ, query: ProxiesQuery })
    .get(
      '/pool/sync',
      ({ actor, query }) => {
        const job = jobOf(deps)
        const html = () => <SyncBox pool={overviewOf(deps)} job={job} canSync={may(actor, MANAGE)} />
        // Whoever watched the refresh learns that the rest of the page is old now.
        return page('Pool refresh', html, job === null && query.after !== undefined ? { trigger: 'pool-synced' } : {})
      },
      { access: READ },
    )
    .get(
      '/api/pool/proxies',
      ({ query, actor }) => {
        const list = listProxies(deps, query, actor.reach)
        const json = { success: true, data: list.proxies.map(proxyJson), page: pageJson(list.nextCursor, list.total) }
        return reply(json, { title: 'Pool', html: pageHtml(query, actor) })
      },
      { access: READ, query: ProxiesQuery },
    )
    .post(
      '/api/pool/sync',
      ({ actor }) => {
        const job = store.jobById(deps.db, refreshNow(deps, actor))
        if (!job) throw notFound('Job')
        return reply(
          { success: true, message: 'Pool refresh started', data: syncJobJson(job) },
          {
            status: 202,
            html: () => <SyncBox pool={overviewOf(deps)} job={jobOf(deps)} canSync />,
            location: paths.job(job.id),
          },
        )
      },
      { access: MANAGE, idempotent: true },
    )
    .post(
      '/api/pool/proxies/:id/burn',
      ({ params: { id }, actor }) => marked(burn(deps, rowIn(id), actor), actor, 'Exit marked as burnt'),
      { access: MANAGE, idempotent: true },
    )
    .post(
      '/api/pool/proxies/:id/unburn',
      ({ params: { id }, actor }) => marked(unburn(deps, rowIn(id), actor), actor, 'Exit no longer marked as burnt'),
      { access: MANAGE, idempotent: true },
    )
}

const titleOf = ({ country }: ProxiesQuery) => (country === undefined ? 'Pool' : `Pool, ${countryName(country)}`)

// What is no number is no row either.
const rowIn = (id: string) => (/^\d{1,15}$/.test(id) ? Number(id) : 0)
