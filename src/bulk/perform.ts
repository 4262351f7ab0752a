import { transact } from '#db/open.ts'
import * as accounts from '#src/accounts/accounts.ts'
import type { Deps } from '#src/deps.ts'
import { conflict } from '#src/http/errors.ts'
import * as assignment from '#src/proxies/assignment.ts'
import { newProxyJson, testedJson } from '#src/proxies/json.ts'
import type { AccountProxy } from '#src/proxies/store.ts'
import { testAssigned } from '#src/proxies/test-assigned.ts'
import { visible } from '#src/proxies/visible.ts'
import type { Actor } from '#src/team/actor.ts'
import { assertMayDo } from './actions.ts'
import type { BulkInput } from './input.ts'
import { remedyFor } from './remedy.ts'
import { retagged } from './tags.ts'
import { assignWish, replaceWish } from './wish.ts'

/** What is done for one account. `done` writes its result, where possible in the transaction of the change. */
export type Perform = (accountId: string | null, done: (result: Record<string, unknown>) => void) => Promise<void> | void

/** The verb behind an action. @param by who asked, with the rights they have by then: a job asks anew for every account. */
export function performer(deps: Deps, input: BulkInput, by: { readonly actor: Actor }): Perform {
  const place =
    (wish: assignment.AutoInput): Perform =>
    (id, done) =>
      transact(deps.db, (tx) => {
        const row = visible(tx, id, by.actor)
        const why = wish.force ? 'replaced with others' : 'assigned with others'
        const after = assignment.assignNow(deps, tx, row, wish, { actor: by.actor, why })
        if (!after) throw assignment.nothingFor(deps, row, wish)
        done(resultOf(after))
      })
  const test: Perform = async (id, done) => done({ tested_proxy: testedJson(await testAssigned(deps, id, by.actor)) })
  const prefer =
    (wanted: assignment.PreferInput): Perform =>
    (id, done) =>
      done(resultOf(assignment.prefer(deps, id, wanted, by.actor)))
  const assign = place(assignWish(input))
  const replace = place(replaceWish(input))

  switch (input.action) {
    case 'assign':
      return assign
    case 'replace':
      return replace
    case 'fix':
      return (id, done) => {
        const remedy = remedyFor(visible(deps.db, id, by.actor))
        if (remedy.action === null) throw conflict('NOTHING_TO_FIX', remedy.why)
        return { assign, replace, test }[remedy.action](id, done)
      }
    case 'test':
      return test
    case 'disable':
      return (id, done) => done(resultOf(assignment.disable(deps, id, by.actor)))
    case 'restore':
      return async (id, done) => void (await assignment.restore(deps, id, by.actor, (after) => done(resultOf(after))))
    case 'switch_on':
      return prefer({ isActive: true })
    case 'switch_off':
      return prefer({ isActive: false })
    case 'prefer':
      return prefer({ region: input.country, city: input.city })
    case 'tag':
      return (id, done) => {
        assertMayDo('tag', by.actor)
        const { name, tags } = accounts.find(deps, id ?? '', by.actor)
        accounts.change(deps, id ?? '', { tags: retagged(tags, input) }, by.actor)
        done({ name })
      }
    case 'archive':
      return (id, done) => {
        assertMayDo('archive', by.actor)
        done({ name: accounts.change(deps, id ?? '', { archived: true }, by.actor).name })
      }
    case 'delete':
      return (id, done) => {
        assertMayDo('delete', by.actor)
        accounts.remove(deps, id ?? '', by.actor)
        done({})
      }
  }
}

const resultOf = (after: AccountProxy) => ({
  name: after.accountName,
  proxy_mode: after.mode,
  proxy_is_active: after.isActive,
  proxy: after.exitKey === null ? null : newProxyJson(after),
})
