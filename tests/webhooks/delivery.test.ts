import { describe, expect, test } from 'bun:test'
import { events } from '#db/schema/events.ts'
import { webhookDeliveries } from '#db/schema/webhooks.ts'
import { deliverDue, hasWork } from '#src/webhooks/deliver.ts'
import { createAuthority } from '#tests/fakes/certificates.ts'
import { type Behaviour, startReceiver, startUntrusted } from '#tests/fakes/webhook-receiver.ts'
import { type TestApp, testApp } from '#tests/support/app.ts'
import { addHook, deliver, deliveriesOf, happenIn, hookApp } from './setup.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const WAITS = [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR]

/** Turns the clock past every try that there can be. */
async function passEveryTry(app: Pick<TestApp, 'deps' | 'clock'>) {
  for (const wait of [0, ...WAITS]) {
    app.clock.now += wait * 1.1
    await deliver(app)
  }
}

const typesTold = (app: Pick<TestApp, 'deps'>, type: string) =>
  app.deps.db
    .select()
    .from(events)
    .all()
    .filter((event) => event.type === type)

describe('what happens', () => {
  test('is told to the endpoints that chose it, once', async () => {
    const app = await hookApp({ wished: { events: ['proxy.failed'] } })
    const other = await startReceiver({ address: '127.0.61.2' })
    await addHook(app, other)
    app.happen('proxy.failed', app.stella, { exit: null, reason: 'timeout' })
    app.happen('pool.low', null, { free: 1, listed: 9 })
    app.happen('key.created', null, { key: 'Scraper' })

    await app.deliver()
    await app.deliver()
    await Promise.all([app.receiver.stop(), other.stop()])

    expect(app.receiver.messages.map(({ event }) => event.type)).toEqual(['proxy.failed'])
    expect(other.messages.map(({ event }) => event.type).sort()).toEqual(['pool.low', 'proxy.failed'])
  })

  test('is posted as JSON, with an id of its own', async () => {
    const { receiver, happen, deliver } = await hookApp()
    happen('pool.low', null, { free: 1, listed: 9 })

    await deliver()
    await receiver.stop()

    const [message] = receiver.messages
    expect(message?.path).toBe('/hooks')
    expect(message?.headers).toMatchObject({ 'content-type': 'application/json', 'user-agent': 'Mooring-Webhooks/1' })
    expect(message?.event).toEqual({
      id: message?.headers['webhook-id'] ?? '',
      type: 'pool.low',
      timestamp: '2026-11-22T12:00:00.000Z',
      data: { free: 1, listed: 9 },
    })
  })

  test('makes the schedule send it without waiting for its time', async () => {
    const app = await hookApp()
    const seen: boolean[] = []
    const look = () => void seen.push(hasWork(app.deps))
    await app.deliver()

    look()
    app.happen('pool.low', null, { free: 1 })
    look()
    app.receiver.behave((_, nth) => (nth === 1 ? 500 : 200))
    await app.deliver()
    look()
    app.clock.now += 6 * SECOND
    look()
    await app.deliver()
    look()
    await app.receiver.stop()

    expect(seen).toEqual([false, true, false, true, false])
  })

  test('in great number arrives whole', async () => {
    const app = await hookApp()
    for (let nth = 0; nth < 450; nth++) app.happen('proxy.failed', `account-${nth % 30}`, { reason: `${nth}` })

    await app.deliver()
    await app.receiver.stop()

    const numbers = app.receiver.messages.map(({ event }) => Number(event.data.reason))
    expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 450 }, (_, nth) => nth))
  }, 30_000)
})

