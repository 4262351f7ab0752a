import { afterEach, beforeEach, expect, test } from 'bun:test'
import { eq } from 'drizzle-orm'
import { assignments } from '#db/schema/accounts.ts'
import { checkDue } from '#src/proxies/check-assigned.ts'
import type { FakeProxy } from '#tests/fakes/proxy.ts'
import { startWorld, type World } from '#tests/support/world.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND

let world: World
let proxy: FakeProxy
beforeEach(async () => {
  world = await startWorld()
  await world.pool([{}, {}])
  const { body } = await world.nora.json('POST', path('/assign-auto'))
  const found = world.proxyAt(body.data.proxy_address)
  if (!found) throw new Error('no proxy runs there')
  proxy = found
})
afterEach(() => world.stop())

const path = (verb = '') => `/api/proxy/account/${world.stella}${verb}`
const assignment = () => world.deps.db.select().from(assignments).where(eq(assignments.accountId, world.stella)).get()
const dueIn = () => (assignment()?.nextCheckAt ?? 0) - world.clock.now
const failures = async () => (await world.nora.json('GET', '/api/events?type=proxy.failed')).body.data

/** The next check, at its time. */
async function checked() {
  world.clock.now += Math.max(0, dueIn())
  await checkDue(world.deps, new AbortController().signal)
}

test('an exit is down after three failed checks in a row, and the account stays on it', async () => {
  await proxy.behave('refuse')

  await checked()
  await checked()
  expect(assignment()?.failedAt).toBeNull()
  await checked()

  expect(assignment()).toMatchObject({ failedAt: world.clock.now, failedReason: 'refused', host: proxy.host })
  expect(await failures()).toHaveLength(1)
  expect((await world.nora.json('GET', '/api/accounts?state=attention')).body.page.total).toBe(1)
})

test('a failed check is repeated after 30 seconds and a minute, then as ever', async () => {
  await proxy.behave('refuse')

  await checked()
  expect(dueIn()).toBe(30 * SECOND)
  await checked()
  expect(dueIn()).toBe(MINUTE)
  await checked()
  expect(dueIn()).toBeGreaterThan(4 * MINUTE)
  await checked()

  expect(await failures()).toHaveLength(1)
})

test('an answer in between begins the count anew', async () => {
  await proxy.behave('refuse')
  await checked()
  await checked()
  await proxy.behave('ok')
  await checked()
  await proxy.behave('refuse')
  await checked()
  await checked()

  expect(assignment()).toMatchObject({ failedAt: null, lastCheckOk: false })
})

test('an exit that answers again is no longer down', async () => {
  await proxy.behave('refuse')
  for (const _ of [1, 2, 3]) await checked()
  await proxy.behave('ok')

  await checked()

  expect(assignment()).toMatchObject({ failedAt: null, lastCheckOk: true })
})

test('tests by hand count as well, but none of them within a minute is proof', async () => {
  await proxy.behave('refuse')

  const tested = async () => expect((await world.nora.json('POST', path('/test'))).status).toBe(400)
  for (const _ of [1, 2, 3, 4]) await tested()
  expect(assignment()?.failedAt).toBeNull()
  world.clock.now += MINUTE
  await tested()

  expect(assignment()?.failedAt).toBe(world.clock.now)
})

test('a fault of the plan never makes an exit down', async () => {
  await proxy.behave('402')

  for (const _ of [1, 2, 3, 4]) await checked()

  expect(assignment()).toMatchObject({ failedAt: null, lastCheckReason: 'payment_required' })
  expect(dueIn()).toBeGreaterThan(4 * MINUTE)
})

test('what the plan or the site did is no part of the proof', async () => {
  for (const behaviour of ['402', '502'] as const) {
    await proxy.behave(behaviour)
    await checked()
    await proxy.behave('refuse')
    await checked()
    await checked()
  }

  expect(assignment()).toMatchObject({ failedAt: null, lastCheckReason: 'refused' })
  await checked()
  expect(assignment()?.failedAt).toBe(world.clock.now)
})

test('nothing is down while our own network is', async () => {
  for (const one of world.proxies()) await one.behave('refuse')
  await world.webshare.stop()

  for (const _ of [1, 2, 3, 4]) await checked()

  expect(assignment()).toMatchObject({ failedAt: null, lastCheckOk: false })
})
