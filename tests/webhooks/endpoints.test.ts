import { describe, expect, test } from 'bun:test'
import { events } from '#db/schema/events.ts'
import { webhookEndpoints } from '#db/schema/webhooks.ts'
import { testApp } from '#tests/support/app.ts'
import { addHook, deliver, deliveriesOf, happenIn, hookApp } from './setup.ts'

const RECEIVER = { url: 'http://127.0.61.9:9/hooks' }

describe('a new webhook', () => {
  test('is answered with its secret, this once', async () => {
    const { nora } = await testApp()

    const made = await nora.json('POST', '/api/webhooks', { ...RECEIVER, events: ['proxy.failed', 'connection.expired'] })
    const read = await nora.json('GET', `/api/webhooks/${made.body.data.id}`)
    const listed = await nora.json('GET', '/api/webhooks')

    expect(made.status).toBe(201)
    expect(made.body.data).toEqual({
      id: expect.stringMatching(/^whk_/),
      url: RECEIVER.url,
      events: ['connection.expired', 'proxy.failed'],
      signature: 'standard',
      enabled: true,
      description: '',
      disabled_reason: null,
      disabled_at: null,
      created_at: '2026-11-22T12:00:00.000Z',
      updated_at: '2026-11-22T12:00:00.000Z',
      secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/),
    })
    const { secret, ...rest } = made.body.data
    expect(read.body.data).toEqual(rest)
    expect(listed.body.data).toEqual([rest])
    for (const { text } of [read, listed]) expect(text).not.toContain(secret.slice(6))
  })

  test('made twice with one Idempotency-Key is one', async () => {
    const { nora, deps } = await testApp()
    const make = () => nora.json('POST', '/api/webhooks', RECEIVER, { 'idempotency-key': 'once' })

    const [first, second] = [await make(), await make()]

    expect(second.body).toEqual(first.body)
    expect(deps.db.select().from(webhookEndpoints).all()).toHaveLength(1)
  })

  test.each([
    ['url', { url: 'ftp://example.com/' }],
    ['url', { url: 'example.com/hooks' }],
    ['url', { url: 'https://user:word@example.com/' }],
    ['url', { url: 'http://user@127.0.61.9/' }],
    ['url', { url: 'https://example.com/#here' }],
    ['url', { url: `https://example.com/${'x'.repeat(2000)}` }],
    ['url', { url: undefined }],
    ['url', { url: 5 }],
    ['events.0', { events: ['proxy.exploded'] }],
    ['events.0', { events: ['key.created'] }],
    ['signature', { signature: 'md5' }],
    ['description', { description: 'x'.repeat(201) }],
  ])('with a wrong %s is 400', async (path, change) => {
    const { nora, deps } = await testApp()

    const { status, body } = await nora.json('POST', '/api/webhooks', { ...RECEIVER, ...change })

    expect([status, body.code, body.details[0].path]).toEqual([400, 'VALIDATION_ERROR', path])
    expect(deps.db.select().from(webhookEndpoints).all()).toEqual([])
  })

  test.each([
    'http://169.254.169.254/latest',
    'https://169.254.169.254/',
    'https://10.0.0.1/',
    'https://localhost/',
    'https://[::1]/',
    'https://[fd00:ec2::254]/',
    'https://2130706433/',
    'https://0x7f000001/',
    'http://93.184.216.34/',
  ])('may not point to %s', async (url) => {
    const { nora } = await testApp({ env: { MOORING_ALLOW_PRIVATE_PROXIES: '' } })

    const { status, body } = await nora.json('POST', '/api/webhooks', { url })

    expect([status, body.details[0].path]).toEqual([400, 'url'])
  })

  test('may speak http only into a range that was opened by hand', async () => {
    const { nora } = await testApp({ env: { MOORING_ALLOW_PRIVATE_PROXIES: '127.0.61.0/24' } })

    const inside = await nora.json('POST', '/api/webhooks', { url: 'http://127.0.61.9/' })
    const outside = await nora.json('POST', '/api/webhooks', { url: 'http://93.184.216.34/' })
    const secure = await nora.json('POST', '/api/webhooks', { url: 'https://93.184.216.34/' })

    expect([inside.status, outside.status, secure.status]).toEqual([201, 400, 201])
    expect(outside.body.details[0].message).toContain('must begin with https')
  })

  test('is told only of what happens from then on', async () => {
    const app = await testApp()
    const happen = happenIn(app)
    happen('pool.low', null, { free: 1, listed: 9 })
    const { id } = await addHook(app, RECEIVER)
    happen('pool.low', null, { free: 0, listed: 9 })

    await deliver(app)

    expect((await deliveriesOf(app, id)).map(({ body }) => body.data.free)).toEqual([0])
  })
})

