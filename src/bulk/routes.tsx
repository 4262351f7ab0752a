import { Html } from '@elysiajs/html'
import { Elysia } from 'elysia'
import { newUuid } from '#src/base/ids.ts'
import type { Deps } from '#src/deps.ts'
import { reply } from '#src/http/reply.ts'
import type { Actor } from '#src/team/actor.ts'
import { auth } from '#src/team/auth.ts'
import { BulkPlanDialog, BulkPlanPage } from '#views/bulk.tsx'
import { paths } from '#views/paths.ts'
import { JobStarted } from '#views/proxies.tsx'
import { type BulkJob, startBulk } from './bulk.ts'
import { AssignMissingBody, BulkBody, type BulkInput } from './input.ts'
import { planJson, rowJson } from './json.ts'
import { type Plan, planFor } from './plan.ts'
import { planShown } from './shown.ts'

const WRITE = { role: 'operator', scope: 'proxy:write' } as const

/** One action for many accounts: first a plan of what would happen, then a job. */
export const bulkRoutes = (deps: Deps) => {
  const started = (jobId: string) =>
    reply(
      { success: true, data: { job_id: jobId } },
      { status: 202, html: () => <JobStarted jobId={jobId} />, location: paths.job(jobId) },
    )
  // Programs may read a plan from a job too, like what they would have started (API.md); people only look at it.
  const kept = (type: BulkJob, { input, rows }: Plan, actor: Actor) =>
    deps.jobs.keep(
      type,
      input,
      rows.map((row) => ({ item: row.accountId, ok: row.problem === null, result: rowJson(row) })),
      actor,
    )
  const planned = (type: BulkJob, plan: Plan, actor: Actor) => {
    // The key makes a second click on Apply answer with the first one's job.
    const shown = () => ({ ...planShown(plan), onceKey: newUuid() })
    return reply(() => ({ success: true, data: { job_id: kept(type, plan, actor), ...planJson(plan) } }), {
      apiStatus: 202,
      title: 'What will happen',
      html: () => <BulkPlanPage {...shown()} />,
      part: { html: () => <BulkPlanDialog {...shown()} />, trigger: 'dialog-open' },
    })
  }
  const act =
    (type: BulkJob) =>
    async ({ body, actor }: { body: BulkInput; actor: Actor }) =>
      body.dryRun ? planned(type, await planFor(deps, body, actor), actor) : started(startBulk(deps, body, actor, type))

  return new Elysia({ prefix: '/api/proxy' })
    .use(auth(deps))
    .post('/bulk', act('proxy.bulk'), { access: WRITE, body: BulkBody, idempotent: true })
    .post('/assign-missing', act('proxy.assign_missing'), { access: WRITE, body: AssignMissingBody, idempotent: true })
}
