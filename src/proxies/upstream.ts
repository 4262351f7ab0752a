import type { Tx } from '#db/open.ts'
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

// Proxies of a plan share one pair, and every read shows the user name: opening it anew each time costs more than the rest of the read.
const MOST_NAMES = 10_000
const names = new Map<string, string>()

/** The user name of an exit; null when it has none. */
export function usernameOf(deps: Deps, { credentialId }: Pick<Assignment, 'credentialId'>): string | null {
  const stored = credentialId === null ? null : store.find(deps.db, credentialId)
  if (!stored) return null
  const known = names.get(stored.sealed)
  if (known !== undefined) return known
  const { username } = openCredentials(deps.secrets, stored)
  if (names.size >= MOST_NAMES) names.clear()
  names.set(stored.sealed, username)
  return username
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
