import { afterEach, beforeEach, expect, test } from 'bun:test'
import { startWorld, type World } from '#tests/support/world.ts'

let world: World
beforeEach(async () => {
  world = await startWorld()
})
afterEach(() => world.stop())

const path = (account: string, verb: string) => `/api/proxy/account/${account}/${verb}`
const report = () => world.nora.json('POST', path(world.stella, 'handle-failure'))
const testOf = (account: string) => world.nora.json('POST', path(account, 'test'))

async function accountsWithExits(count: number) {
  const accounts = [world.stella, ...Array.from({ length: count - 1 }, (_, index) => world.addAccount(`Account ${index}`))]
  for (const account of accounts) expect((await world.nora.json('POST', path(account, 'assign-auto'))).status).toBe(200)
  return accounts
}

for (const [seconds, moves] of [
  [119, true],
  [121, false],
] as const) {
  test(`another exit that answered ${seconds} seconds ago ${moves ? 'proves' : 'no longer proves'} our network`, async () => {
    const proxies = await world.pool([{}, {}, {}])
    const [, luna = ''] = await accountsWithExits(2)
    expect((await testOf(luna)).status).toBe(200)
    for (const proxy of proxies) await proxy.behave('refuse')
    await world.webshare.stop()
    world.clock.now += seconds * 1_000

    const { status, body } = await report()

    expect(status).toBe(200)
    expect(body.data.reassigned).toBe(moves)
  })
}

test('when many exits fail at once Webshare alone proves nothing', async () => {
  const proxies = await world.pool(Array.from({ length: 6 }, () => ({})))
  const accounts = await accountsWithExits(5)
  for (const proxy of proxies) await proxy.behave('refuse')
  for (const account of accounts) expect((await testOf(account)).status).toBe(400)

  const { status, body } = await report()

  expect(status).toBe(200)
  expect(body.data.reassigned).toBe(false)
  expect(body.error).toContain('our own network')
})
