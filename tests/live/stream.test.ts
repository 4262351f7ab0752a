import { describe, expect, test } from 'bun:test'
import { transact } from '#db/open.ts'
import { record } from '#src/events/events.ts'
import { streamsOf } from '#src/live/streams.ts'
import { SYSTEM } from '#src/team/actor.ts'
import { createTokens } from '#src/team/tokens.ts'
import { type TestApp, testApp } from '#tests/support/app.ts'
import { openPage } from './reader.ts'

async function bearer({ deps }: TestApp, name: string) {
  const expiresAt = Date.now() + 3_600_000
  return {
    authorization: `Bearer ${await createTokens(deps.secrets).sign({ signInId: `sin_${name}`, userId: `usr_${name}`, expiresAt })}`,
  }
}

const happens = ({ deps }: TestApp, accountId: string | null, type = 'proxy.reassigned') =>
  transact(deps.db, (tx) => record(tx, deps.now(), SYSTEM, { type, accountId }))

describe('the stream of a page', () => {
  test('says which account to look at, and that counts may have changed', async () => {
    const app = await testApp()

    await app.listening(async (url) => {
      const page = await openPage(url, await bearer(app, 'nora'))
      await page.next('ready')
      await app.nora.json('PATCH', `/api/accounts/${app.stella}`, { name: 'Stella Nova' })

      expect(await page.next('account')).toBe(app.stella)
      expect(await page.next('attention')).toBe('all')
      expect(page.text()).not.toContain('Nova')
      await page.close()
    })
  })

  test('is a stream that nothing on the way may keep back', async () => {
    const app = await testApp()

    await app.listening(async (url) => {
      const { answer, close } = await openPage(url, await bearer(app, 'vera'))

      expect(answer.status).toBe(200)
      expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
      expect(answer.headers.get('x-accel-buffering')).toBe('no')
      expect(answer.headers.get('cache-control')).toBe('no-store')
      expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
      await close()
    })
  })

  test('says nothing of what was undone', async () => {
    const app = await testApp()
    const other = app.addAccount('Other')

    await app.listening(async (url) => {
      const page = await openPage(url, await bearer(app, 'nora'))
      await page.next('ready')
      expect(() =>
        transact(app.deps.db, (tx) => {
          record(tx, app.deps.now(), SYSTEM, { type: 'proxy.assigned', accountId: other })
          throw new Error('undone')
        }),
      ).toThrow('undone')
      happens(app, app.stella)

      expect(await page.next('account')).toBe(app.stella)
      await page.close()
    })
  })

  test('names only accounts within reach', async () => {
    const app = await testApp()
    const far = app.addAccount('Far', { tags: ['elsewhere'] })

    await app.listening(async (url) => {
      const [omar, zed] = await Promise.all(['omar', 'zed'].map(async (name) => openPage(url, await bearer(app, name))))
      await omar?.next('ready')
      await zed?.next('ready')
      happens(app, app.stella, 'account.updated')
      expect(await omar?.next('account')).toBe(app.stella)
      happens(app, far, 'account.updated')

      expect(await zed?.next('account')).toBe(far)
      expect(omar?.text()).not.toContain(far)
      expect(zed?.text()).not.toContain(app.stella)
      await Promise.all([omar?.close(), zed?.close()])
    })
  })

  test('tells of a job to whoever asked for it and to managers', async () => {
    const app = await testApp()

    await app.listening(async (url) => {
      const pages = await Promise.all(['omar', 'mara', 'vera'].map(async (name) => openPage(url, await bearer(app, name))))
      const [omar, mara, vera] = pages
      for (const page of pages) await page.next('ready')
      const { body } = await app.omar.json('POST', '/api/proxy/bulk', { account_ids: [app.stella], action: 'disable' })
      await app.deps.jobs.settled()
      happens(app, app.stella)

      expect(await omar?.next('job')).toBe(body.data.job_id)
      expect(await mara?.next('job')).toBe(body.data.job_id)
      expect(await vera?.next('account')).toBe(app.stella)
      expect(vera?.text()).not.toContain('event: job')
      await Promise.all(pages.map((page) => page.close()))
    })
  })

  test('tells of the pool to those who may read it', async () => {
    const app = await testApp()
    const key = await app.keyOf(app.nora, { scopes: ['accounts:read'] })

    await app.listening(async (url) => {
      const vera = await openPage(url, await bearer(app, 'vera'))
      const program = await openPage(url, { authorization: `Bearer ${key.text}` })
      await vera.next('ready')
      await program.next('ready')
      happens(app, null, 'pool.synced')
      happens(app, app.stella, 'account.updated')

      expect(await vera.next('pool')).toBe('all')
      expect(await program.next('account')).toBe(app.stella)
      expect(program.text()).not.toContain('event: pool')
      await Promise.all([vera.close(), program.close()])
    })
  })

  test('goes on where a cut one ended', async () => {
    const app = await testApp()

    await app.listening(async (url) => {
      const first = await openPage(url, await bearer(app, 'nora'))
      await first.next('ready')
      await first.close()
      happens(app, app.stella)
      const second = await openPage(url, { ...(await bearer(app, 'nora')), 'last-event-id': first.lastId() })

      expect(await second.next('account')).toBe(app.stella)
      expect(second.text()).not.toContain('resync')
      await second.close()
    })
  })

  test.each(['other-5', 'nonsense', '-'])('asks a page that was last at %s to read everything anew', async (lastId) => {
    const app = await testApp()

    await app.listening(async (url) => {
      const page = await openPage(url, { ...(await bearer(app, 'nora')), 'last-event-id': lastId })

      expect(await page.next('resync')).toBe('all')
      await page.close()
    })
  })

  test('asks a page to read everything anew instead of naming hundreds', async () => {
    const app = await testApp()

    await app.listening(async (url) => {
      const page = await openPage(url, await bearer(app, 'nora'))
      await page.next('ready')
      transact(app.deps.db, (tx) => {
        for (let i = 0; i < 600; i++) record(tx, app.deps.now(), SYSTEM, { type: 'proxy.assigned', accountId: `a${i}` })
      })

      expect(await page.next('resync')).toBe('all')
      expect(page.text()).not.toContain('event: account')
      await page.close()
    })
  })

  test('is only for those who may look', async () => {
    const app = await testApp()
    const key = await app.keyOf(app.nora, { scopes: ['pool:read'] })

    await app.listening(async (url) => {
      expect((await fetch(`${url}/ui/events`)).status).toBe(401)
      expect((await fetch(`${url}/ui/events`, { headers: { authorization: `Bearer ${key.text}` } })).status).toBe(403)
    })
  })
})

