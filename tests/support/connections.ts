import { transact } from '#db/open.ts'
import { newConnection } from '#src/connections/import.ts'
import { addRevision } from '#src/connections/revision.ts'
import { captured } from '#src/connections/session.ts'
import { settle } from '#src/connections/settle.ts'
import { change } from '#src/connections/store.ts'
import { goOnAs } from '#src/connections/uses.ts'
import type { Outcome } from '#src/onlyfans/outcome.ts'
import { find } from '#src/proxies/store.ts'
import { EVERYTHING, SYSTEM } from '#src/team/actor.ts'
import { USER_AGENT } from '#tests/fakes/onlyfans.ts'
import type { TestApp } from './app.ts'

export interface WishedConnection {
  accountId: string
  username: string
  /** `moved`: let in through another exit than the account has; `browser`: captured again after an update of the browser. */
  state: 'active' | 'expired' | 'awaiting_2fa' | 'pending' | 'moved' | 'browser'
}

/** Connections as they came about, without asking anybody. Returns their ids, in the order given. */
export function addConnections({ deps }: Pick<TestApp, 'deps'>, wished: WishedConnection[]): string[] {
  return wished.map(({ accountId, username, state }, index) => {
    const userId = String(71_000_001 + index)
    const user = { id: userId, name: username, username, avatar: null }
    const cookie = `auth_id=${userId}; sess=made-up-${index}; fp=browser-${index}`
    const session = captured(deps.secrets, { cookie, userAgent: USER_AGENT, xBc: 'a'.repeat(40) })
    const source = index % 2 === 0 ? 'capture' : 'import'
    return transact(deps.db, (tx) => {
      const made = newConnection(deps, tx, { accountId, userId, source })
      const exitKey = find(tx, accountId, EVERYTHING)?.exitKey ?? ''
      goOnAs(tx, deps, session, state === 'moved' ? 'elsewhere' : exitKey)
      const revision = addRevision(deps, tx, made, session, { source, actor: SYSTEM })
      if (state !== 'pending' && state !== 'awaiting_2fa') settle(deps, tx, made.id, revision, { kind: 'active', user }, SYSTEM)
      const last = LAST[state]
      if (last) settle(deps, tx, made.id, revision, last, SYSTEM)
      if (state === 'pending' || state === 'awaiting_2fa') change(tx, made.id, { name: username, username })
      if (state === 'browser') {
        const updated = captured(deps.secrets, { cookie, userAgent: USER_AGENT.replace('156', '157'), xBc: 'a'.repeat(40) })
        addRevision(deps, tx, { ...made, status: 'active', revision }, updated, { source, actor: SYSTEM })
      }
      return made.id
    })
  })
}

const LAST: Partial<Record<WishedConnection['state'], Outcome>> = {
  expired: { kind: 'expired', reason: 'logged_out' },
  awaiting_2fa: { kind: 'awaiting_2fa', twoFactor: { options: ['phone', 'app'], phoneLast4: '4821', attemptsLeft: 2 } },
  pending: { kind: 'unreachable', reason: 'server_error' },
}
