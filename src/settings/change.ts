import { type Tx, transact } from '#db/open.ts'
import type { Deps } from '#src/deps.ts'
import { record } from '#src/events/events.ts'
import { AppError } from '#src/http/errors.ts'
import type { Actor } from '#src/team/actor.ts'
import { read, type SettingName, type Settings } from './settings.ts'
import * as store from './store.ts'

/**
 * Changes the settings that `patch` names and records which, from what and to what.
 * @param whatFollows what other features make true again in the same transaction.
 * Throws 409 SETTING_IN_USE when exits are shared by more accounts than `accountsPerProxy` would allow.
 */
export function change(deps: Deps, patch: Partial<Settings>, actor: Actor, whatFollows: (tx: Tx) => void = () => {}): Settings {
  return transact(deps.db, (tx) => {
    const before = read(tx)
    const names = (Object.keys(patch) as SettingName[]).filter((name) => differs(before[name], patch[name]))
    if (patch.accountsPerProxy !== undefined && patch.accountsPerProxy < before.accountsPerProxy) {
      assertRoomFor(patch.accountsPerProxy, store.exitsSharedByMoreThan(tx, patch.accountsPerProxy))
      store.closeUp(tx, patch.accountsPerProxy)
    }
    if (names.length === 0) return before
    store.write(tx, deps.now(), Object.fromEntries(names.map((name) => [name, patch[name]])))
    const after = read(tx)
    const changes = Object.fromEntries(names.map((name) => [name, { from: before[name], to: after[name] }]))
    record(tx, deps.now(), actor, { type: 'settings.changed', data: { changes } })
    whatFollows(tx)
    return after
  })
}

const differs = (before: unknown, after: unknown) => after !== undefined && JSON.stringify(before) !== JSON.stringify(after)

function assertRoomFor(limit: number, exits: number) {
  if (exits === 0) return
  const subject = exits === 1 ? '1 exit is' : `${exits} exits are`
  throw new AppError(
    409,
    'SETTING_IN_USE',
    `${subject} shared by more than ${limit} accounts. Give those accounts other exits first.`,
    {
      setting: 'accounts_per_proxy',
      exits,
    },
  )
}