describe('a stream ends', () => {
  const ENDS: [string, (app: TestApp) => Promise<unknown>][] = [
    ['when the member is disabled', ({ nora }) => nora.json('PATCH', '/api/team/usr_omar', { disabled: true })],
    ['when the member is removed', ({ nora }) => nora.json('DELETE', '/api/team/usr_omar')],
    ['when they sign out', ({ omar }) => omar.json('POST', '/api/auth/logout')],
    ['when the program stops', async ({ deps }) => streamsOf(deps).close()],
  ]

  test.each(ENDS)('%s', async (_, end) => {
    const app = await testApp()

    await app.listening(async (url) => {
      const page = await openPage(url, await bearer(app, 'omar'))
      await page.next('ready')
      await end(app)

      expect(await page.ended(5_000)).toBe(true)
    })
  })

  test('when its key is revoked', async () => {
    const app = await testApp()
    const key = await app.keyOf(app.nora, { scopes: ['accounts:read'] })

    await app.listening(async (url) => {
      const page = await openPage(url, { authorization: `Bearer ${key.text}` })
      await page.next('ready')
      await app.nora.json('DELETE', `/api/keys/${key.id}`)

      expect(await page.ended(5_000)).toBe(true)
    })
  })

  test('and is no longer counted when the page is closed', async () => {
    const app = await testApp()

    await app.listening(async (url) => {
      const page = await openPage(url, await bearer(app, 'omar'))
      await page.next('ready')
      expect(streamsOf(app.deps).count('user:usr_omar')).toBe(1)
      await page.close()

      for (let tries = 0; tries < 200 && streamsOf(app.deps).count() > 0; tries++) await Bun.sleep(10)
      expect(streamsOf(app.deps).count()).toBe(0)
    })
  })

  test('never begins for a member with too many', async () => {
    const app = await testApp()

    await app.listening(async (url) => {
      const headers = await bearer(app, 'omar')
      const pages = await Promise.all(Array.from({ length: 20 }, () => openPage(url, headers)))
      const refused = await openPage(url, headers)
      const other = await openPage(url, await bearer(app, 'vera'))

      expect([refused.answer.status, refused.answer.headers.has('retry-after')]).toEqual([429, true])
      expect(other.answer.status).toBe(200)
      await Promise.all([...pages, refused, other].map((page) => page.close()))
    })
  })
})
