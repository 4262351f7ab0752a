import { Html } from '@elysiajs/html'
import { Elysia } from 'elysia'
import { attachment } from '#src/accounts/attachment.ts'
import type { Deps } from '#src/deps.ts'
import { pageJson } from '#src/http/paging.ts'
import { reply } from '#src/http/reply.ts'
import type { Actor } from '#src/team/actor.ts'
import { auth } from '#src/team/auth.ts'
import { JobBox, JobPage, JobsPage } from '#views/jobs.tsx'
import { paths } from '#views/paths.ts'
import { JobStarted } from '#views/proxies.tsx'
import * as again from './again.ts'
import { failedCsv } from './failed-csv.ts'
import { JobQuery } from './input.ts'
import * as jobs from './jobs.ts'
import { jobJson, jobSummaryJson } from './json.ts'
import { inWords, withinReach } from './results.ts'
import * as store from './store.ts'

interface ById {
  params: { id: string }
  actor: Actor
}

// Whoever may start a job may look at it: any key will do, and everybody sees their own jobs only.
const ANYBODY = { role: 'viewer' } as const

/** Long tasks: what runs, what came out, and a way to stop one. */
export const jobRoutes = (deps: Deps) => {
  const list = ({ query, actor }: { query: JobQuery; actor: Actor }) => {
    const { rows, total, nextCursor } = jobs.list(deps, query, actor)
    const next = nextCursor && `${paths.jobs}?${new URLSearchParams({ cursor: nextCursor })}`
    return reply(
      { success: true, data: rows.map(jobSummaryJson), page: pageJson(nextCursor, total) },
      { title: 'Jobs', html: () => <JobsPage jobs={rows} total={total} next={next} now={deps.now()} /> },
    )
  }
  const wordsOf = (job: store.JobRow, actor: Actor) =>
    inWords(deps.db, withinReach(deps.db, store.resultsToShow(deps.db, job.id), actor), actor)
  const boxOf = (job: store.JobRow, actor: Actor) => ({
    job,
    results: wordsOf(job, actor),
    offers: again.offersFor(job, actor),
    action: again.actionOf(job),
    now: deps.now(),
  })
  const shown = (job: store.JobRow, actor: Actor) =>
    reply(() => ({ success: true, data: jobJson(job, withinReach(deps.db, store.itemsOf(deps.db, job.id), actor)) }), {
      title: 'Job',
      location: paths.job(job.id),
      html: () => <JobPage {...boxOf(job, actor)} />,
      part: { html: () => <JobBox {...boxOf(job, actor)} /> },
    })
  const show = ({ params, actor }: ById) => shown(jobs.find(deps, params.id, actor), actor)

  const failed = ({ params, actor }: ById) => attachment('failed.csv', failedCsv(deps, params.id, actor))
  const retried = ({ params, actor }: ById) => {
    const jobId = again.retry(deps, params.id, actor)
    return reply(
      { success: true, data: { job_id: jobId } },
      { status: 202, html: () => <JobStarted jobId={jobId} />, location: paths.job(jobId) },
    )
  }

  return new Elysia()
    .use(auth(deps))
    .get('/api/jobs', list, { access: ANYBODY, query: JobQuery })
    .get('/jobs', list, { access: ANYBODY, query: JobQuery })
    .get('/api/jobs/:id', show, { access: ANYBODY })
    .get('/jobs/:id', show, { access: ANYBODY })
    .get('/api/jobs/:id/failed.csv', failed, { access: ANYBODY })
    .get('/jobs/:id/failed.csv', failed, { access: ANYBODY })
    .post('/api/jobs/:id/cancel', ({ params, actor }) => shown(jobs.cancel(deps, params.id, actor), actor), { access: ANYBODY })
    .post('/api/jobs/:id/pause', ({ params, actor }) => shown(again.pause(deps, params.id, actor), actor), { access: ANYBODY })
    .post('/api/jobs/:id/resume', ({ params, actor }) => shown(again.goOn(deps, params.id, actor), actor), { access: ANYBODY })
    .post('/api/jobs/:id/retry', retried, { access: ANYBODY, idempotent: true })
}
