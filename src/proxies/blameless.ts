import type { FailureName } from '#src/net/failure.ts'

export const OWN_NETWORK = 'No other proxy answers either, so this looks like our own network. The account stays where it is.'

/** Failures that say nothing against the exit: another one of the same plan would fail alike, or nothing was tested at all. */
export const BLAMELESS: Partial<Record<FailureName, string>> = {
  payment_required: 'The traffic of the proxy plan is used up. Another proxy of the plan would not help.',
  auth_failed: 'The proxy refuses its user name or password. Another proxy of the plan would not help.',
  forbidden: 'The proxy provider refuses the site on this plan. Another proxy of the plan would not help.',
  local_problem: OWN_NETWORK,
  not_allowed: 'The address of the proxy is not allowed by the settings of this server.',
}

/** Whether a failure is the plan's or ours, so that another exit would fail alike. */
export const leavesExitBlameless = (reason: string | null): boolean => reason !== null && Object.hasOwn(BLAMELESS, reason)

/** Whether a failure speaks against the exit itself. Where the site was not reached the proxy did answer, and the site may be at fault. */
export const isFaultOfExit = (reason: string | null): boolean =>
  reason !== null && reason !== 'upstream_error' && !leavesExitBlameless(reason)
