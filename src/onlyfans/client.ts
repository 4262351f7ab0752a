import type { Deps } from '#src/deps.ts'
import { NetFailure } from '#src/net/failure.ts'
import type { ProxyServer } from '#src/net/proxy.ts'
import type { ProxiedAnswer } from '#src/net/request.ts'
import { type Answer, jsonOf, LARGEST_ANSWER, refusalIn, twoFactorIn, verdictOnMe } from './answer.ts'
import { headersFor } from './headers.ts'
import type { Outcome } from './outcome.ts'
import { paceOf } from './pace.ts'
import * as signingRules from './rules.ts'
import type { Session } from './session.ts'
import { withCookies } from './set-cookies.ts'

export interface Ask {
  session: Session
  /** The exit of the session's account; there is no way around it. */
  proxy: ProxyServer
  signal?: AbortSignal | undefined
}

const ME = '/api2/v2/users/me'
const OTP_CHECK = '/api2/v2/users/otp/check'
const TIMEOUT_MS = 20_000

/**
 * Asks OnlyFans once who the session belongs to, through the proxy. Exactly once more only if it was told that the rules are
 * outdated and the sources have others by then: a wrong question can end the session for good. Throws only when the signal aborts.
 */
export async function whoIs(deps: Deps, ask: Ask): Promise<Outcome> {
  const rules = await signingRules.current(deps)
  if (!rules) return { kind: 'no_rules' }
  if (signingRules.isOutdated(rules, deps.now())) return { kind: 'rules_outdated' }
  const first = await askMe(deps, ask, rules)
  if (first.kind !== 'rules_outdated') return first
  const newer = await signingRules.renewed(deps, rules)
  const second = newer ? await askMe(deps, ask, newer) : first
  // The first question arrived: a proxy that failed since must not make it look as if OnlyFans had not seen the session.
  return second.kind === 'proxy_failed' ? first : second
}

async function askMe(deps: Deps, ask: Ask, rules: signingRules.Rules): Promise<Outcome> {
  const answer = await askOnce(deps, ask, rules, { method: 'GET', path: ME })
  if ('kind' in answer) return answer
  const outcome = verdictOnMe(answer, ask.session.userId)
  if (outcome.kind === 'active' || outcome.kind === 'awaiting_2fa') signingRules.worked(deps, rules)
  return outcome
}

/** What became of a one-time code. `session` is the one to keep from now on: OnlyFans may set cookies beside its answer. */
export type Submitted = Outcome & { session?: Session }

/**
 * Hands OnlyFans a one-time code, once and never again, and asks once who it is then. `awaiting_2fa` means that the code was not
 * taken. Throws only when the signal aborts.
 */
export async function submitCode(deps: Deps, { code, ...ask }: Ask & { code: string }): Promise<Submitted> {
  const rules = await signingRules.current(deps)
  if (!rules) return { kind: 'no_rules' }
  if (signingRules.isOutdated(rules, deps.now())) return { kind: 'rules_outdated' }
  const body = JSON.stringify({ code, rememberMe: true })
  const answer = await askOnce(deps, ask, rules, { method: 'POST', path: OTP_CHECK, body })
  if ('kind' in answer) return answer
  const json = jsonOf(answer)
  if (answer.status >= 200 && answer.status < 300) {
    const session = withCookies(ask.session, answer.setCookies)
    return { ...(await whoIs(deps, { ...ask, session })), session }
  }
  const refusal = refusalIn(answer, json)
  if (refusal?.kind === 'rules_outdated') await signingRules.renewed(deps, rules)
  return refusal ?? { kind: 'awaiting_2fa', twoFactor: twoFactorIn(json ?? {}) }
}

interface Question {
  method: 'GET' | 'POST'
  path: string
  body?: string
}

async function askOnce(
  deps: Deps,
  { session, proxy, signal }: Ask,
  { rules }: signingRules.Rules,
  { method, path, body }: Question,
): Promise<(Answer & { setCookies: string[] }) | Outcome> {
  await paceOf(deps).turn(session.userId, signal)
  const { origin } = deps.config.onlyfansUrl
  const wished: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' }
  const headers = headersFor(rules, session, { method, path, time: deps.now(), origin, wished })
  const options = {
    method,
    headers,
    timeoutMs: TIMEOUT_MS,
    maxBytes: LARGEST_ANSWER,
    signal,
    ...(body !== undefined && { body }),
  }
  try {
    return answerOf(await deps.net.request(proxy, new URL(path, origin), options))
  } catch (error) {
    if (error instanceof NetFailure) return outcomeOfFailure(error)
    throw error
  }
}

function answerOf({ status, headers, body }: ProxiedAnswer): Answer & { setCookies: string[] } {
  const header = (name: string) => [headers[name] ?? null].flat()[0] ?? null
  return { status, header, body, setCookies: [headers['set-cookie'] ?? []].flat() }
}

/** Whose fault it is that nothing was heard; never the session's. */
export function outcomeOfFailure({ failure }: NetFailure): Outcome {
  return failure === 'local_problem' ? { kind: 'unreachable', reason: 'network' } : { kind: 'proxy_failed', reason: failure }
}
