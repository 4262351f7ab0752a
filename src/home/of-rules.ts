import type { RulesState } from '#src/onlyfans/state.ts'
import { paths } from '#views/paths.ts'
import { link } from './buttons.ts'
import type { Facts, Rights, Thing } from './thing.ts'
import { forTime } from './words.ts'

/** Signing rules that OnlyFans refused while no source has others: sessions can be neither checked nor used. */
export function ofRules(rules: RulesState | null, { now }: Facts, { own }: Rights): Thing[] {
  const outdatedAt = rules?.rules.outdatedAt ?? null
  if (outdatedAt === null) return []
  const seen = link('See the activity', paths.activityWhere({ type: 'rules.outdated' }))
  return [
    {
      cause: 'rules_outdated',
      tone: 'warn',
      title: 'OnlyFans calls the signing rules outdated',
      text: `For ${forTime(now - outdatedAt)}. Sessions keep their last state; they are checked and used again as soon as a source has newer rules.`,
      accounts: 0,
      account: null,
      button: own ? link('Update the rules', paths.signingRules) : seen,
    },
  ]
}
