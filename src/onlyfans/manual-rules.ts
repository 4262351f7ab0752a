import type { Deps } from '#src/deps.ts'
import { record } from '#src/events/events.ts'
import { conflict, invalid } from '#src/http/errors.ts'
import type { Actor } from '#src/team/actor.ts'
import { change, digestOf } from './rules.ts'
import { rulesIn } from './rules-form.ts'
import * as store from './rules-store.ts'

/** Signs by these from now on, until OnlyFans calls them outdated or somebody withdraws them. Throws 400. */
export function enter(deps: Deps, text: string, actor: Actor): void {
  const rules = rulesIn(text)
  if (!rules) throw invalid('rules', 'must be a file of signing rules, as JSON in one of the published forms')
  const digest = digestOf(rules)
  change(deps, (tx) => {
    store.removeManual(tx, digest)
    store.keep(tx, deps.now(), { source: store.MANUAL, rules, digest })
    // Whoever enters rules that were refused wants them tried once more.
    store.setOutdated(tx, digest, null)
    record(tx, deps.now(), actor, { type: 'rules.entered', data: { revision: rules.revision } })
  })
}

/** Goes back to what the sources say. Throws 409 NO_ENTERED_RULES. */
export function withdraw(deps: Deps, actor: Actor): void {
  change(deps, (tx) => {
    if (!store.all(tx).some(({ source }) => source === store.MANUAL)) {
      throw conflict('NO_ENTERED_RULES', 'Nobody has entered rules by hand')
    }
    store.removeManual(tx)
    record(tx, deps.now(), actor, { type: 'rules.withdrawn' })
  })
}