describe('a receiver that fails', () => {
  test.each<[Behaviour, number | null, string | null]>([
    [500, 500, null],
    [429, 429, null],
    [301, 301, null],
    [404, 404, null],
    ['redirect', 307, null],
    ['huge', 500, null],
    ['cut', null, 'reset'],
  ])('by %p is tried again', async (behaviour, status, reason) => {
    const app = await hookApp()
    app.receiver.behave(behaviour)
    app.happen('pool.low', null, { free: 1 })

    await app.deliver()
    const [failed] = await deliveriesOf(app, app.hook.id)
    app.receiver.behave(204)
    app.clock.now += 6 * SECOND
    await app.deliver()
    const [arrived] = await deliveriesOf(app, app.hook.id)
    await app.receiver.stop()

    expect(failed).toMatchObject({ state: 'pending', attempts: [{ status, reason }] })
    expect(arrived).toMatchObject({ state: 'delivered', next_attempt_at: null, finished_at: '2026-11-22T12:00:06.000Z' })
    expect(arrived.attempts.map((one: { status: number }) => one.status)).toEqual([status, 204])
    expect(app.receiver.followed).toEqual([])
  })

  test('by a certificate that nobody trusts is sent nothing', async () => {
    const app = await testApp()
    const receiver = await startUntrusted('127.0.61.3')
    const { id } = await addHook(app, receiver)
    happenIn(app)('pool.low', null, { free: 1 })

    await deliver(app)
    await receiver.stop()

    expect((await deliveriesOf(app, id))[0].attempts).toMatchObject([{ status: null, reason: 'tls_failed' }])
    expect(receiver.messages).toEqual([])
  })

  test('with a certificate that is trusted takes messages', async () => {
    const authority = createAuthority()
    const receive = { address: '127.0.61.4', authority }
    const app = await hookApp({ receive, env: { MOORING_CA_FILE: authority.file } })
    app.happen('pool.low', null, { free: 1 })

    await app.deliver()
    await app.receiver.stop()

    expect(app.receiver.taken()).toHaveLength(1)
  })

  test('by an answer without an end has taken the message all the same', async () => {
    const app = await hookApp()
    app.receiver.behave('endless')
    app.deps.net = hurried(app.deps.net)
    app.happen('pool.low', null, { free: 1 })

    await app.deliver()
    await app.receiver.stop()

    expect((await deliveriesOf(app, app.hook.id))[0]).toMatchObject({ state: 'delivered', attempts: [{ status: 200 }] })
  })

  test('by silence is given ten seconds, and keeps nobody else waiting', async () => {
    const app = await hookApp()
    const other = await startReceiver({ address: '127.0.61.2' })
    await addHook(app, other)
    app.receiver.behave('hang')
    app.deps.net = hurried(app.deps.net)
    for (let nth = 0; nth < 20; nth++) app.happen('proxy.failed', app.addAccount(`A${nth}`), { reason: 'timeout' })

    await app.deliver()
    await Promise.all([app.receiver.stop(), other.stop()])

    const [slow] = await deliveriesOf(app, app.hook.id)
    expect(other.taken()).toHaveLength(20)
    expect(slow).toMatchObject({ state: 'pending', attempts: [{ status: null, reason: 'timeout' }] })
  })

  test('that points into private space by now is not connected to', async () => {
    const app = await hookApp()
    const strict = await testApp({ env: { MOORING_ALLOW_PRIVATE_PROXIES: '' } })
    app.deps.net = strict.deps.net
    app.happen('pool.low', null, { free: 1 })

    await app.deliver()
    await app.receiver.stop()

    expect((await deliveriesOf(app, app.hook.id))[0].attempts).toMatchObject([{ status: null, reason: 'not_allowed' }])
    expect(app.receiver.messages).toEqual([])
  })

  test('is tried after the pauses that are promised, then given up', async () => {
    const app = await hookApp()
    app.receiver.behave(503)
    app.happen('pool.low', null, { free: 1 })

    const pauses: number[] = []
    for (let tries = 0; tries < 20; tries++) {
      await app.deliver()
      const next = app.deps.db.select().from(webhookDeliveries).get()?.nextAttemptAt ?? null
      if (next === null) break
      pauses.push(next - app.clock.now)
      app.clock.now = next - 1
      await app.deliver()
      app.clock.now = next
    }
    await app.receiver.stop()

    expect(app.receiver.messages).toHaveLength(10)
    expect(pauses.map((pause, nth) => pause >= (WAITS[nth] ?? 0) && pause <= (WAITS[nth] ?? 0) * 1.1)).toEqual(
      WAITS.map(() => true),
    )
    expect((await deliveriesOf(app, app.hook.id))[0]).toMatchObject({ state: 'failed', next_attempt_at: null })
  })

  test('for more than three days is switched off, and that is told', async () => {
    const app = await hookApp()
    app.receiver.behave(500)
    app.happen('proxy.failed', app.stella, { reason: 'timeout' })

    await passEveryTry(app)
    app.happen('pool.low', null, { free: 1 })
    await app.deliver()
    await app.receiver.stop()

    const { body } = await app.nora.json('GET', `/api/webhooks/${app.hook.id}`)
    expect(body.data).toMatchObject({ enabled: false, disabled_reason: 'failing' })
    expect(typesTold(app, 'webhook.switched_off')).toMatchObject([
      { actorKind: 'system', data: { webhook_id: app.hook.id, reason: 'failing' } },
    ])
    expect(app.receiver.messages).toHaveLength(10)
  })

  test('for a single message goes on', async () => {
    const app = await hookApp()
    app.receiver.behave(({ event }) => (event.type === 'proxy.failed' ? 500 : 200))
    app.happen('proxy.failed', app.stella, { reason: 'timeout' })

    for (const wait of [0, ...WAITS]) {
      app.clock.now += wait * 1.1
      app.happen('pool.low', null, { free: 1 })
      await app.deliver()
    }
    await app.receiver.stop()

    const { body } = await app.nora.json('GET', `/api/webhooks/${app.hook.id}`)
    expect(body.data.enabled).toBe(true)
    expect((await deliveriesOf(app, app.hook.id, '?state=failed')).map(({ type }) => type)).toEqual(['proxy.failed'])
  })

  test('by 410 is switched off at once', async () => {
    const app = await hookApp()
    app.receiver.behave(410)
    app.happen('proxy.failed', app.stella, { reason: 'timeout' })
    app.happen('proxy.recovered', app.stella, {})

    await app.deliver()
    await app.receiver.stop()

    const { body } = await app.nora.json('GET', `/api/webhooks/${app.hook.id}`)
    expect(body.data).toMatchObject({ enabled: false, disabled_reason: 'gone' })
    expect((await deliveriesOf(app, app.hook.id)).map(({ state }) => state)).toEqual(['pending', 'failed'])
    expect(app.receiver.messages).toHaveLength(1)
  })
})

