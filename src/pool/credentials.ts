import { createHmac } from 'node:crypto'
import type { Secrets } from '#src/base/secrets.ts'

export interface Credentials {
  username: string
  password: string
}

/**
 * The name of a pair within a source, the same each time, so that proxies share a row and a known pair need not be opened.
 * Keyed: from the name alone nobody can try passwords.
 */
export function credentialNamer(secrets: Secrets, sourceId: string) {
  const key = secrets.derive('mooring/credential-names/v1')
  return ({ username, password }: Credentials) => {
    const name = createHmac('sha256', key)
      .update(JSON.stringify([sourceId, username, password]))
      .digest('hex')
    return `crd_${name.slice(0, 32)}`
  }
}

const placeOf = (id: string) => ({ table: 'credentials', column: 'sealed', row: id })

/** The text for `credentials.sealed` of the row with this id. */
export const sealCredentials = (secrets: Secrets, id: string, { username, password }: Credentials) =>
  secrets.seal(JSON.stringify({ username, password }), placeOf(id))

/** Throws SealBroken when the row was changed or moved. */
export const openCredentials = (secrets: Secrets, { id, sealed }: { id: string; sealed: string }) =>
  JSON.parse(secrets.open(sealed, placeOf(id))) as Credentials
