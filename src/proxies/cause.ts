import type { Assignment } from './store.ts'

/** What keeps an account from going out as it should, one name for one thing to do about it. */
export type Cause =
  | 'no_exit'
  | 'switched_off'
  | 'network_down'
  | 'own_password'
  | 'own_down'
  | 'traffic_used_up'
  | 'password_changed'
  | 'site_refused'
  | 'left_pool_dead'
  | 'down'
  | 'site_unreachable'
  | 'check_failed'
  | 'left_pool'
  | 'slow'

/** A check that takes longer is slow, in milliseconds. */
export const SLOW_MS = 3_000

type Facts = Pick<
  Assignment,
  'mode' | 'isActive' | 'failedAt' | 'removedUpstreamAt' | 'lastCheckOk' | 'lastCheckReason' | 'lastCheckLatencyMs'
>

// A plan's fault shows in the checks of all its accounts, and another exit would not help.
const OF_THE_PLAN: Record<string, Cause> = {
  local_problem: 'network_down',
  payment_required: 'traffic_used_up',
  auth_failed: 'password_changed',
  forbidden: 'site_refused',
}

/** The one cause to tell of, worst first; null when nothing is wrong or nothing is known yet. */
export function causeOf(facts: Facts): Cause | null {
  const { mode, isActive, failedAt, removedUpstreamAt, lastCheckOk, lastCheckReason, lastCheckLatencyMs } = facts
  if (mode === 'none') return 'no_exit'
  if (!isActive) return 'switched_off'
  const reason = lastCheckOk === false ? (lastCheckReason ?? '') : ''
  if (reason === 'local_problem') return 'network_down'
  if (mode === 'manual' && reason === 'auth_failed') return 'own_password'
  if (mode === 'manual' && failedAt !== null) return 'own_down'
  const ofPlan = OF_THE_PLAN[reason]
  if (ofPlan) return ofPlan
  if (removedUpstreamAt !== null && (failedAt !== null || lastCheckOk === false)) return 'left_pool_dead'
  if (failedAt !== null) return 'down'
  if (reason === 'upstream_error') return 'site_unreachable'
  if (lastCheckOk === false) return 'check_failed'
  if (removedUpstreamAt !== null) return 'left_pool'
  return (lastCheckLatencyMs ?? 0) > SLOW_MS ? 'slow' : null
}
