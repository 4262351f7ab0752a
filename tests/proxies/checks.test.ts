import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { eq } from 'drizzle-orm'
import { checks } from '#db/schema/accounts.ts'
import { poolProxies } from '#db/schema/pool.ts'
import { checkDue } from '#src/proxies/check-assigned.ts'
import { startWorld, type World } from '#tests/support/world.ts'

let world: World
beforeEach(async () => {
  world = await startWorld()
})
afterEach(() => world.stop())

const DAY = 86_400_000
const path = (account: string, verb = '') => `/api/proxy/account/${account}${verb}`
const run = () => checkDue(world.deps, new AbortController().signal)
const stored = () => world.deps.db.select().from(checks).all()

async function assigned() {
  await world.pool([{}, {}])
  const { body } = await world.nora.json('POST', path(world.stella, '/assign-auto'))
  const proxy = world.proxyAt(body.data.proxy_address)
  if (!proxy) throw new Error('no proxy runs there')
  return proxy
}

describe('a periodic check', () => {
  test('is kept with exit IP and latency', async () => {
    const proxy = await assigned()
    world.clock.now += DAY

    await run()

    expect(stored()).toEqual([
      expect.objectContaining({ accountId: world.stella, cause: 'periodic', ok: true, exitIp: proxy.host, reason: null }),
    ])
    const { body } = await world.nora.json('GET', path(world.stella, '/checks'))
    expect(Object.keys(body.data[0])).toEqual(['at', 'cause', 'ok', 'reason', 'exit_ip', 'country', 'latency_ms'])
  })

  test('that fails is kept with its reason, and moves nothing', async () => {
    const proxy = await assigned()
    await proxy.behave('refuse')
    world.clock.now += DAY

    await run()

    expect(stored()).toEqual([expect.objectContaining({ ok: false, reason: 'refused', exitIp: null })])
    expect((await world.nora.json('GET', path(world.stella))).body.data.proxy_address).toBe(proxy.host)
  })

  test('is not made before it is due', async () => {
    await assigned()
    world.clock.now += DAY
    await run()

    await run()

    expect(stored()).toHaveLength(1)
  })

  test('is not made for a proxy that is switched off', async () => {
    const proxy = await assigned()
    await world.nora.json('PUT', path(world.stella, '/preference'), { proxy_is_active: false })
    world.clock.now += DAY

    await run()

    expect(stored()).toEqual([])
    expect(proxy.connections).toEqual([])
  })

  test('stops when it is told to', async () => {
    await assigned()
    world.clock.now += DAY

    await checkDue(world.deps, AbortSignal.abort())

    expect(stored()).toEqual([])
  })
})

describe('a check by hand', () => {
  test('answers what the exit shows, and is kept', async () => {
    const proxy = await assigned()

    const { status, body } = await world.nora.json('POST', path(world.stella, '/test'))

    expect(status).toBe(200)
    expect(body.tested_proxy).toMatchObject({ address: proxy.host, username_provided: true, exit_ip: proxy.host })
    expect(stored()).toEqual([expect.objectContaining({ cause: 'manual', ok: true })])
  })

  test('that fails answers 400 with the reason, and is kept', async () => {
    const proxy = await assigned()
    await proxy.behave('407')

    const { status, body } = await world.nora.json('POST', path(world.stella, '/test'))

    expect(status).toBe(400)
    expect(body).toMatchObject({ code: 'PROXY_TEST_FAILED', details: { reason: 'auth_failed' } })
    expect(stored()).toEqual([expect.objectContaining({ ok: false, reason: 'auth_failed' })])
  })

  for (const [name, off] of [
    ['switched off', { proxy_is_active: false }],
    ['none', null],
  ] as const) {
    test(`of a proxy that is ${name} answers 409 and nothing goes out`, async () => {
      const proxy = await assigned()
      if (off) await world.nora.json('PUT', path(world.stella, '/preference'), off)
      else await world.nora.json('POST', path(world.stella, '/disable'))

      const { status, body } = await world.nora.json('POST', path(world.stella, '/test'))

      expect(status).toBe(409)
      expect(body.code).toBe('PROXY_INACTIVE')
      expect(proxy.connections).toEqual([])
    })
  }
})

test('checks are listed since a moment, in pages', async () => {
  await assigned()
  for (let day = 0; day < 3; day++) {
    world.clock.now += DAY
    await run()
  }
  const since = new Date(world.clock.now - DAY).toISOString()

  const recent = await world.nora.json('GET', path(world.stella, `/checks?since=${since}`))
  const first = await world.nora.json('GET', path(world.stella, '/checks?limit=2'))
  const second = await world.nora.json('GET', path(world.stella, `/checks?limit=2&cursor=${first.body.page.nextCursor}`))

  expect(recent.body.page.total).toBe(2)
  expect(first.body.page).toMatchObject({ hasMore: true, total: 3 })
  expect(second.body.data).toHaveLength(1)
  expect(second.body.page).toEqual({ nextCursor: null, hasMore: false, total: 3 })
  expect((await world.nora.json('GET', path(world.stella, '/checks?since=yesterday'))).status).toBe(400)
})

describe('the previous exit', () => {
  const restore = () => world.nora.json('POST', path(world.stella, '/restore'))

  test('comes back within a day, if it answers', async () => {
    const first = await assigned()
    await world.nora.json('POST', path(world.stella, '/assign-auto'), { forceReassign: true })

    const { status, body } = await restore()

    expect(status).toBe(200)
    expect(body.data).toMatchObject({ proxy_address: first.host, proxy_mode: 'auto' })
  })

  test('does not come back when it does not answer', async () => {
    const first = await assigned()
    await world.nora.json('POST', path(world.stella, '/assign-auto'), { forceReassign: true })
    await first.behave('refuse')

    const { status, body } = await restore()

    expect(status).toBe(400)
    expect(body.code).toBe('PROXY_TEST_FAILED')
    expect((await world.nora.json('GET', path(world.stella))).body.data.proxy_address).not.toBe(first.host)
  })

  test('that has left the pool comes back marked, so that it is given up without force', async () => {
    const first = await assigned()
    await world.nora.json('POST', path(world.stella, '/assign-auto'), { forceReassign: true })
    world.deps.db.delete(poolProxies).where(eq(poolProxies.host, first.host)).run()

    const restored = await restore()
    const again = await world.nora.json('POST', path(world.stella, '/assign-auto'))

    expect(restored.body.data.proxy_address).toBe(first.host)
    expect(again.status).toBe(200)
    expect(again.body.data.proxy_address).not.toBe(first.host)
  })

  test('does not come back after a day', async () => {
    await assigned()
    await world.nora.json('POST', path(world.stella, '/disable'))
    world.clock.now += DAY + 1

    expect((await restore()).body.code).toBe('NOTHING_TO_RESTORE')
  })

  test('does not come back once another account has it', async () => {
    const first = await assigned()
    await world.nora.json('POST', path(world.stella, '/disable'))
    const body = { proxy_address: first.host, proxy_port: first.port, proxy_username: 'pooluser', proxy_password: 'pool-pass-7Q' }
    await world.nora.json('POST', path(world.addAccount('Luna'), '/set-manual'), body)

    expect((await restore()).body.code).toBe('EXIT_IN_USE')
  })
})
