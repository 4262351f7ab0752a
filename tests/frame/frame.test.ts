import { expect, test } from 'bun:test'
import { eq } from 'drizzle-orm'
import { assignments } from '#db/schema/accounts.ts'
import { poolSources } from '#db/schema/pool.ts'
import { testApp } from '#tests/support/app.ts'
import { exitsIn, fillPool } from '#tests/support/pool.ts'

const box = (text: string) => /<a id="cap"[\s\S]*?<\/a>/.exec(text)?.[0] ?? ''
const count = (text: string) => /id="nav-count"[^>]*><span>(\d+)</.exec(text)?.[1]

test('every page tells how full and how old the pool is', async () => {
  const app = await testApp()
  fillPool(app, exitsIn('DE', 4))
  app.clock.now += 240_000

  const { text } = await app.vera.page('GET', '/pool')

  expect(box(text)).toContain('Pool synced 4 min ago')
  expect(box(text)).toContain('0 of 4 IPs in use')
})

test('a pool that cannot be refreshed is said to be old', async () => {
  const app = await testApp()
  fillPool(app, exitsIn('DE', 1))
  app.deps.db.update(poolSources).set({ lastError: 'unreachable' }).run()
  app.clock.now += 7_200_000

  expect(box((await app.vera.page('GET', '/pool')).text)).toContain('Pool out of date, 2 h ago')
})

test('a pool that has nothing has no box', async () => {
  const app = await testApp()

  expect(box((await app.vera.page('GET', '/pool')).text)).toBe('')
})

test('the count of needy accounts keeps to what its reader may see', async () => {
  const app = await testApp()
  const other = app.addAccount('Ruby Lane', { tags: ['elsewhere'] })
  app.addAccount('Mila Frost', { tags: ['elsewhere'] })
  app.deps.db.update(assignments).set({ mode: 'manual', isActive: true }).where(eq(assignments.accountId, other)).run()

  const counts = await Promise.all(
    [app.nora, app.omar, app.zed].map(async (caller) => count((await caller.page('GET', '/pool')).text)),
  )

  expect(counts).toEqual(['2', '1', '1'])
})

test('a new exit shows in the count at once', async () => {
  const app = await testApp()
  fillPool(app, exitsIn('DE', 2))
  expect(count((await app.nora.page('GET', '/pool')).text)).toBe('1')

  await app.nora.json('POST', `/api/proxy/account/${app.stella}/assign-auto`)
  app.clock.now += 5_000
  const { text } = await app.nora.page('GET', '/pool')

  expect(count(text)).toBeUndefined()
  expect(box(text)).toContain('1 of 2 IPs in use')
})

test('fragments carry no frame', async () => {
  const app = await testApp()

  expect((await app.nora.fragment('GET', '/pool')).text).not.toContain('class="side"')
})
