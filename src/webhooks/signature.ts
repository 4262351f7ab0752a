import { createHmac } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import type { SignatureKind } from '#db/schema/webhooks.ts'

interface Message {
  id: string
  body: string
  /** When this try is made, in milliseconds since 1970: receivers refuse what is older than five minutes. */
  at: number
}

/**
 * The headers that prove who sent a message. Standard Webhooks (https://www.standardwebhooks.com) signs with every secret that is
 * valid; the form of OFAuth has room for one signature, so there a new secret counts at once.
 * @param secrets `whsec_…`, the newest first.
 */
export function signatureOf(kind: SignatureKind, secrets: readonly string[], { id, body, at }: Message): Record<string, string> {
  const seconds = Math.floor(at / 1000)
  const always = { 'webhook-id': id, 'webhook-timestamp': String(seconds) }
  if (kind === 'standard') {
    const signatures = secrets.map((secret) => new Webhook(secret).sign(id, new Date(at), body))
    return { ...always, 'webhook-signature': signatures.join(' ') }
  }
  const signature = createHmac('sha256', secrets[0] ?? '')
    .update(`${seconds}.${body}`)
    .digest('hex')
  return { ...always, 'ofauth-signature': `t=${seconds},v1=${signature}` }
}