describe('a webhook', () => {
  test('is changed as far as the patch says', async () => {
    const app = await testApp()
    const { id } = await addHook(app, RECEIVER, { events: ['pool.low'], description: 'Slack' })

    const { body } = await app.nora.json('PATCH', `/api/webhooks/${id}`, { url: 'http://127.0.61.8/new', signature: 'ofauth' })

    expect(body.data).toMatchObject({
      url: 'http://127.0.61.8/new',
      signature: 'ofauth',
      events: ['pool.low'],
      description: 'Slack',
    })
    expect(app.deps.db.select().from(events).all().at(-1)).toMatchObject({
      type: 'webhook.changed',
      actorId: 'usr_nora',
      data: { webhook_id: id, host: '127.0.61.8', changed: ['url', 'signature'] },
    })
  })

  test.each([{}, { id: 'whk_other' }, { url: 'https://10.0.0.1/' }, { events: ['x'] }, { enabled: 'perhaps' }])(
    'refuses the patch %p',
    async (patch) => {
      const app = await testApp()
      const { id } = await addHook(app, RECEIVER)
      const before = app.deps.db.select().from(webhookEndpoints).all()

      const { status } = await app.nora.json('PATCH', `/api/webhooks/${id}`, patch)

      expect(status).toBe(400)
      expect(app.deps.db.select().from(webhookEndpoints).all()).toEqual(before)
    },
  )

  test('that is not there is 404, whatever is asked of it', async () => {
    const { nora } = await testApp()

    const answers = await Promise.all([
      nora.json('GET', '/api/webhooks/whk_none'),
      nora.json('PATCH', '/api/webhooks/whk_none', { enabled: false }),
      nora.json('DELETE', '/api/webhooks/whk_none'),
      nora.json('GET', '/api/webhooks/whk_none/deliveries'),
      nora.json('POST', '/api/webhooks/whk_none/test'),
      nora.json('POST', '/api/webhooks/whk_none/rotate'),
      nora.json('POST', '/api/webhooks/deliveries/msg_none/resend'),
    ])

    expect(answers.map(({ status, body }) => [status, body.code])).toEqual(answers.map(() => [404, 'NOT_FOUND']))
  })

  test('takes its deliveries with it', async () => {
    const { nora, deps, hook, happen, deliver } = await hookApp()
    happen('pool.low', null, { free: 0 })
    await deliver()

    const removed = await nora.json('DELETE', `/api/webhooks/${hook.id}`)

    expect(removed.status).toBe(200)
    expect(deps.db.$client.query('select * from webhook_deliveries').all()).toEqual([])
    expect(deps.db.$client.query('select * from webhook_attempts').all()).toEqual([])
  })

  test('that is switched off is sent nothing, and told nothing of that time', async () => {
    const app = await hookApp()
    const { nora, receiver, hook, happen, clock } = app
    const turn = (enabled: boolean) => nora.json('PATCH', `/api/webhooks/${hook.id}`, { enabled })
    receiver.behave(500)
    happen('pool.low', null, { free: 3 })
    await app.deliver()
    receiver.behave(200)

    const off = await turn(false)
    happen('pool.low', null, { free: 2 })
    clock.now += 3_600_000
    await app.deliver()
    const meanwhile = receiver.taken().length
    await turn(true)
    happen('pool.low', null, { free: 1 })
    await app.deliver()

    expect(off.body.data).toMatchObject({ enabled: false, disabled_reason: 'by_hand' })
    expect(meanwhile).toBe(0)
    expect(receiver.taken().map(({ event }) => event.data.free)).toEqual([3, 1])
    await receiver.stop()
  })

  test('is for owners and for keys that may everything', async () => {
    const app = await testApp()
    const reader = await app.keyOf(app.nora, { scopes: ['accounts:read', 'connections:write'] })
    const admin = await app.keyOf(app.nora, { scopes: ['admin'] })

    const statuses = await Promise.all(
      [app.mara, app.omar, app.vera, app.zed, reader, admin].map(async (who) => (await who.json('GET', '/api/webhooks')).status),
    )

    expect(statuses).toEqual([403, 403, 403, 403, 403, 200])
  })
})
