import type { Db, Tx } from '#db/open.ts'
import { newId } from '#src/base/ids.ts'
import type { Deps } from '#src/deps.ts'
import type { ProxyServer } from '#src/net/proxy.ts'
import { openCredentials, sealCredentials } from '#src/pool/credentials.ts'
import * as store from './credential-store.ts'
import type { Assignment } from './store.ts'

type Exit = Pick<Assignment, 'protocol' | 'host' | 'port' | 'credentialId'>

/** The proxy server behind an exit, with its credentials; null when there is no exit. */
export function upstreamOf(deps: Deps, exit: Exit): ProxyServer | null {
  const { protocol, host, port, credentialId } = exit
  if (host === null || port === null) return null
  const pair = credentialId === null ? null : pairOf(deps, credentialId)
  return { protocol, host, port, username: pair?.username ?? null, password: pair?.password ?? null }
}

// Every read shows the user name, and looking it up and opening it costs more than the rest of the read.
// A row of credentials never changes: another pair is another row.
const MOST_NAMES = 10_000
const known = new WeakMap<Db, Map<string, string>>()

/** The user name of an exit; null when it has none. */
export function usernameOf(deps: Deps, { credentialId }: Pick<Assignment, 'credentialId'>): string | null {
  if (credentialId === null) return null
  const names = known.get(deps.db) ?? new Map<string, string>()
  known.set(deps.db, names)
  const name = names.get(credentialId) ?? pairOf(deps, credentialId)?.username ?? null
  if (names.size >= MOST_NAMES) names.clear()
  if (name !== null) names.set(credentialId, name)
  return name
}

function pairOf(deps: Deps, credentialId: string) {
  const stored = store.find(deps.db, credentialId)
  return stored && openCredentials(deps.secrets, stored)
}

/** Stores the credentials of a proxy that a user typed in. Returns the id of their row; null when it has none. */
export function keepCredentials(deps: Deps, tx: Tx, { username, password }: ProxyServer): string | null {
  if (username === null || password === null) return null
  const id = newId('crd')
  store.add(tx, { id, sealed: sealCredentials(deps.secrets, id, { username, password }) })
  return id
}
