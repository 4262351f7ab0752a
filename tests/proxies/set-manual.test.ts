import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { events } from '#db/schema/events.ts'
import { PROXY_MODES, type ProxyMode } from '#tests/fakes/proxy.ts'
import { fillPool, POOL_USER } from '#tests/support/pool.ts'
import { startWorld, type World } from '#tests/support/world.ts'

let world: World
beforeEach(async () => {
  world = await startWorld()
})
afterEach(() => world.stop())

const path = (account: string, verb = '') => `/api/proxy/account/${account}${verb}`
const setManual = (body: unknown, account = world.stella) => world.nora.json('POST', path(account, '/set-manual'), body)
const proxyOf = async (account = world.stella) => (await world.nora.json('GET', path(account))).body.data
const given = ({ host, port }: { host: string; port: number }, more: object = {}) => ({
  proxy_address: host,
  proxy_port: port,
  ...more,
})

describe('a manual proxy that answers is taken', () => {
  for (const protocol of ['http', 'socks5'] as const) {
    test(`by ${protocol}, without user`, async () => {
      const proxy = await world.proxy({ protocol })

      const { status, body } = await setManual(given(proxy, { proxy_protocol: protocol }))

      expect(status).toBe(200)
      expect(body.data).toMatchObject({
        proxy_address: proxy.host,
        proxy_username: null,
        proxy_mode: 'manual',
        proxy_is_active: true,
      })
    })

    test(`by ${protocol}, with user and password`, async () => {
      const proxy = await world.proxy({ protocol, username: 'ann', password: 'p@ss:word' })

      const { status } = await setManual(
        given(proxy, { proxy_protocol: protocol, proxy_username: 'ann', proxy_password: 'p@ss:word' }),
      )

      expect(status).toBe(200)
      expect(await proxyOf()).toMatchObject({ proxy_id: null, proxy_username: 'ann', proxy_mode: 'manual' })
    })
  }

  test('by an address with its scheme', async () => {
    const proxy = await world.proxy({ protocol: 'socks5' })

    expect((await setManual({ proxy_address: `socks5://${proxy.host}`, proxy_port: proxy.port })).status).toBe(200)
  })

  test('from one pasted line', async () => {
    const proxy = await world.proxy({ username: 'ann', password: 'word' })

    const answer = await setManual({ proxy_line: `ann:word@${proxy.host}:${proxy.port}` })

    expect(answer.status).toBe(200)
    expect(await proxyOf()).toMatchObject({ proxy_address: proxy.host, proxy_username: 'ann' })
  })

  test('with a place that is only shown', async () => {
    const proxy = await world.proxy()

    const { body } = await setManual(given(proxy, { proxy_country_code: '  Narnia ', proxy_city_name: 'Cair Paravel' }))

    expect(body.data).toMatchObject({ proxy_country_code: 'Narnia', proxy_city_name: 'Cair Paravel' })
  })
})

describe('a manual proxy that fails', () => {
  const REASONS: Partial<Record<ProxyMode, string>> = {
    refuse: 'refused',
    reset: 'reset',
    hang: 'timeout',
    '407': 'auth_failed',
    '402': 'payment_required',
    '403': 'forbidden',
    '502': 'upstream_error',
    garbage: 'protocol',
  }

  for (const mode of PROXY_MODES.filter((one) => REASONS[one] !== undefined)) {
    test(`by ${mode} is refused with the reason, and the old one stays`, async () => {
      const [old, proxy] = [await world.proxy(), await world.proxy()]
      await setManual(given(old))
      const before = await proxyOf()
      await proxy.behave(mode)

      const { status, body } = await setManual(given(proxy))

      expect(status).toBe(400)
      expect(body.code).toBe('PROXY_TEST_FAILED')
      expect(body.details).toEqual({ reason: REASONS[mode] })
      expect(await proxyOf()).toEqual(before)
    })
  }

  test('by a wrong password is refused', async () => {
    const proxy = await world.proxy({ username: 'ann', password: 'right' })

    const { body } = await setManual(given(proxy, { proxy_username: 'ann', proxy_password: 'wr0ng-secret' }))

    expect(body.details).toEqual({ reason: 'auth_failed' })
    expect(JSON.stringify(body)).not.toContain('wr0ng-secret')
  })
})

