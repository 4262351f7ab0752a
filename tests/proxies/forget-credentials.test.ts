import { afterEach, beforeEach, expect, test } from 'bun:test'
import { credentials } from '#db/schema/accounts.ts'
import { forgetCredentials } from '#src/proxies/forget-credentials.ts'
import { startWorld, type World } from '#tests/support/world.ts'

let world: World
beforeEach(async () => {
  world = await startWorld()
})
afterEach(() => world.stop())

const DAY = 86_400_000
const path = (account: string, verb = '') => `/api/proxy/account/${account}${verb}`
const forget = () => forgetCredentials(world.deps, new AbortController().signal)
const kept = () =>
  world.deps.db
    .select()
    .from(credentials)
    .all()
    .map(({ id }) => id)

async function manual(username: string) {
  const proxy = await world.proxy({ username, password: 'harbour-77' })
  const body = { proxy_address: proxy.host, proxy_port: proxy.port, proxy_username: username, proxy_password: 'harbour-77' }
  expect((await world.nora.json('POST', path(world.stella, '/set-manual'), body)).status).toBe(200)
  return proxy
}

test('the password of a proxy that was left is forgotten when it cannot come back any more', async () => {
  const first = await manual('one')
  const second = await manual('two')
  world.clock.now += DAY
  await forget()
  const whileItMayComeBack = kept()
  world.clock.now += 1
  await forget()

  expect(whileItMayComeBack).toHaveLength(2)
  expect(kept()).toHaveLength(1)
  const { body } = await world.nora.json('GET', path(world.stella, '/credentials'))
  expect(body.data).toMatchObject({ host: second.host, username: 'two', password: 'harbour-77' })
  const history = await world.nora.json('GET', path(world.stella, '/history'))
  expect(history.body.data.map((one: { proxy_address: string }) => one.proxy_address)).toEqual([second.host, first.host])
})

test('a proxy that was left within a day still comes back with its password', async () => {
  const first = await manual('one')
  await manual('two')
  world.clock.now += DAY - 1
  await forget()

  const { status, body } = await world.nora.json('POST', path(world.stella, '/restore'))

  expect(status).toBe(200)
  expect(body.data.proxy_address).toBe(first.host)
})

test('the passwords of a source that was removed go once no account uses them', async () => {
  await world.pool([{}])
  await world.nora.json('POST', path(world.stella, '/assign-auto'))
  await world.nora.json('DELETE', '/api/pool/sources/src_main')
  world.clock.now += 2 * DAY
  await forget()
  const inUse = kept()
  await world.nora.json('POST', path(world.stella, '/disable'))
  world.clock.now += DAY + 1
  await forget()

  expect(inUse).toHaveLength(1)
  expect(kept()).toEqual([])
})

test('the passwords of the pool stay while it lists their proxies', async () => {
  await world.pool([{}])
  world.clock.now += 2 * DAY

  await forget()

  expect(kept()).toEqual(['crd_src_main'])
})
