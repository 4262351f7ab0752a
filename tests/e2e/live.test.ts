import { beforeAll, expect } from 'bun:test'
import { eq } from 'drizzle-orm'
import { assignments } from '#db/schema/accounts.ts'
import { journeys } from '#tests/support/journeys.ts'

const LIVE = '#stream[data-state="live"]'
// What a browser says of a server that is gone.
const GONE = ['net::ERR_', 'Failed to fetch', 'NetworkError', 'network error']

journeys(
  'pages that stay open, in a real browser',
  (stage) => {
    const { open, journey } = stage

    beforeAll(async () => {
      await stage.world.pool(['a', 'b', 'c'].map((subnet) => ({ country: 'DE', city: 'Berlin', subnet })))
    })

    async function assigned(name: string) {
      const { world } = stage
      const id = world.addAccount(name, { tags: ['live'] })
      await world.nora.json('POST', `/api/proxy/account/${id}/assign-auto`)
      const host = world.deps.db.select().from(assignments).where(eq(assignments.accountId, id)).get()?.host ?? ''
      const proxy = world.proxyAt(host)
      if (!proxy) throw new Error('no proxy runs there')
      return { id, proxy }
    }

    journey('a job goes on while its page is loaded anew, and ends before their eyes', async () => {
      const [slow] = [await assigned('Mila Frost'), await assigned('Ruby Lane')]
      await slow.proxy.behave('hang')
      const page = await open('/accounts?tag=live')

      await page.locator('[data-select-all]').check()
      await page.locator('.bulk').getByRole('button', { name: 'Test', exact: true }).click()
      await page
        .locator('#dialog[open]')
        .getByRole('button', { name: /^Apply/ })
        .click()
      await page.locator('#dialog[open]').getByText('1 of 2').waitFor()
      await page.goto('/jobs')
      await page.locator('main a[href^="/jobs/"]').first().click()
      await page.waitForURL('**/jobs/*')
      await page.reload()

      const box = page.locator('.job')
      await box.getByText('1 of 2').waitFor()
      expect(await box.locator('progress').getAttribute('value')).toBe('1')
      await page.waitForSelector(LIVE)
      slow.proxy.cut()

      await box.getByText('2 of 2, 1 not done').waitFor()
      await box.getByText('Mila Frost').waitFor()
      await slow.proxy.behave('ok')
    })

    journey('a lost stream is named, found again, and what was missed is read', async () => {
      const { world } = stage
      const id = world.addAccount('Before')
      const page = await open('/accounts', { expected: GONE })
      await page.waitForSelector(LIVE)
      const port = world.app.server?.port

      await world.app.server?.stop(true)
      await page.locator('#stream').getByText('Reconnecting').waitFor()
      await world.nora.json('PATCH', `/api/accounts/${id}`, { name: 'Meanwhile' })
      expect(await page.locator(`#a-${id}`).textContent()).toContain('Before')
      world.app.listen({ hostname: '127.0.0.1', port })

      await page.locator('#stream').getByText('Live', { exact: true }).waitFor()
      await page.locator(`#a-${id}`).getByText('Meanwhile').waitFor()
    })
  },
  // A test waits as long as a person needs to load a page.
  { testTimeoutMs: 60_000 },
)
