import type { Deps } from '#src/deps.ts'
import { anyFree } from '#src/pool/free-store.ts'
import { webshareAnswers } from '#src/pool/refresh.ts'
import * as checks from './check-store.ts'
import { check } from './connectivity.ts'
import * as store from './store.ts'
import { upstreamOf } from './upstream.ts'

const RECENTLY_MS = 120_000
/** So many exits failing at once, and none answering, is not bad luck. */
const TOO_MANY_FAILING = 5
const OTHERS_ASKED = 2

/**
 * Whether our own network works, asked when an exit failed: another exit answered lately or answers now, or Webshare's API does.
 * Nothing is ever asked directly but Webshare, so the check address is not.
 */
export async function ownNetworkWorks(deps: Deps, exitKey: string): Promise<boolean> {
  const since = deps.now() - RECENTLY_MS
  if (checks.anotherAnswered(deps.db, exitKey, since)) return true
  if (await anotherAnswers(deps, exitKey)) return true
  if (checks.failingSince(deps.db, since) >= TOO_MANY_FAILING) return false
  return webshareAnswers(deps)
}

function anotherAnswers(deps: Deps, exitKey: string): Promise<boolean> {
  const tests = [...askAssigned(deps, exitKey), ...askFree(deps)]
  return Promise.any(tests.map(failWhenNot)).catch(() => false)
}

const askAssigned = (deps: Deps, exitKey: string) =>
  store.othersThatAnswered(deps.db, exitKey, OTHERS_ASKED).flatMap((row) => {
    const proxy = upstreamOf(deps, row)
    return proxy ? [check(deps, row, proxy, 'failure', null).then(({ ok }) => ok)] : []
  })

function askFree(deps: Deps) {
  const exit = anyFree(deps.db)
  const proxy = exit && upstreamOf(deps, exit)
  return proxy ? [deps.net.test(proxy).then(({ ok }) => ok)] : []
}

async function failWhenNot(answers: Promise<boolean>): Promise<true> {
  if (await answers) return true
  throw new Error('does not answer')
}
