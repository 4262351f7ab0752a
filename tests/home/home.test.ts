import { describe, expect, test } from 'bun:test'
import { eq } from 'drizzle-orm'
import { assignments } from '#db/schema/accounts.ts'
import { testApp } from '#tests/support/app.ts'
import { fillPool } from '#tests/support/pool.ts'

const STEP = /<li class="(done|current|open)"/g
const stepsIn = (text: string) => [...text.matchAll(STEP)].map(([, state]) => state)

describe('the first page', () => {
  test('leads an owner through the first run', async () => {
    const app = await testApp()
    await app.mara.json('DELETE', `/api/accounts/${app.stella}`)

    const empty = await app.nora.page('GET', '/')
    expect(empty.text).toContain('Get your accounts moored')
    expect(stepsIn(empty.text)).toEqual(['done', 'current', 'open', 'open', 'open'])

    fillPool(app, [{ host: '192.0.2.1', country: 'DE' }])
    const filled = await app.nora.page('GET', '/')
    expect(stepsIn(filled.text)).toEqual(['done', 'done', 'done', 'current', 'open'])
    expect(filled.text).toContain('1 exit in 1 country.')

    app.addAccount('Mila')
    const added = await app.nora.page('GET', '/')
    expect(stepsIn(added.text)).toEqual(['done', 'done', 'done', 'done', 'current'])
    expect(added.text).toContain('action="/api/proxy/assign-missing"')
  })

  test('then says what needs somebody', async () => {
    const app = await testApp()
    fillPool(app, [{ host: '192.0.2.1', country: 'DE' }])
    const exit = { mode: 'auto' as const, isActive: true, exitKey: '192.0.2.1', host: '192.0.2.1', port: 80, lastCheckOk: true }
    app.deps.db.update(assignments).set(exit).where(eq(assignments.accountId, app.stella)).run()

    expect((await app.nora.page('GET', '/')).text).toContain('Nothing needs you')

    app.deps.db.update(assignments).set({ failedAt: 1 }).where(eq(assignments.accountId, app.stella)).run()
    const { text } = await app.nora.page('GET', '/')
    expect(text).toContain('1 account needs you')
    expect(text).toContain('Stella Moon is down')
  })

  test('counts only what the reader sees', async () => {
    const { zed } = await testApp()

    const { status, text } = await zed.page('GET', '/')

    expect(status).toBe(200)
    expect(text).not.toContain('Stella Moon')
    expect(text).not.toContain('Get your accounts moored')
  })

  test('asks strangers to sign in and programs for another address', async () => {
    const { nobody, nora } = await testApp()

    const { status, headers } = await nobody.page('GET', '/')

    expect([status, headers.get('location')]).toEqual([303, '/login?next=%2F'])
    expect((await nora.json('GET', '/')).status).toBe(406)
  })
})
