import { Html } from '@elysiajs/html'
import { Elysia } from 'elysia'
import type { z } from 'zod'
import type { Deps } from '#src/deps.ts'
import { page, reply } from '#src/http/reply.ts'
import { type Actor, may } from '#src/team/actor.ts'
import { auth } from '#src/team/auth.ts'
import { paths } from '#views/paths.ts'
import { SyncBox } from '#views/pool.tsx'
import { WebshareCard } from '#views/pool-sources.tsx'
import { NewSource, SourceChange } from './input.ts'
import { sourceJson, syncJobJson } from './json.ts'
import { overviewOf, sourceView } from './overview.ts'
import { jobById } from './overview-store.ts'
import { addList } from './own-list.ts'
import type { Source } from './source-store.ts'
import * as sources from './sources.ts'

const READ = { role: 'manager', scope: 'admin' } as const
const OWN = { role: 'owner', scope: 'admin' } as const

/** What feeds the pool. Keys go in and never come out. */
export const sourceRoutes = (deps: Deps) => {
  const card = (actor: Actor, saved?: string) => {
    const { sources: views, now } = overviewOf(deps)
    const rights = { manage: may(actor, READ), own: may(actor, OWN) }
    return <WebshareCard sources={views} now={now} may={rights} {...(saved !== undefined && { saved })} />
  }
  const saved = (actor: Actor, { source, jobId }: sources.SavedSource, message: string, status = 200) =>
    reply(
      { success: true, message, data: { ...sourceJson(sourceView(deps, source)), job_id: jobId } },
      { status, html: () => card(actor, message), location: paths.pool },
    )

  const add = async ({ body, actor }: { body: z.output<typeof NewSource>; actor: Actor }) => {
    const added = body.kind === 'list' ? listed(addList(deps, body, actor)) : await sources.addWebshare(deps, body, actor)
    return saved(actor, added, 'Source added', 201)
  }
  const change = async ({ params: { id }, body, actor }: { params: { id: string }; body: SourceChange; actor: Actor }) =>
    saved(actor, await sources.change(deps, id, body, actor), 'Source saved')
  const remove = ({ params: { id }, actor }: { params: { id: string }; actor: Actor }) => {
    sources.remove(deps, id, actor)
    return reply(
      { success: true, message: 'Source removed' },
      { html: () => card(actor, 'Source removed'), location: paths.pool },
    )
  }

  return new Elysia()
    .use(auth(deps))
    .get(
      '/api/pool/sources',
      ({ actor }) => {
        const data = overviewOf(deps).sources.map(sourceJson)
        const json = { success: true, data, page: { nextCursor: null, hasMore: false, total: data.length } }
        return reply(json, { title: 'Sources', html: () => card(actor) })
      },
      { access: READ },
    )
    .get('/pool/sources', ({ actor }) => page('Sources', () => card(actor)), { access: READ })
    .post('/api/pool/sources', add, { access: OWN, body: NewSource, idempotent: true })
    .post('/pool/sources', add, { access: OWN, body: NewSource })
    .patch('/api/pool/sources/:id', change, { access: OWN, body: SourceChange })
    .post('/pool/sources/:id', change, { access: OWN, body: SourceChange })
    .delete('/api/pool/sources/:id', remove, { access: OWN })
    .post('/pool/sources/:id/remove', remove, { access: OWN })
    .post(
      '/api/pool/sources/:id/accept',
      ({ params: { id }, actor }) => {
        const job = jobById(deps.db, sources.accept(deps, id, actor))
        return reply(
          {
            success: true,
            message: 'The list is read again and applied if it is still the same',
            data: job ? syncJobJson(job) : null,
          },
          {
            status: 202,
            html: () => <SyncBox pool={overviewOf(deps)} job={job ?? null} canSync />,
            location: job ? paths.job(job.id) : paths.pool,
          },
        )
      },
      { access: READ, idempotent: true },
    )
}

const listed = (source: Source): sources.SavedSource => ({ source, jobId: null })
