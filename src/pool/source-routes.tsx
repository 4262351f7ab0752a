import { Html } from '@elysiajs/html'
import { Elysia } from 'elysia'
import type { z } from 'zod'
import type { Deps } from '#src/deps.ts'
import { offerAgain } from '#src/http/form.ts'
import { serverOf } from '#src/http/listening.ts'
import { page, reply } from '#src/http/reply.ts'
import { callerIn } from '#src/http/viewer.ts'
import type { Actor } from '#src/team/actor.ts'
import { auth } from '#src/team/auth.ts'
import { paths } from '#views/paths.ts'
import { KeyDiff } from '#views/pool-key.tsx'
import { SourcesPage } from '#views/pool-sources.tsx'
import { SyncBox } from '#views/pool-sync.tsx'
import { KeyBody, NewSource, SourceChange } from './input.ts'
import { keyDiffJson, sourceJson, syncJobJson } from './json.ts'
import { createKeyDrafts } from './key-drafts.ts'
import { overviewOf, sourceView } from './overview.ts'
import { jobById } from './overview-store.ts'
import { addList } from './own-list.ts'
import { poolPage, wholePool } from './page.tsx'
import { takeKey, tryKey } from './rotate.ts'
import type { Source } from './source-store.ts'
import * as sources from './sources.ts'
import { poolFeed, sourcesCard } from './sources-card.tsx'

const READ = { role: 'manager', scope: 'admin' } as const
const OWN = { role: 'owner', scope: 'admin' } as const

/** What feeds the pool. Keys go in and never come out. */
export const sourceRoutes = (deps: Deps) => {
  const saved = (actor: Actor, { source, jobId }: sources.SavedSource, message: string, status = 200) =>
    reply(
      { success: true, message, data: { ...sourceJson(sourceView(deps, source)), job_id: jobId } },
      {
        status,
        html: () => sourcesCard(deps, actor),
        location: paths.pool,
        toast: message,
        // The list is read now: what shows the pool looks again.
        trigger: 'pool-synced',
      },
    )

  /** A refused form stands there again, with what was typed; but never with a key or a list, which hold passwords. */
  const offer = ({ request, body, params }: { request: Request; body: unknown; params?: { id?: string } }) => {
    const { api_key: _key, proxies: _list, ...rest } = (body ?? {}) as Record<string, unknown>
    const typed = Object.fromEntries(
      Object.entries(rest).flatMap(([name, text]) => (typeof text === 'string' ? [[name, text]] : [])),
    )
    const form = params?.id ?? (typed.kind === 'list' ? 'list' : 'webshare')
    const actor = () => callerIn(request)
    offerAgain(request, {
      title: 'Pool',
      bare: false,
      html: (problem) => poolPage(deps, wholePool(), actor(), { form, problem, typed }),
      part: (problem) => sourcesCard(deps, actor(), { refused: { form, problem, typed } }),
    })
  }

  const add = async ({ body, actor }: { body: z.output<typeof NewSource>; actor: Actor }) => {
    const added = body.kind === 'list' ? listed(addList(deps, body, actor)) : await sources.addWebshare(deps, body, actor)
    return saved(actor, added, 'Source added', 201)
  }
  const change = async ({ params: { id }, body, actor }: { params: { id: string }; body: SourceChange; actor: Actor }) =>
    saved(actor, await sources.change(deps, id, body, actor), 'Source saved')
  const drafts = createKeyDrafts(deps)
  const changeKey = async ({ params: { id }, body, actor, request }: KeyRequest) => {
    // A long list takes its time.
    serverOf(deps.config)?.timeout(request, KEY_TIMEOUT_S)
    return body.apiKey !== undefined && body.dryRun ? tried(id, body.apiKey, actor) : taken(id, body, actor)
  }
  const tried = async (id: string, apiKey: string, actor: Actor) => {
    const found = await tryKey(deps, id, apiKey)
    const draft = drafts.keep({ sourceId: id, apiKey, digest: found.digest }, actor)
    const { name } = sources.sourceOf(deps, id)
    return reply(
      { success: true, data: { dry_run: true, ...keyDiffJson(found), draft } },
      { title: 'New key', html: () => <KeyDiff sourceId={id} name={name} {...found} draft={draft} /> },
    )
  }
  const taken = async (id: string, { apiKey, draft }: KeyBody, actor: Actor) => {
    const kept = draft === undefined ? null : drafts.read(draft, id, actor)
    const jobId = await takeKey(deps, id, kept?.apiKey ?? apiKey ?? '', kept?.digest ?? null, actor)
    if (draft !== undefined) drafts.drop(draft)
    return saved(actor, { source: sources.sourceOf(deps, id), jobId }, 'The new key is in use')
  }
  const remove = ({ params: { id }, actor }: { params: { id: string }; actor: Actor }) => {
    sources.remove(deps, id, actor)
    return reply(
      { success: true, message: 'Source removed' },
      {
        html: () => sourcesCard(deps, actor),
        location: paths.pool,
        toast: 'Source removed',
        trigger: 'pool-synced',
      },
    )
  }

  return new Elysia()
    .use(auth(deps))
    .get(
      '/api/pool/sources',
      ({ actor }) => {
        const data = overviewOf(deps).sources.map(sourceJson)
        const json = { success: true, data, page: { nextCursor: null, hasMore: false, total: data.length } }
        return reply(json, { title: 'Sources', html: () => poolFeed(deps, actor) })
      },
      { access: READ },
    )
    .get(
      '/pool/sources',
      ({ actor }) =>
        page('Sources', () => <SourcesPage>{sourcesCard(deps, actor)}</SourcesPage>, {
          part: { html: () => poolFeed(deps, actor) },
        }),
      { access: READ },
    )
    .post('/api/pool/sources', add, { access: OWN, body: NewSource, idempotent: true })
    .post('/pool/sources', add, { access: OWN, body: NewSource, transform: offer })
    .patch('/api/pool/sources/:id', change, { access: OWN, body: SourceChange })
    .post('/pool/sources/:id', change, { access: OWN, body: SourceChange, transform: offer })
    .post('/api/pool/sources/:id/key', changeKey, { access: OWN, body: KeyBody, idempotent: true })
    .post('/pool/sources/:id/key', changeKey, { access: OWN, body: KeyBody })
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

const KEY_TIMEOUT_S = 250

interface KeyRequest {
  params: { id: string }
  body: KeyBody
  actor: Actor
  request: Request
}

const listed = (source: Source): sources.SavedSource => ({ source, jobId: null })
