import { Html } from '@elysiajs/html'
import type { SignatureKind } from '#db/schema/webhooks.ts'
import { paths } from './paths.ts'
import { Card } from './ui/card.tsx'
import { PageHead } from './ui/page-head.tsx'
import { SecretText } from './ui/secret-text.tsx'
import { Alert } from './ui/status.tsx'

interface SecretShownProps {
  id: string
  host: string
  secret: string
  /** It replaces another one. */
  isNewer: boolean
  signature: SignatureKind
}

/** The one time that the secret of an endpoint is shown. */
export function SecretShown({ id, host, secret, isNewer, signature }: SecretShownProps) {
  return (
    <div class="narrow">
      <PageHead title={`The secret of ${host}`} lead="Copy it now. It is not shown again." />
      <Card id="shown" title="Signing secret">
        <Alert tone="warn">Whoever has this secret can send messages that look like ours. Keep it with the receiver.</Alert>
        <SecretText id="webhook-secret" text={secret} label="Copy secret" />
        {isNewer && (
          <p class="muted" safe>
            {AFTER_ROTATION[signature]}
          </p>
        )}
      </Card>
      <ReceiverExample title="The receiver" signature={signature} />
      <p>
        <a class="btn" href={paths.webhook(id)}>
          I have kept it, on to the webhook
        </a>
      </p>
    </div>
  )
}

// The header of OFAuth has room for one signature.
const AFTER_ROTATION: Record<SignatureKind, string> = {
  standard: 'For 24 hours messages carry a signature of each, the former secret and this one.',
  ofauth: 'Messages are signed with it from now on. What the receiver refuses meanwhile is sent again.',
}

const STANDARD = `import express from 'express'
import { Webhook } from 'standardwebhooks'

const webhook = new Webhook('whsec_…')

express()
  .post('/hooks', express.raw({ type: '*/*' }), (request, response) => {
    const event = webhook.verify(request.body, request.headers)
    console.log(event.type, event.data)
    response.sendStatus(204)
  })
  .listen(8080)`

const OFAUTH = `import express from 'express'
import { createHmac, timingSafeEqual } from 'node:crypto'

const signed = (text) => createHmac('sha256', 'whsec_…').update(text).digest()

express()
  .post('/hooks', express.raw({ type: '*/*' }), (request, response) => {
    const [, time, hex] = /^t=(\\d+),v1=([0-9a-f]{64})$/.exec(request.get('OFAuth-Signature') ?? '') ?? []
    const isOurs = hex && timingSafeEqual(signed(\`\${time}.\${request.body}\`), Buffer.from(hex, 'hex'))
    const isFresh = Math.abs(Date.now() / 1000 - time) < 300
    if (isOurs && isFresh) console.log(JSON.parse(request.body))
    response.sendStatus(isOurs && isFresh ? 204 : 400)
  })
  .listen(8080)`

const EXAMPLES: Record<SignatureKind, string> = { standard: STANDARD, ofauth: OFAUTH }

/** What a receiver looks like. */
export function ReceiverExample({ title, signature = 'standard' }: { title: string; signature?: SignatureKind }) {
  return (
    <Card id="receiver" title={title}>
      <p class="muted">
        A receiver checks the signature and answers 2xx within 10 seconds. The same message may come twice: its id stays the same.
      </p>
      <pre tabindex="0">
        <code id="receiver-text" safe>
          {EXAMPLES[signature]}
        </code>
      </pre>
      <div class="row">
        <button type="button" class="btn small" data-copy-from="receiver-text">
          Copy example
        </button>
      </div>
    </Card>
  )
}
