import { describe, expect, test } from 'bun:test'
import { eq } from 'drizzle-orm'
import { assignments, exitHistory } from '#db/schema/accounts.ts'
import { poolProxies } from '#db/schema/pool.ts'
import { type TestApp, testApp } from '#tests/support/app.ts'
import { exitsIn, fillPool } from '#tests/support/pool.ts'

const ACCOUNTS = 64

interface Answer {
  status: number
  body: { success: boolean; code?: string; data?: { proxy_id: string } }
}

async function race(app: TestApp, free: number, ask: (account: string) => Promise<Answer>): Promise<Answer[]> {
  fillPool(app, exitsIn('DE', free))
  const accounts = Array.from({ length: ACCOUNTS }, (_, index) => app.addAccount(`Account ${index}`))
  return Promise.all(accounts.map(ask))
}

function expectFair(app: TestApp, free: number, answers: Answer[]) {
  const won = answers.filter(({ status }) => status === 200)
  const lost = answers.filter(({ status }) => status !== 200)

  expect(won).toHaveLength(free)
  expect(new Set(won.map(({ body }) => body.data?.proxy_id)).size).toBe(free)
  expect(lost.map(({ status, body }) => `${status} ${body.code}`)).toEqual(
    Array.from({ length: ACCOUNTS - free }, () => '503 NO_PROXY_AVAILABLE'),
  )
  const held = app.deps.db.select().from(assignments).where(eq(assignments.mode, 'auto')).all()
  expect(new Set(held.map(({ exitKey }) => exitKey)).size).toBe(free)
  expect(app.deps.db.select().from(exitHistory).all()).toHaveLength(free)
  expect(app.deps.db.select().from(poolProxies).where(eq(poolProxies.free, true)).all()).toHaveLength(0)
}

describe('64 accounts that ask at once', () => {
  for (const free of [50, 10, 1]) {
    test(`for ${free} free exits get exactly ${free}, each another`, async () => {
      const app = await testApp({ env: { WEBSHARE_API_URL: 'http://127.0.0.1:1' } })

      const answers = await race(app, free, (account) => app.nora.json('POST', `/api/proxy/account/${account}/assign-auto`))

      expectFair(app, free, answers)
    })

    test(`for ${free} free exits over HTTP get exactly ${free}, each another`, async () => {
      const app = await testApp({ env: { WEBSHARE_API_URL: 'http://127.0.0.1:1' } })
      const key = await app.keyOf(app.nora, { scopes: ['proxy:write'] })

      const answers = await app.listening((url) =>
        race(app, free, async (account) => {
          const headers = { authorization: `Bearer ${key.text}` }
          const answer = await Bun.fetch(`${url}/api/proxy/account/${account}/assign-auto`, { method: 'POST', headers })
          return { status: answer.status, body: (await answer.json()) as Answer['body'] }
        }),
      )

      expectFair(app, free, answers)
    })
  }
})

test('two forced moves of one account leave it with one exit', async () => {
  const app = await testApp({ env: { WEBSHARE_API_URL: 'http://127.0.0.1:1' } })
  fillPool(app, exitsIn('DE', 5))
  const path = `/api/proxy/account/${app.stella}/assign-auto`
  await app.nora.json('POST', path)

  const answers = await Promise.all([1, 2].map(() => app.nora.json('POST', path, { forceReassign: true })))

  expect(answers.map(({ status }) => status)).toEqual([200, 200])
  const open = app.deps.db
    .select()
    .from(exitHistory)
    .all()
    .filter(({ releasedAt }) => releasedAt === null)
  expect(open).toHaveLength(1)
})

test('of 16 calls for one account exactly one assigns', async () => {
  const app = await testApp({ env: { WEBSHARE_API_URL: 'http://127.0.0.1:1' } })
  fillPool(app, exitsIn('DE', 20))
  const path = `/api/proxy/account/${app.stella}/assign-auto`

  const answers = await Promise.all(Array.from({ length: 16 }, () => app.nora.json('POST', path)))

  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  expect(answers.filter(({ body }) => body.code === 'PROXY_ALREADY_ASSIGNED')).toHaveLength(15)
  expect(app.deps.db.select().from(exitHistory).all()).toHaveLength(1)
})
