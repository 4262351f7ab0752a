import { listen } from '#db/changes.ts'
import type { Deps } from '#src/deps.ts'
import { find } from '#src/proxies/store.ts'
import { EVERYTHING } from '#src/team/actor.ts'
import { exitLeft } from './problems.ts'

interface Running {
  generation: number
  leave: () => void
}

type ByAccount = Map<string, Set<Running>>
const running = new WeakMap<Deps['db'], ByAccount>()

/**
 * A signal for a call that goes out through an exit: aborted when its caller leaves, and when the account leaves the exit, because
 * that may be somebody else's a moment later. `end` has to be called when the call is over.
 */
export function whileExitLasts(
  { db }: Pick<Deps, 'db'>,
  { accountId, generation }: { accountId: string; generation: number },
  caller: AbortSignal,
): { signal: AbortSignal; end: () => void } {
  const all = callsOf(db)
  const controller = new AbortController()
  const call: Running = { generation, leave: () => controller.abort(exitLeft()) }
  const calls = all.get(accountId) ?? new Set()
  all.set(accountId, calls.add(call))
  const giveUp = () => controller.abort(caller.reason)
  caller.addEventListener('abort', giveUp)
  if (caller.aborted) giveUp()
  return {
    signal: controller.signal,
    end() {
      caller.removeEventListener('abort', giveUp)
      calls.delete(call)
      if (calls.size === 0 && all.get(accountId) === calls) all.delete(accountId)
    },
  }
}

function callsOf(db: Deps['db']): ByAccount {
  const known = running.get(db)
  if (known) return known
  const all: ByAccount = new Map()
  running.set(db, all)
  listen(db, (changes) => {
    for (const { accountId } of changes) if (accountId && all.has(accountId)) leaveFormer(db, accountId, all)
  })
  return all
}

function leaveFormer(db: Deps['db'], accountId: string, all: ByAccount) {
  const present = find(db, accountId, EVERYTHING)
  for (const call of all.get(accountId) ?? []) {
    if (!present?.isActive || present.generation !== call.generation) call.leave()
  }
}
