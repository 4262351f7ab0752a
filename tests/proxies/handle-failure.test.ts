import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { eq } from 'drizzle-orm'
import { accounts } from '#db/schema/accounts.ts'
import { events } from '#db/schema/events.ts'
import { exits } from '#db/schema/pool.ts'
import type { PoolEntry } from '#tests/support/pool.ts'
import { startWorld, type World } from '#tests/support/world.ts'

let world: World
beforeEach(async () => {
  world = await startWorld()
})
afterEach(() => world.stop())

const PROXIES = (count: number, country = 'DE', city = 'Berlin'): PoolEntry[] =>
  Array.from({ length: count }, () => ({ country, city }))
const path = (account: string, verb = '') => `/api/proxy/account/${account}${verb}`

async function assigned(account = world.stella) {
  const { body } = await world.omar.json('POST', path(account, '/assign-auto'))
  const proxy = world.proxyAt(body.data.proxy_address)
  if (!proxy) throw new Error('no proxy runs there')
  return { id: body.data.proxy_id as string, proxy }
}

const report = (body?: unknown, account = world.stella) => world.omar.json('POST', path(account, '/handle-failure'), body)
const minutesLater = (minutes: number) => {
  world.clock.now += minutes * 60_000
}
const typesOfEvents = () =>
  world.deps.db
    .select()
    .from(events)
    .all()
    .map(({ type }) => type)

describe('a dead exit', () => {
  test('is left for another, which the answer names', async () => {
    await world.pool(PROXIES(3))
    const before = await assigned()
    await before.proxy.behave('refuse')

    const { status, body } = await report({ error: 'net::ERR_TUNNEL_CONNECTION_FAILED' })

    expect(status).toBe(200)
    expect(body.message).toBe('Proxy failure handled. New proxy assigned.')
    expect(body.data.reassigned).toBe(true)
    expect(body.error).toBeNull()
    expect(Object.keys(body.data.new_proxy_info)).toEqual([
      'proxy_id',
      'proxy_address',
      'proxy_port',
      'proxy_country_code',
      'proxy_city_name',
    ])
    expect(body.data.new_proxy_info.proxy_id).not.toBe(before.id)
    const now = await world.omar.json('GET', path(world.stella))
    expect(now.body.data.proxy_id).toBe(body.data.new_proxy_info.proxy_id)
  })

  test('rests, and is offered to nobody', async () => {
    await world.pool(PROXIES(2))
    const before = await assigned()
    await before.proxy.behave('reset')

    await report()

    const rest = world.deps.db.select().from(exits).where(eq(exits.exitKey, before.proxy.host)).get()
    expect(rest).toMatchObject({ restingWhy: 'failed', lastAccountId: world.stella })
    const luna = await world.nora.json('POST', path(world.addAccount('Luna'), '/assign-auto'))
    expect(luna.status).toBe(503)
  })

  for (const mode of ['refuse', 'reset', 'hang', '502', 'garbage'] as const) {
    test(`that answers ${mode} is left`, async () => {
      await world.pool(PROXIES(2))
      const before = await assigned()
      await before.proxy.behave(mode)

      const { body } = await report()

      expect(body.data.reassigned).toBe(true)
    })
  }

  test('leaves three events: reported, failed, reassigned', async () => {
    await world.pool(PROXIES(2))
    const before = await assigned()
    await before.proxy.behave('refuse')

    await report()

    expect(typesOfEvents()).toEqual([
      'proxy.assigned',
      'proxy.failure_reported',
      'proxy.tested',
      'proxy.tested',
      'proxy.failed',
      'proxy.reassigned',
    ])
  })
})

