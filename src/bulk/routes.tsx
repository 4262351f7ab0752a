import { Html } from '@elysiajs/html'
import { Elysia } from 'elysia'
import { newUuid } from '#src/base/ids.ts'
import type { Deps } from '#src/deps.ts'
import { reply } from '#src/http/reply.ts'
import type { Actor } from '#src/team/actor.ts'
import { auth } from '#src/team/auth.ts'
import { BulkPlan } from '#views/bulk.tsx'
import { paths } from '#views/paths.ts'
import { JobStarted } from '#views/proxies.tsx'
import { type BulkJob, startBulk } from './bulk.ts'
import { AssignMissingBody, BulkBody, type BulkInput } from './input.ts'
import { planJson } from './json.ts'
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
  // The key makes a second click on Apply answer with the first one's job.
  const planned = (plan: Plan) =>
    reply(
      { success: true, data: planJson(plan) },
      { title: 'What will happen', html: () => <BulkPlan {...planShown(plan)} onceKey={newUuid()} /> },
    )
  const act =
    (type: BulkJob) =>
    async ({ body, actor }: { body: BulkInput; actor: Actor }) =>
      body.dryRun ? planned(await planFor(deps, body, actor)) : started(startBulk(deps, body, actor, type))

  return new Elysia({ prefix: '/api/proxy' })
    .use(auth(deps))
    .post('/bulk', act('proxy.bulk'), { access: WRITE, body: BulkBody, idempotent: true })
    .post('/assign-missing', act('proxy.assign_missing'), { access: WRITE, body: AssignMissingBody, idempotent: true })
}