describe('an exit is one account’s', () => {
  test('so another account is refused it, on whatever port', async () => {
    const proxy = await world.proxy()
    await setManual(given(proxy))
    const luna = world.addAccount('Luna')

    const { status, body } = await setManual({ proxy_address: proxy.host, proxy_port: 1 }, luna)

    expect(status).toBe(409)
    expect(body.code).toBe('EXIT_IN_USE')
  })

  test('so a pool exit that is somebody’s manual proxy is not given out', async () => {
    const proxy = await world.proxy(POOL_USER)
    fillPool(world, [{ host: proxy.host, port: proxy.port }])
    await setManual(given(proxy, { proxy_username: POOL_USER.username, proxy_password: POOL_USER.password }))

    const luna = await world.nora.json('POST', path(world.addAccount('Luna'), '/assign-auto'))

    expect(luna.status).toBe(503)
  })

  test('unless the settings let accounts share', async () => {
    const proxy = await world.proxy()
    await setManual(given(proxy))
    await world.nora.json('PATCH', '/api/settings', { accounts_per_proxy: 2 })

    expect((await setManual(given(proxy), world.addAccount('Luna'))).status).toBe(200)
    expect((await setManual(given(proxy), world.addAccount('Mia'))).status).toBe(409)
  })

  test('and the same account may set it again', async () => {
    const proxy = await world.proxy()
    await setManual(given(proxy))

    expect((await setManual(given(proxy, { proxy_city_name: 'Berlin' }))).status).toBe(200)
  })

  test('and of two accounts that want it at once one gets it', async () => {
    const proxy = await world.proxy()
    const accounts = [world.stella, world.addAccount('Luna')]

    const answers = await Promise.all(accounts.map((account) => setManual(given(proxy), account)))

    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
  })
})

test('a slow test never overwrites a newer change', async () => {
  const [slow, fast] = [await world.proxy(), await world.proxy()]
  await slow.behave('slow')

  const late = setManual(given(slow))
  const early = await setManual(given(fast))

  expect(early.status).toBe(200)
  expect([400, 409]).toContain((await late).status)
  expect((await proxyOf()).proxy_address).toBe(fast.host)
})

describe('two names for one exit IP raise an alarm for both accounts', () => {
  const alarms = () =>
    world.deps.db
      .select()
      .from(events)
      .all()
      .filter(({ type }) => type === 'proxy.exit_shared')
      .map(({ accountId, data }) => ({ accountId, data }))
  const alarmFor = (accountId: string) => ({ accountId, data: { exit_ip: '127.0.0.1', others: 1 } })

  test('when the second is set by hand', async () => {
    const [first, second] = [await world.proxy({ address: '127.0.0.1' }), await world.proxy({ address: '127.0.0.1' })]
    const luna = world.addAccount('Luna')
    await setManual({ proxy_address: 'localhost', proxy_port: first.port })

    const { status } = await setManual(given(second), luna)

    expect(status).toBe(200)
    expect(alarms()).toEqual([alarmFor(luna), alarmFor(world.stella)])
  })

  test('when a test of an assigned one shows it, and only once', async () => {
    const [first, second] = [await world.proxy({ address: '127.0.0.1' }), await world.proxy({ address: '127.0.0.1' })]
    const luna = world.addAccount('Luna')
    await setManual({ proxy_address: 'localhost', proxy_port: first.port })
    fillPool(world, [{ host: '127.0.0.1', port: second.port }])
    await world.nora.json('POST', `/api/proxy/account/${luna}/assign-auto`)

    for (let time = 0; time < 2; time++) {
      expect((await world.nora.json('POST', `/api/proxy/account/${luna}/test`)).status).toBe(200)
    }

    expect(alarms()).toEqual([alarmFor(luna), alarmFor(world.stella)])
  })
})

describe('a body is refused', () => {
  const WRONG: [string, object, string][] = [
    ['without an address', { proxy_port: 80 }, 'proxy_address'],
    ['without a port', { proxy_address: '127.0.0.1' }, 'proxy_port'],
    ['with port 0', { proxy_address: '127.0.0.1', proxy_port: 0 }, 'proxy_port'],
    ['with port 65536', { proxy_address: '127.0.0.1', proxy_port: 65_536 }, 'proxy_port'],
    ['with a port of digits and more', { proxy_address: '127.0.0.1', proxy_port: '80 ' }, 'proxy_port'],
    ['with an unknown protocol', { proxy_address: '127.0.0.1', proxy_port: 80, proxy_protocol: 'socks4' }, 'proxy_protocol'],
    ['with a user and no password', { proxy_address: '127.0.0.1', proxy_port: 80, proxy_username: 'u' }, 'proxy_password'],
    [
      'with a password and no user',
      { proxy_address: '127.0.0.1', proxy_port: 80, proxy_password: 'tops3cret' },
      'proxy_username',
    ],
    ['with an address that is none', { proxy_address: '0x7f.1', proxy_port: 80 }, 'proxy_address'],
    ['with another scheme', { proxy_address: 'ftp://127.0.0.1', proxy_port: 80 }, 'proxy_address'],
    ['with a user in the address', { proxy_address: 'http://u:p@127.0.0.1', proxy_port: 80 }, 'proxy_address'],
    ['with a line that is no proxy', { proxy_line: 'hello' }, 'proxy_line'],
    ['with an endless city', { proxy_address: '127.0.0.1', proxy_port: 80, proxy_city_name: 'x'.repeat(101) }, 'proxy_city_name'],
  ]

  for (const [name, body, field] of WRONG) {
    test(name, async () => {
      const { status, body: answer, text } = await setManual(body)

      expect(status).toBe(400)
      expect(answer.code).toBe('VALIDATION_ERROR')
      expect(answer.details.map(({ path }: { path: string }) => path)).toContain(field)
      expect(text).not.toContain('tops3cret')
    })
  }
})