describe('an exit stays', () => {
  test('when our own test goes through', async () => {
    await world.pool(PROXIES(2))
    const before = await assigned()

    const { status, body } = await report()

    expect(status).toBe(200)
    expect(body.message).toBe('Proxy failure handled. Reassignment not performed or failed.')
    expect(body.data).toEqual({ reassigned: false, new_proxy_info: null })
    expect(body.error).toBeString()
    expect((await world.omar.json('GET', path(world.stella))).body.data.proxy_id).toBe(before.id)
  })

  for (const mode of ['402', '407', '403'] as const) {
    test(`when it answers ${mode}, which speaks against the plan`, async () => {
      await world.pool(PROXIES(2))
      const before = await assigned()
      await before.proxy.behave(mode)

      const { body } = await report()

      expect(body.data.reassigned).toBe(false)
      expect(body.error).toBeString()
      expect((await world.omar.json('GET', path(world.stella))).body.data.proxy_id).toBe(before.id)
    })
  }

  test('when no other exit answers and Webshare does not either', async () => {
    const proxies = await world.pool(PROXIES(3))
    await assigned()
    await world.webshare.stop()
    for (const proxy of proxies) await proxy.behave('refuse')

    const { body } = await report()

    expect(body.data.reassigned).toBe(false)
    expect(body.error).toContain('our own network')
    expect(typesOfEvents()).not.toContain('proxy.failed')
  })

  test('when nobody wants a move, but is known to be down', async () => {
    await world.pool(PROXIES(2))
    const before = await assigned()
    await before.proxy.behave('refuse')

    const { body } = await report({ autoReassign: false })

    expect(body.data).toEqual({ reassigned: false, new_proxy_info: null })
    const again = await world.omar.json('POST', path(world.stella, '/assign-auto'))
    expect(again.status).toBe(200)
    expect(again.body.data.proxy_id).not.toBe(before.id)
  })

  test('while it is switched off, and nothing goes out', async () => {
    await world.pool(PROXIES(2))
    const before = await assigned()
    await world.omar.json('PUT', path(world.stella, '/preference'), { proxy_is_active: false })

    const { status, body } = await report()

    expect(status).toBe(200)
    expect(body.data.reassigned).toBe(false)
    expect(before.proxy.connections).toHaveLength(0)
  })
})

describe('our own network counts as working', () => {
  test('when another exit answers now', async () => {
    await world.pool(PROXIES(2))
    await world.webshare.stop()
    const before = await assigned()
    await before.proxy.behave('refuse')

    const { body } = await report()

    expect(body.data.reassigned).toBe(true)
  })

  test('when only the API of Webshare answers', async () => {
    const proxies = await world.pool(PROXIES(2))
    await assigned()
    for (const proxy of proxies) await proxy.behave('refuse')

    const { body } = await report()

    expect(body.data.reassigned).toBe(true)
  })
})

describe('a report', () => {
  test('about an exit the account no longer has does nothing', async () => {
    await world.pool(PROXIES(2))
    const before = await assigned()
    await before.proxy.behave('refuse')

    const { status, body } = await report({ proxy_id: 'd-99999' })

    expect(status).toBe(200)
    expect(body.data).toEqual({ reassigned: false, new_proxy_info: null })
    expect(body.error).toBeNull()
    expect(before.proxy.connections).toHaveLength(0)
  })

  test('made twice within a minute gets the first answer', async () => {
    await world.pool(PROXIES(4))
    const before = await assigned()
    await before.proxy.behave('refuse')

    const [first, second] = await Promise.all([report(), report()])
    const third = await report({ proxy_id: before.id })

    expect(second.body).toEqual(first.body)
    expect(third.body).toEqual(first.body)
    expect(first.body.data.reassigned).toBe(true)
    expect(typesOfEvents().filter((type) => type === 'proxy.reassigned')).toHaveLength(1)
  })

  test('from a manual account is only recorded', async () => {
    const manual = await world.proxy()
    await world.omar.json('POST', path(world.stella, '/set-manual'), { proxy_address: manual.host, proxy_port: manual.port })
    const connections = manual.connections.length

    const { status, body } = await report({ error: 'timeout' })

    expect(status).toBe(200)
    expect(body.data.reassigned).toBe(false)
    expect(manual.connections).toHaveLength(connections)
    expect(typesOfEvents()).toContain('proxy.failure_reported')
  })

  test('keeps no password that a program put into its error', async () => {
    await world.pool(PROXIES(2))
    await assigned()

    await report({ error: 'cannot connect to http://pooluser:pool-pass-7Q@127.41.0.1:80, auth pool-pass-7Q' })

    const kept = world.deps.db.select().from(events).all()
    expect(JSON.stringify(kept)).not.toContain('pool-pass-7Q')
  })

  test('longer than 500 characters answers 400', async () => {
    expect((await report({ error: 'x'.repeat(501) })).status).toBe(400)
    expect((await report({ error: 'x'.repeat(500) })).status).toBe(200)
  })
})

