import { randomBytes } from 'node:crypto'
import type { Place, Secrets } from '#src/base/secrets.ts'
import type { EndpointRow } from './store.ts'

/** Between 24 and 64 bytes, as Standard Webhooks asks for. */
const BYTES = 32

/** A new secret in the form of Standard Webhooks: `whsec_` and base64. */
export const newSecret = () => `whsec_${randomBytes(BYTES).toString('base64')}`

/** Where what belongs to an endpoint is sealed. The address is, because many receivers put a token of their own into it. */
export const placeOf = (id: string, column: 'url' | 'secret' | 'former_secret'): Place => ({
  table: 'webhook_endpoints',
  column,
  row: id,
})

/** The secrets that sign now: the newest first, and the one before it for as long as it lasts. */
export function secretsOf(secrets: Secrets, { id, secret, formerSecret, formerSecretUntil }: EndpointRow, now: number): string[] {
  const newest = secrets.open(secret, placeOf(id, 'secret'))
  const lasts = formerSecret !== null && formerSecretUntil !== null && formerSecretUntil > now
  return lasts ? [newest, secrets.open(formerSecret, placeOf(id, 'former_secret'))] : [newest]
}
