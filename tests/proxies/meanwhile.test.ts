import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { eq } from 'drizzle-orm'
import { assignments } from '#db/schema/accounts.ts'
import { checkDue } from '#src/proxies/check-assigned.ts'
import type { FakeProxy } from '#tests/fakes/proxy.ts'
import { startWorld, type World } from '#tests/support/world.ts'

let world: World
beforeEach(async () => {
  world = await startWorld({ testTimeoutMs: 800 })
})
afterEach(() => world.stop())

const path = (account: string, verb = '') => `/api/proxy/account/${account}${verb}`
const proxyOf = async (account: string) => (await world.nora.json('GET', path(account))).body.data

async function assigned(account = world.stella): Promise<FakeProxy> {
  const { body } = await world.nora.json('POST', path(account, '/assign-auto'))
  const proxy = world.proxyAt(body.data.proxy_address)
  if (!proxy) throw new Error('no proxy runs there')
  return proxy
}

/** Does something once the proxy was asked and has not answered yet. */
async function whileTested<T>(proxy: FakeProxy, asking: Promise<T>, change: () => Promise<unknown>): Promise<T> {
  while (proxy.connections.length === 0) await Bun.sleep(1)
  await change()
  return asking
}

describe('while a reported failure is tested', () => {
  const report = () => world.omar.json('POST', path(world.stella, '/handle-failure'))

  test('switching the proxy off keeps it off, and where it is', async () => {
    await world.pool([{}, {}, {}])
    const proxy = await assigned()
    await proxy.behave('hang')

    const { status, body } = await whileTested(proxy, report(), () =>
      world.nora.json('PUT', path(world.stella, '/preference'), { proxy_is_active: false }),
    )

    expect(status).toBe(200)
    expect(body.data.reassigned).toBe(false)
    expect(await proxyOf(world.stella)).toMatchObject({ proxy_address: proxy.host, proxy_is_active: false })
  })

  test('another proxy by hand stays', async () => {
    await world.pool([{}, {}, {}])
    const proxy = await assigned()
    await proxy.behave('hang')

    const { body } = await whileTested(proxy, report(), () =>
      world.nora.json('POST', path(world.stella, '/assign-auto'), { forceReassign: true }),
    )

    expect(body).toMatchObject({ data: { reassigned: false }, error: null })
    expect((await proxyOf(world.stella)).proxy_address).not.toBe(proxy.host)
    expect(world.deps.db.select().from(assignments).where(eq(assignments.accountId, world.stella)).get()?.failedAt).toBeNull()
  })

  test('deleting the account answers 404', async () => {
    await world.pool([{}, {}, {}])
    const proxy = await assigned()
    await proxy.behave('hang')

    const { status } = await whileTested(proxy, report(), () => world.nora.json('DELETE', `/api/accounts/${world.stella}`))

    expect(status).toBe(404)
  })
})

describe('while the proxy of an account is tested', () => {
  test('deleting the account answers 404', async () => {
    await world.pool([{}])
    const proxy = await assigned()
    await proxy.behave('hang')

    const { status, body } = await whileTested(proxy, world.nora.json('POST', path(world.stella, '/test')), () =>
      world.nora.json('DELETE', `/api/accounts/${world.stella}`),
    )

    expect([status, body.code]).toEqual([404, 'ACCOUNT_NOT_FOUND'])
  })

  test('deleting one account leaves the checks of the others alone', async () => {
    await world.pool([{}, {}])
    const luna = world.addAccount('Luna')
    const gone = await assigned()
    await assigned(luna)
    await gone.behave('hang')
    world.clock.now += 86_400_000

    await whileTested(gone, checkDue(world.deps, new AbortController().signal), () =>
      world.nora.json('DELETE', `/api/accounts/${world.stella}`),
    )

    const { body } = await world.nora.json('GET', path(luna, '/checks'))
    expect(body.data).toEqual([expect.objectContaining({ cause: 'periodic', ok: true })])
  })

  test('archiving the account keeps it without a proxy', async () => {
    await world.pool([{}])
    const proxy = await assigned()
    await proxy.behave('hang')

    const { status } = await whileTested(proxy, world.nora.json('POST', path(world.stella, '/test')), () =>
      world.nora.json('PATCH', `/api/accounts/${world.stella}`, { archived: true }),
    )

    expect(status).toBe(400)
    expect(await proxyOf(world.stella)).toMatchObject({ proxy_mode: 'none', proxy_is_active: false })
  })
})

describe('while a manual proxy is tested', () => {
  async function manual(change: () => Promise<unknown>) {
    await world.pool([{}, {}])
    await assigned()
    const own = await world.proxy()
    await own.behave('slow')
    const asking = world.nora.json('POST', path(world.stella, '/set-manual'), { proxy_address: own.host, proxy_port: own.port })
    return whileTested(own, asking, change)
  }

  test('a disabled account is not given it', async () => {
    const { status, body } = await manual(() => world.nora.json('POST', path(world.stella, '/disable')))

    expect([status, body.code]).toEqual([409, 'PROXY_CHANGED'])
    expect((await proxyOf(world.stella)).proxy_mode).toBe('none')
  })

  test('a deleted account answers 404', async () => {
    const { status, body } = await manual(() => world.nora.json('DELETE', `/api/accounts/${world.stella}`))

    expect([status, body.code]).toEqual([404, 'ACCOUNT_NOT_FOUND'])
  })
})
