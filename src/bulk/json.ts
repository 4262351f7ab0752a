import { newProxyJson } from '#src/proxies/json.ts'
import type { Plan, PlannedAccount } from './plan.ts'
import { sentenceFor, summaryOf } from './summary.ts'

/** A plan on the wire. `proxy` is the exit an account would have; `details.closest` what comes nearest where there is none. */
export const planJson = (plan: Plan) => ({
  dry_run: true,
  action: plan.input.action,
  total: plan.rows.length,
  summary: summaryOf(plan.rows),
  sentence: sentenceFor(plan),
  accounts: plan.rows.map(rowJson),
})

/** What would happen to one account, on the wire. */
export const rowJson = ({ accountId, name, would, exit, fit, why, problem }: PlannedAccount) => ({
  account_id: accountId,
  name,
  would: problem ? 'nothing' : would,
  fit,
  proxy: exit && newProxyJson(exit),
  ...(why !== null && { why }),
  ...(problem && { code: problem.reason, error: problem.message, ...(problem.details && { details: problem.details }) }),
})
