import { setSystemTime } from 'bun:test'
import { Webhook } from 'standardwebhooks'
import { record } from '#src/events/events.ts'
import { SYSTEM } from '#src/team/actor.ts'
import { deliverDue } from '#src/webhooks/deliver.ts'
import { type Message, type Receiver, type ReceiverOptions, startReceiver } from '#tests/fakes/webhook-receiver.ts'
import { type TestApp, type TestAppOptions, testApp } from '#tests/support/app.ts'

export interface Added {
  id: string
  secret: string
}

/** An app with a receiver that one endpoint sends to. */
export async function hookApp({
  wished = {},
  receive = {},
  ...options
}: TestAppOptions & { wished?: object; receive?: ReceiverOptions } = {}) {
  const receiver = await startReceiver(receive)
  const app = await testApp(options)
  const hook = await addHook(app, receiver, wished)
  return { ...app, receiver, hook, deliver: () => deliver(app), happen: happenIn(app) }
}

export type HookApp = Awaited<ReturnType<typeof hookApp>>

export async function addHook(app: TestApp, { url }: Pick<Receiver, 'url'>, wished: object = {}): Promise<Added> {
  const { status, body } = await app.nora.json('POST', '/api/webhooks', { url, ...wished })
  if (status !== 201) throw new Error(`Adding answered ${status}: ${JSON.stringify(body)}`)
  return body.data
}

/** Sends what is due, as the schedule does. */
export const deliver = ({ deps }: Pick<TestApp, 'deps'>) => deliverDue(deps, new AbortController().signal)

/** Lets something happen. */
export const happenIn =
  ({ deps }: Pick<TestApp, 'deps'>) =>
  (type: string, accountId: string | null = null, data: Record<string, unknown> = {}) => {
    record(deps.db, deps.now(), SYSTEM, { type, accountId, data })
  }

/** Whether the reference library takes a message, as a receiver would that got it at the moment it says. */
export function verifies(secret: string, { text, headers }: Pick<Message, 'text' | 'headers'>): boolean {
  setSystemTime(new Date(Number(headers['webhook-timestamp']) * 1000))
  try {
    new Webhook(secret).verify(text, headers)
    return true
  } catch {
    return false
  } finally {
    setSystemTime()
  }
}

/** The deliveries of an endpoint as its owner reads them, newest first. */
export async function deliveriesOf({ nora }: Pick<TestApp, 'nora'>, id: string, query = '') {
  const { body } = await nora.json('GET', `/api/webhooks/${id}/deliveries${query}`)
  return body.data as any[]
}
