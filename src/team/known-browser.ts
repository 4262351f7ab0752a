import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Secrets } from '#src/base/secrets.ts'

export const KNOWN_BROWSER_LASTS_MS = 365 * 86_400_000

/** A mark for the browser in which this member has just signed in. It opens nothing; it only has tries of its own. */
export function newMark(secrets: Secrets, email: string): string {
  const id = crypto.randomUUID()
  return `${id}.${signature(secrets, id, email).toString('base64url')}`
}

/** The id in a mark that we gave to a browser of this member; null for any other text. */
export function idInMark(secrets: Secrets, mark: string | null, email: string): string | null {
  const [id, signed] = mark?.split('.') ?? []
  if (!id || !signed) return null
  const given = Buffer.from(signed, 'base64url')
  const ours = signature(secrets, id, email)
  return given.length === ours.length && timingSafeEqual(given, ours) ? id : null
}

const signature = (secrets: Secrets, id: string, email: string) =>
  createHmac('sha256', secrets.derive('mooring/known-browser/v1')).update(`${id}\n${email}`).digest()
