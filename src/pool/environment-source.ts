import { transact } from '#db/open.ts'
import type { Deps } from '#src/deps.ts'
import { record } from '#src/events/events.ts'
import { SYSTEM } from '#src/team/actor.ts'
import { recountFree } from './free.ts'
import * as store from './source-store.ts'
import { keyPlaceOf } from './upstream.ts'

const ID = 'src_environment'

/**
 * At boot: the source that WEBSHARE_API_KEY and WEBSHARE_PLAN_ID describe. Without the key a source from an earlier
 * start rests: it is neither read nor given out, and what accounts hold stays theirs.
 */
export function sourcesFromEnvironment({ db, config, secrets, now }: Deps): void {
  const { apiKey, planId = null } = config.webshare
  transact(db, (tx) => {
    const source = store.sourceById(tx, ID)
    if (apiKey === undefined) {
      if (!source || source.disabledAt !== null) return
      store.updateSource(tx, ID, { disabledAt: now() })
      recountFree(tx, now())
      return record(tx, now(), SYSTEM, { type: 'pool.source_changed', data: { source_id: ID, enabled: false } })
    }
    const sealed = secrets.seal(apiKey, keyPlaceOf(ID))
    if (!source) {
      const made = { id: ID, kind: 'webshare', name: 'Webshare', origin: 'environment', createdAt: now() } as const
      store.insertSource(tx, { ...made, apiKey: sealed, planId })
      return record(tx, now(), SYSTEM, { type: 'pool.source_added', data: { source_id: ID, source: made.name } })
    }
    const isSame =
      source.disabledAt === null &&
      source.planId === planId &&
      source.apiKey !== null &&
      secrets.open(source.apiKey, keyPlaceOf(ID)) === apiKey
    if (isSame) return
    store.updateSource(tx, ID, { apiKey: sealed, planId, disabledAt: null })
    if (source.disabledAt !== null) recountFree(tx, now())
    record(tx, now(), SYSTEM, { type: 'pool.source_changed', data: { source_id: ID, enabled: true } })
  })
}
