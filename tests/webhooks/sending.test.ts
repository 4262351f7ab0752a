import { describe, expect, test } from 'bun:test'
import { events } from '#db/schema/events.ts'
import { webhookDeliveries } from '#db/schema/webhooks.ts'
import { trim } from '#src/jobs/trim.ts'
import { deliveriesOf, hookApp } from './setup.ts'

const DAY_MS = 86_400_000

describe('a test', () => {
  test('is sent at once and answered with what came of it', async () => {
    const app = await hookApp({ receive: { answer: 'thank you' } })

    const { status, body } = await app.nora.json('POST', `/api/webhooks/${app.hook.id}/test`)
    await app.receiver.stop()

    expect([status, body.message]).toEqual([200, 'It arrived'])
    expect(body.data).toMatchObject({
      webhook_id: app.hook.id,
      event_id: null,
      type: 'test.ping',
      state: 'delivered',
      body: { type: 'test.ping', id: body.data.id },
      attempts: [{ status: 200, reason: null, answer: 'thank you' }],
    })
    expect(app.receiver.messages.map(({ event }) => event.type)).toEqual(['test.ping'])
  })

  test('is tried once, also where nothing else is sent', async () => {
    const app = await hookApp()
    await app.nora.json('PATCH', `/api/webhooks/${app.hook.id}`, { enabled: false })
    app.receiver.behave(500)

    const { body } = await app.nora.json('POST', `/api/webhooks/${app.hook.id}/test`)
    app.clock.now += DAY_MS
    await app.deliver()
    await app.receiver.stop()

    expect([body.message, body.data.state]).toEqual(['It did not arrive. Answered 500.', 'failed'])
    expect(app.receiver.messages).toHaveLength(1)
  })

  test('may not be asked for without end', async () => {
    const app = await hookApp()
    const statuses: number[] = []
    for (let nth = 0; nth < 31; nth++) {
      statuses.push((await app.nora.json('POST', `/api/webhooks/${app.hook.id}/test`)).status)
    }
    await app.receiver.stop()

    expect(statuses.filter((status) => status === 429)).toHaveLength(1)
    expect(app.receiver.messages).toHaveLength(30)
  })
})

