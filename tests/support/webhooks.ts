import { record } from '#src/events/events.ts'
import { SYSTEM } from '#src/team/actor.ts'
import { deliverDue } from '#src/webhooks/deliver.ts'
import { startReceiver } from '#tests/fakes/webhook-receiver.ts'
import type { Caller, TestApp } from './app.ts'

/** Endpoints as an agency has them: one that takes most of what it is told, and one that is gone. Returns the first one's id. */
export async function addWebhooks({ deps, stella }: Pick<TestApp, 'deps' | 'stella'>, owner: Caller): Promise<string> {
  const receiver = await startReceiver({ address: '127.0.65.1', answer: '{"received":true}' })
  const add = async (wished: object) => {
    const { body } = await owner.json('POST', '/api/webhooks', { url: receiver.url, ...wished })
    return body.data.id as string
  }
  receiver.behave(410)
  await add({ description: 'Old chat bot', events: ['pool.low'] })
  record(deps.db, deps.now(), SYSTEM, { type: 'pool.low', data: { free: 2, listed: 99 } })
  await deliverDue(deps, new AbortController().signal)

  receiver.behave(({ event }) => (event.type === 'proxy.failed' ? 503 : 200))
  const crm = await add({ description: 'CRM', events: ['proxy.failed', 'proxy.recovered', 'pool.low', 'connection.expired'] })
  const exit = { mode: 'auto', address: '192.0.2.45', port: 8080, country: 'DE', city: 'Berlin' }
  record(deps.db, deps.now(), SYSTEM, { type: 'pool.low', data: { free: 1, listed: 99 } })
  record(deps.db, deps.now(), SYSTEM, { type: 'proxy.failed', accountId: stella, data: { exit, reason: 'timeout' } })
  await deliverDue(deps, new AbortController().signal)
  await owner.json('POST', `/api/webhooks/${crm}/test`)
  await receiver.stop()
  return crm
}