describe('the limits', () => {
  test('allow one move of an account in 10 minutes', async () => {
    await world.pool(PROXIES(4))
    await (await assigned()).proxy.behave('refuse')
    const first = await report()
    await world.proxyAt(first.body.data.new_proxy_info.proxy_address)?.behave('refuse')

    const second = await report()
    minutesLater(11)
    const third = await report()

    expect(second.status).toBe(200)
    expect(second.body.data.reassigned).toBe(false)
    expect(second.body.error).toContain('10 minutes')
    expect(third.body.data.reassigned).toBe(true)
  })

  test('allow three moves of an account a day', async () => {
    await world.pool(PROXIES(6))
    await (await assigned()).proxy.behave('refuse')
    const answers = []

    for (let move = 0; move < 4; move++) {
      const { body } = await report()
      answers.push(body)
      await world.proxyAt(body.data.new_proxy_info?.proxy_address)?.behave('refuse')
      minutesLater(11)
    }

    expect(answers.map(({ data }) => data.reassigned)).toEqual([true, true, true, false])
    expect(answers[3].error).toContain('within a day')
  })

  test('allow a tenth of all accounts, at least one, in 10 minutes', async () => {
    await world.pool(PROXIES(4))
    const luna = world.addAccount('Luna', { tags: ['night'] })
    const [first, second] = [await assigned(), await assigned(luna)]
    await first.proxy.behave('refuse')
    await second.proxy.behave('refuse')

    const moved = await report()
    const limited = await report(undefined, luna)

    expect(moved.body.data.reassigned).toBe(true)
    expect(limited.body.data.reassigned).toBe(false)
    expect(limited.body.error).toContain('whole installation')
  })
})

describe('the policy of an account', () => {
  const setPolicy = (movePolicy: 'wait' | 'city' | 'country' | 'anywhere') =>
    world.deps.db.update(accounts).set({ movePolicy }).where(eq(accounts.id, world.stella)).run()

  const MIXED: PoolEntry[] = [
    { country: 'DE', city: 'Berlin', subnet: 'a' },
    { country: 'DE', city: 'Hamburg', subnet: 'b' },
    { country: 'FR', city: 'Paris', subnet: 'c' },
  ]
  const deadInBerlin = async () => {
    await world.pool(MIXED)
    const { body } = await world.omar.json('POST', path(world.stella, '/assign-auto'), {
      preferredCountry: 'DE',
      preferredCity: 'Berlin',
    })
    await world.proxyAt(body.data.proxy_address)?.behave('refuse')
  }

  test('wait: nothing moves', async () => {
    await deadInBerlin()
    setPolicy('wait')

    const { body } = await report()

    expect(body.data.reassigned).toBe(false)
    expect(body.error).toContain('waits for a person')
  })

  test('city: nothing moves to another city', async () => {
    await deadInBerlin()
    setPolicy('city')

    const { status, body } = await report()

    expect(status).toBe(200)
    expect(body.data.reassigned).toBe(false)
    expect(body.error).toBeString()
  })

  test('country: another city of the country is taken', async () => {
    await deadInBerlin()

    const { body } = await report()

    expect(body.data.new_proxy_info.proxy_city_name).toBe('Hamburg')
  })

  test('anywhere: another country only once the own is empty', async () => {
    await deadInBerlin()
    setPolicy('anywhere')

    const near = await report()
    await world.proxyAt(near.body.data.new_proxy_info.proxy_address)?.behave('refuse')
    minutesLater(11)
    const far = await report()

    expect(near.body.data.new_proxy_info.proxy_country_code).toBe('DE')
    expect(far.body.data.new_proxy_info.proxy_country_code).toBe('FR')
  })

  test('anywhere, but a stored country stays hard', async () => {
    await deadInBerlin()
    setPolicy('anywhere')
    await world.omar.json('PUT', path(world.stella, '/preference'), { proxy_region_preference: 'ES' })

    const { status, body } = await report()

    expect(status).toBe(200)
    expect(body.data.reassigned).toBe(false)
  })
})

test('503 only when no exit of the whole pool is free', async () => {
  await world.pool(PROXIES(1))
  await (await assigned()).proxy.behave('refuse')

  const { status, body } = await report()

  expect(status).toBe(503)
  expect(body.code).toBe('NO_PROXY_AVAILABLE')
  expect((await world.omar.json('GET', path(world.stella))).body.data.proxy_mode).toBe('auto')
})

test('an outsider reports nothing', async () => {
  const { status, body } = await world.zed.json('POST', path(world.stella, '/handle-failure'))

  expect(status).toBe(404)
  expect(body.code).toBe('ACCOUNT_NOT_FOUND')
  expect(typesOfEvents()).toEqual([])
})
