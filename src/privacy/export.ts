import { transact } from '#db/open.ts'
import * as accounts from '#src/accounts/accounts.ts'
import { accountJson } from '#src/accounts/json.ts'
import { connectionJson } from '#src/connections/json.ts'
import type { Deps } from '#src/deps.ts'
import { record } from '#src/events/events.ts'
import { eventJson } from '#src/events/json.ts'
import { iso, isoOrNull } from '#src/http/times.ts'
import { checkJson, historyJson, preferenceJson, proxyJson } from '#src/proxies/json.ts'
import { usernameOf } from '#src/proxies/upstream.ts'
import { visible } from '#src/proxies/visible.ts'
import type { Actor } from '#src/team/actor.ts'
import { type Held, heldOn } from './held-store.ts'

/**
 * Everything that is held about one account, but for what opens something: proxy passwords, cookies, x-bc and storages are only said
 * to be there (promise 8: they go in, not out). Throws 404.
 */
export function exportOf(deps: Deps, idText: string, actor: Actor) {
  return transact(deps.db, (tx) => {
    const account = accounts.find(deps, idText, actor)
    const exit = visible(tx, account.id, actor)
    const held = heldOn(tx, account.id)
    // It is part of what is held, but not of what was asked for.
    record(tx, deps.now(), actor, { type: 'account.data_exported', accountId: account.id })
    return {
      exported_at: iso(deps.now()),
      account: accountJson(deps.secrets, account),
      proxy: { ...proxyJson(exit, usernameOf(deps, exit)), ...preferenceJson(exit), password_stored: exit.credentialId !== null },
      exits: held.exits.map((one) => ({ ...historyJson(one), password_stored: one.credentialId !== null })),
      checks: held.checks.map(checkJson),
      connection: held.connection && { ...connectionJson(held.connection), reason: held.connection.reason },
      sessions: held.sessions.map(sessionJson),
      events: held.events.map((event) => eventJson(event, true)),
      webhook_deliveries: held.deliveries.map(deliveryJson),
      job_results: held.jobItems.map(({ jobId, ok, result }) => ({ job_id: jobId, ok, result })),
    }
  })
}

function sessionJson(session: Held['sessions'][number]) {
  const { revision, sealed, userAgent, source, capturedAt, capturedBy, capturedFrom, verdict } = session
  return {
    revision,
    session_stored: sealed !== null,
    user_agent: userAgent,
    source,
    captured_at: iso(capturedAt),
    captured_by: capturedBy,
    captured_from: capturedFrom,
    verdict,
  }
}

function deliveryJson({ id, endpointId, type, state, attempts, body, createdAt, finishedAt }: Held['deliveries'][number]) {
  return {
    id,
    endpoint_id: endpointId,
    type,
    state,
    attempts,
    body: JSON.parse(body) as unknown,
    created_at: iso(createdAt),
    finished_at: isoOrNull(finishedAt),
  }
}
