import type { Deps } from '#src/deps.ts'
import type { Actor } from '#src/team/actor.ts'
import { activeUpstream, check, type Tested } from './connectivity.ts'
import { countFailures } from './down.ts'
import { testFailed } from './problems.ts'
import { visible } from './visible.ts'

/** Tests the proxy an account has now and keeps the result. Throws 404, 409 PROXY_INACTIVE, 400 PROXY_TEST_FAILED. */
export async function testAssigned(deps: Deps, accountId: string | null, actor: Actor): Promise<Tested> {
  const row = visible(deps.db, accountId, actor)
  const proxy = activeUpstream(deps, row)
  const found = await check(deps, row, proxy, 'manual', actor)
  await countFailures(deps, row, found, actor)
  // Of an account that was deleted while its proxy was tested, nothing is told.
  visible(deps.db, row.accountId, actor)
  if (!found.ok) throw testFailed(found.reason)
  return { proxy, found }
}
