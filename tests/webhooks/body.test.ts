import { describe, expect, test } from 'bun:test'
import { connections } from '#db/schema/connections.ts'
import { fillPool } from '#tests/support/pool.ts'
import { type HookApp, hookApp } from './setup.ts'

/** What a receiver reads of an event. */
async function toldOf(app: HookApp, type: string, accountId: string | null, data: Record<string, unknown>) {
  app.happen(type, accountId, data)
  await app.deliver()
  await app.receiver.stop()
  return app.receiver.messages.at(-1)?.event.data
}

const connectionOf = (app: HookApp) => {
  const row = {
    id: 'conn_1',
    accountId: app.stella,
    onlyfansUserId: '5550123',
    name: 'Stella',
    username: 'stellamoon',
    status: 'active' as const,
    source: 'capture' as const,
    permissions: ['posts:read'],
    clientReferenceId: 'crm-7',
    createdAt: 1,
    updatedAt: 1,
  }
  app.deps.db.insert(connections).values(row).run()
}

describe('a message', () => {
  test('of a connection has the shape of the connections API', async () => {
    const app = await hookApp()
    connectionOf(app)

    const data = await toldOf(app, 'connection.updated', app.stella, { connection_id: 'conn_1', revision: 3 })

    expect(data).toEqual({
      accountId: app.stella,
      clientReferenceId: 'crm-7',
      connection: {
        id: 'conn_1',
        status: 'active',
        permissions: ['posts:read'],
        userData: { id: '5550123', name: 'Stella', username: 'stellamoon', avatar: null },
      },
      reason: null,
    })
  })

  test('of a connection says what it was then, not what it is now', async () => {
    const app = await hookApp()
    connectionOf(app)
    const user = {
      id: '5550123',
      name: 'Stella M',
      username: 'stella',
      avatar: 'https://cdn.example/a.jpg',
      email: 'x@y.example',
    }
    const then = { connection_id: 'conn_1', status: 'awaiting_2fa', client_reference_id: null, permissions: [], user }

    const data = await toldOf(app, 'connection.created', app.stella, then)

    expect(data).toMatchObject({ clientReferenceId: null, connection: { status: 'awaiting_2fa', permissions: [] } })
    expect(data.connection.userData).toEqual({
      id: '5550123',
      name: 'Stella M',
      username: 'stella',
      avatar: 'https://cdn.example/a.jpg',
    })
  })

  test('of a connection that is gone calls it expired', async () => {
    const app = await hookApp()

    const data = await toldOf(app, 'connection.disconnected', app.stella, { connection_id: 'conn_9', status: 'active' })

    expect(data.connection).toEqual({ id: 'conn_9', status: 'expired', permissions: [], userData: null })
  })

  test('of a move says from where to where, for whom', async () => {
    const app = await hookApp({ wished: { events: ['proxy.assigned'] } })
    fillPool(app, [{ host: '192.0.2.1', country: 'DE' }])
    await app.nora.json('PATCH', `/api/accounts/${app.stella}`, { client_reference_id: 'crm-1' })
    await app.nora.json('POST', `/api/proxy/account/${app.stella}/assign-auto`)

    await app.deliver()
    await app.receiver.stop()

    const [message] = app.receiver.messages
    expect(message?.event.data).toMatchObject({
      account_id: app.stella,
      client_reference_id: 'crm-1',
      from: null,
      to: { mode: 'auto', address: '192.0.2.1', country: 'DE' },
    })
    expect(message?.text).not.toContain('password')
  })

  test('holds nothing of an event that is not named', async () => {
    const app = await hookApp()

    const data = await toldOf(app, 'proxy.failed', app.stella, {
      exit: null,
      reason: 'timeout',
      seen_by: 'usr_omar',
      note: 'secret',
    })

    expect(data).toEqual({ account_id: app.stella, client_reference_id: null, exit: null, reason: 'timeout' })
  })

  test('about an account that was deleted is only that it was', async () => {
    const app = await hookApp()
    app.receiver.behave(500)
    await app.nora.json('PATCH', `/api/accounts/${app.stella}`, { client_reference_id: 'crm-1' })
    app.happen('proxy.failed', app.stella, { exit: { address: '192.0.2.77' }, reason: 'timeout' })
    await app.deliver()
    app.receiver.behave(200)

    await app.nora.json('DELETE', `/api/accounts/${app.stella}`)
    app.clock.now += 3_600_000
    await app.deliver()
    await app.receiver.stop()

    const told = app.receiver.taken().map(({ event }) => [event.type, event.data])
    expect(told).toEqual([['account.deleted', { account_id: app.stella, client_reference_id: null }]])
    expect(Buffer.from(app.deps.db.$client.serialize()).includes('192.0.2.77')).toBe(false)
  })
})
