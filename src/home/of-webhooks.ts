import { paths } from '#views/paths.ts'
import { link } from './buttons.ts'
import type { Thing, WebhookFacts } from './thing.ts'

const WHY: Record<string, string> = {
  gone: 'It answered that it is gone.',
  failing: 'It took nothing for more than three days.',
}

/** An endpoint that was switched off by itself: what happens is no longer told there. */
export const ofWebhook = ({ id, host, why }: WebhookFacts): Thing => ({
  cause: 'webhook_off',
  tone: 'warn',
  title: `The webhook at ${host} was switched off`,
  text: `${WHY[why] ?? ''} Nothing is sent there until somebody switches it on.`.trim(),
  accounts: 0,
  account: null,
  button: link('See the webhook', paths.webhook(id)),
})