/** The same door out, for which ten seconds are half a second. */
function hurried(net: TestApp['deps']['net']): TestApp['deps']['net'] {
  return { ...net, direct: (purpose, url, init) => net.direct(purpose, url, { ...init, timeoutMs: 500 }) }
}

describe('the order', () => {
  test('holds for one account while another goes on', async () => {
    const app = await hookApp()
    const luna = app.addAccount('Luna')
    app.receiver.behave(({ event }, nth) => (event.data.reason === 'first' && nth < 3 ? 500 : 200))
    app.happen('proxy.failed', app.stella, { reason: 'first' })
    app.happen('proxy.failed', app.stella, { reason: 'second' })
    app.happen('proxy.failed', luna, { reason: 'other' })

    await app.deliver()
    const atOnce = app.receiver.taken().map(({ event }) => event.data.reason)
    await passEveryTry(app)
    app.happen('proxy.failed', app.stella, { reason: 'third' })
    await app.deliver()
    await app.receiver.stop()

    expect(atOnce).toEqual(['other'])
    expect(app.receiver.taken().map(({ event }) => event.data.reason)).toEqual(['other', 'first', 'second', 'third'])
  })

  test('goes on behind a message that was given up', async () => {
    const app = await hookApp()
    app.receiver.behave(({ event }) => (event.data.reason === 'first' ? 500 : 200))
    app.happen('proxy.failed', app.stella, { reason: 'first' })
    app.happen('proxy.failed', app.stella, { reason: 'second' })

    // Something else arrives meanwhile, or the endpoint would be switched off.
    for (const wait of [0, ...WAITS]) {
      app.clock.now += wait * 1.1
      app.happen('pool.low', null, { free: 1 })
      await app.deliver()
    }
    await app.receiver.stop()

    const told = app.receiver.taken().filter(({ event }) => event.type === 'proxy.failed')
    expect(told.map(({ event }) => event.data.reason)).toEqual(['second'])
  })

  test('does not look at those behind a waiting one again and again', async () => {
    const app = await hookApp()
    app.receiver.behave(500)
    for (const reason of ['first', 'second', 'third']) app.happen('proxy.failed', app.stella, { reason })
    await app.deliver()
    app.happen('proxy.failed', app.stella, { reason: 'fourth' })
    await app.deliver()
    await app.receiver.stop()

    const rows = app.deps.db.select().from(webhookDeliveries).all()
    expect(new Set(rows.map(({ nextAttemptAt }) => nextAttemptAt)).size).toBe(1)
    expect(rows.every(({ nextAttemptAt }) => (nextAttemptAt ?? 0) > app.clock.now)).toBe(true)
  })
})

describe('a stop', () => {
  test('leaves what is under way for the next start', async () => {
    const app = await hookApp()
    app.receiver.behave('hang')
    app.happen('pool.low', null, { free: 1 })
    const stop = new AbortController()

    const working = deliverDue(app.deps, stop.signal)
    while (app.receiver.messages.length === 0) await Bun.sleep(5)
    stop.abort()
    await working
    const [left] = await deliveriesOf(app, app.hook.id)
    app.receiver.behave(200)
    await app.deliver()
    await app.receiver.stop()

    expect(left).toMatchObject({ state: 'pending', attempts: [] })
    expect(new Set(app.receiver.messages.map(({ event }) => event.id)).size).toBe(1)
    expect(app.receiver.taken()).toHaveLength(1)
  })

  test.each([
    ['deliveries', 'before insert on webhook_deliveries'],
    ['place', 'before update of cursor on webhook_endpoints'],
  ])('before the %s are written loses no event, and makes none twice', async (_, moment) => {
    const app = await hookApp()
    for (const free of [1, 2, 3]) app.happen('pool.low', null, { free })
    const full = "when new.id is not null begin select raise(abort, 'the disk is full'); end"
    app.deps.db.$client.run(`create trigger full ${moment} ${full}`)

    const outcome = await app.deliver().then(
      () => 'sent',
      () => 'ended',
    )
    app.deps.db.$client.run('drop trigger full')
    await app.deliver()
    await app.receiver.stop()

    expect(outcome).toBe('ended')
    expect(app.receiver.messages.map(({ event }) => event.data.free)).toEqual([1, 2, 3])
  })

  test('of the writing ends the sending, instead of repeating it', async () => {
    const app = await hookApp()
    app.happen('pool.low', null, { free: 1 })
    app.deps.db.$client.run(
      "create trigger full before insert on webhook_attempts begin select raise(abort, 'the disk is full'); end",
    )

    const outcome = await app.deliver().then(
      () => 'sent',
      () => 'ended',
    )
    await app.receiver.stop()

    expect(outcome).toBe('ended')
    expect(app.receiver.messages).toHaveLength(1)
  })
})