describe('resending', () => {
  test('sends what was given up as the very same message, and follows the schedule anew', async () => {
    const app = await hookApp()
    app.receiver.behave(410)
    app.happen('proxy.failed', app.stella, { reason: 'timeout' })
    await app.deliver()
    const [given] = await deliveriesOf(app, app.hook.id)
    await app.nora.json('PATCH', `/api/webhooks/${app.hook.id}`, { enabled: true })
    app.receiver.behave((_, nth) => (nth === 2 ? 500 : 200))

    const again = await app.nora.json('POST', `/api/webhooks/deliveries/${given.id}/resend`)
    app.clock.now += 6_000
    await app.deliver()
    await app.receiver.stop()

    expect(given.state).toBe('failed')
    expect(again.body.data).toMatchObject({ id: given.id, state: 'pending', attempts: [{ status: 410 }, { status: 500 }] })
    expect((await deliveriesOf(app, app.hook.id))[0]).toMatchObject({ state: 'delivered' })
    const told = app.receiver.messages.filter(({ event }) => event.type === 'proxy.failed')
    expect(told).toHaveLength(3)
    expect(new Set(told.map(({ text }) => text)).size).toBe(1)
  })

  test('what had arrived sends it once more, and holds up nothing', async () => {
    const app = await hookApp()
    app.happen('proxy.failed', app.stella, { reason: 'first' })
    await app.deliver()
    const [first] = await deliveriesOf(app, app.hook.id)
    app.receiver.behave(({ event }) => (event.data.reason === 'first' ? 500 : 200))

    await app.nora.json('POST', `/api/webhooks/deliveries/${first.id}/resend`)
    app.happen('proxy.failed', app.stella, { reason: 'second' })
    await app.deliver()
    await app.receiver.stop()

    expect(app.receiver.taken().map(({ event }) => event.data.reason)).toEqual(['first', 'second'])
    expect(app.receiver.messages).toHaveLength(3)
  })

  test('brings forward what waits, but nothing past an earlier one of its account', async () => {
    const app = await hookApp()
    app.receiver.behave(500)
    app.happen('proxy.failed', app.stella, { reason: 'first' })
    app.happen('proxy.failed', app.stella, { reason: 'second' })
    await app.deliver()
    const [second, first] = await deliveriesOf(app, app.hook.id)
    app.receiver.behave(200)

    const early = await app.nora.json('POST', `/api/webhooks/deliveries/${second.id}/resend`)
    const now = await app.nora.json('POST', `/api/webhooks/deliveries/${first.id}/resend`)
    await app.deliver()
    await app.receiver.stop()

    expect([early.status, early.body.code]).toEqual([409, 'DELIVERY_WAITS_IN_ORDER'])
    expect([now.status, now.body.data.state]).toEqual([200, 'delivered'])
    expect(app.receiver.taken().map(({ event }) => event.data.reason)).toEqual(['first', 'second'])
  })

  test('asked for twenty times at once is one message', async () => {
    const app = await hookApp()
    app.receiver.behave(410)
    app.happen('proxy.failed', app.stella, { reason: 'timeout' })
    await app.deliver()
    const [given] = await deliveriesOf(app, app.hook.id)
    app.receiver.behave(200)

    const answers = await Promise.all(
      Array.from({ length: 20 }, () => app.nora.json('POST', `/api/webhooks/deliveries/${given.id}/resend`)),
    )
    await app.receiver.stop()

    expect(answers.map(({ body }) => body.data.state)).toEqual(Array(20).fill('delivered'))
    expect(app.receiver.taken()).toHaveLength(1)
  })

  test('is in the log, by who did it', async () => {
    const app = await hookApp()
    await app.nora.json('POST', `/api/webhooks/${app.hook.id}/test`)
    const [sent] = await deliveriesOf(app, app.hook.id)
    await app.nora.json('POST', `/api/webhooks/deliveries/${sent.id}/resend`)
    await app.receiver.stop()

    const logged = app.deps.db.select().from(events).all().slice(-2)
    expect(logged).toMatchObject([
      { type: 'webhook.tested', actorId: 'usr_nora', data: { webhook_id: app.hook.id } },
      { type: 'webhook.resent', actorId: 'usr_nora', data: { type: 'test.ping' } },
    ])
  })
})

describe('deliveries', () => {
  test('are listed newest first, by state, page by page', async () => {
    const app = await hookApp()
    app.receiver.behave(({ event }) => (event.data.free === 2 ? 410 : 200))
    for (const free of [0, 1]) app.happen('pool.low', null, { free })
    await app.deliver()
    const at = (query: string) => app.nora.json('GET', `/api/webhooks/${app.hook.id}/deliveries${query}`)

    const first = await at('?limit=1')
    const second = await at(`?limit=1&cursor=${first.body.page.nextCursor}`)
    const failed = await at('?state=failed')
    const wrong = await Promise.all([at('?state=lost'), at('?limit=0'), at('?cursor=x')])
    await app.receiver.stop()

    expect([first, second].map(({ body }) => body.data[0].body.data.free)).toEqual([1, 0])
    expect(second.body.page).toEqual({ nextCursor: null, hasMore: false, total: 2 })
    expect(failed.body.data).toEqual([])
    expect(wrong.map(({ status }) => status)).toEqual([400, 400, 400])
  })

  test('keep the beginning of an answer, and no more', async () => {
    const app = await hookApp({ receive: { answer: `${'a'.repeat(2_040)}bcdefghijklm` } })
    await app.nora.json('POST', `/api/webhooks/${app.hook.id}/test`)
    await app.receiver.stop()

    const [{ attempts }] = await deliveriesOf(app, app.hook.id)

    expect(attempts[0].answer).toBe(`${'a'.repeat(2_040)}bcdefghi`)
  })

  test('are forgotten after thirty days', async () => {
    const app = await hookApp()
    app.happen('pool.low', null, { free: 1 })
    await app.deliver()
    app.clock.now += 29 * DAY_MS
    app.happen('pool.low', null, { free: 2 })
    await app.deliver()
    await app.receiver.stop()

    app.clock.now += 2 * DAY_MS
    await trim(app.deps, new AbortController().signal)

    expect(app.deps.db.select().from(webhookDeliveries).all()).toHaveLength(1)
  })
})
