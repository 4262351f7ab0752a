import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { startReceiver } from '#tests/fakes/webhook-receiver.ts'
import { client, until } from '#tests/support/client.ts'
import { freshFolder, start } from '#tests/support/mooring.ts'
import { verifies } from './setup.ts'

const OWNER = { email: 'nora@agency.example', password: 'anchor weather harbour' }

test('the running program tells what happens, stops while a receiver is silent, and tells it again', async () => {
  const receiver = await startReceiver({ address: '127.0.67.1' })
  const env = {
    MOORING_DATA_DIR: join(freshFolder(), 'data'),
    MOORING_ALLOW_PRIVATE_PROXIES: '127.0.0.0/8',
    MOORING_OWNER_EMAIL: OWNER.email,
    MOORING_OWNER_PASSWORD: OWNER.password,
  }
  const arrived = (count: number) => until(`${count} messages come`, async () => receiver.messages.length >= count)

  const first = await start({ env })
  const signedIn = await client(first.url)('POST', '/api/auth/login', OWNER)
  const call = client(first.url, signedIn.body.data.token)
  const hook = await call('POST', '/api/webhooks', { url: receiver.url })
  const account = await call('POST', '/api/accounts', { name: 'Stella Moon' })
  await arrived(1)
  receiver.behave('hang')
  await call('DELETE', `/api/accounts/${account.body.data.id}`)
  await arrived(2)
  const code = await first.stop()
  receiver.behave(200)
  const second = await start({ env })
  await arrived(3)
  await second.stop()
  await receiver.stop()

  expect(code).toBe(0)
  expect(receiver.messages.map(({ event }) => event.type)).toEqual(['account.created', 'account.deleted', 'account.deleted'])
  expect(new Set(receiver.messages.map(({ event }) => event.id)).size).toBe(2)
  for (const message of receiver.messages) expect(verifies(hook.body.data.secret, message)).toBe(true)
}, 120_000)
