import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test'
import { eq } from 'drizzle-orm'
import { assignments } from '#db/schema/accounts.ts'
import { users } from '#db/schema/team.ts'
import { hasChromium, startBrowser, type Visitor, type VisitorOptions } from '#tests/support/browser.ts'
import { client } from '#tests/support/client.ts'
import { startWorld, type World } from '#tests/support/world.ts'

const LIMIT_MS = 60_000
const OWNER = { email: 'jo@agency.example', password: 'harbour lights at night' }

describe.skipIf(!hasChromium)('the dialog of a bulk action', () => {
  let browser: Awaited<ReturnType<typeof startBrowser>>
  let world: World
  let url: string
  let token: string
  let visitor: Visitor

  beforeAll(async () => {
    browser = await startBrowser()
    world = await startWorld()
    await world.addMember({ ...OWNER, name: 'Jo Marsh', role: 'owner' })
    world.app.listen({ hostname: '127.0.0.1', port: 0 })
    url = `http://127.0.0.1:${world.app.server?.port}`
    token = (await client(url)('POST', '/api/auth/login', OWNER)).body.data.token
    await world.pool(['a', 'b', 'c', 'd'].map((subnet) => ({ country: 'AT', city: 'Vienna', subnet })))
  }, LIMIT_MS)

  afterAll(async () => {
    await browser?.close()
    await world?.app.server?.stop(true)
    await world?.stop()
  })

  afterEach(async () => {
    await visitor.context.close()
    expect(visitor.complaints).toEqual([])
  })

  async function planOf(name: string, options: Partial<VisitorOptions> = {}) {
    visitor = await browser.visit({ url, token, ...options })
    const { page } = visitor
    await page.goto(`/accounts?q=${name}`)
    for (const box of await page.locator('#rows').getByRole('checkbox').all()) await box.check()
    await page.locator('.bulk').getByRole('button', { name: 'Auto-assign' }).click()
    return { page, dialog: page.getByRole('dialog', { name: 'Give exits' }) }
  }

  const two = async (name: string) => {
    const ids = [world.addAccount(`${name} home`), world.addAccount(`${name} abroad`)] as const
    await world.nora.json('PUT', `/api/proxy/account/${ids[1]}/preference`, { proxy_region_preference: 'ES' })
    return ids
  }
  const hostOf = (id: string) => world.deps.db.select().from(assignments).where(eq(assignments.accountId, id)).get()?.host ?? null
  const becomes = (role: 'owner' | 'viewer') =>
    world.deps.db.update(users).set({ role }).where(eq(users.email, OWNER.email)).run()
  const focused = () => visitor.page.evaluate(() => document.activeElement?.textContent?.trim())
  const focusIs = (text: string) =>
    visitor.page.waitForFunction((wanted) => document.activeElement?.textContent?.trim() === wanted, text)

  const story = (name: string, run: () => Promise<void>) => test(name, run, LIMIT_MS)

  story('takes the focus, and gives it back on Escape', async () => {
    const [home] = await two('Ada')
    const { page, dialog } = await planOf('Ada')

    await dialog.getByText('1 gets an IP from anywhere, 1 cannot be placed.').waitFor()
    expect(await focused()).toBe('Give exits')
    expect(await page.evaluate(() => document.querySelector<HTMLDialogElement>('#dialog')?.matches(':modal'))).toBe(true)
    await page.keyboard.press('Escape')

    await dialog.waitFor({ state: 'hidden' })
    await focusIs('Auto-assign')
    expect(await page.locator('[data-count]').textContent()).toBe('2 selected')
    expect(hostOf(home)).toBeNull()
  })

  story('applies, tells how it went, and offers what comes nearest', async () => {
    const [home, abroad] = await two('Bea')
    const { page, dialog } = await planOf('Bea')

    await dialog.getByRole('button', { name: 'Apply to 2 accounts' }).click()
    await dialog.getByText('2 of 2, 1 not done').waitFor()
    await dialog.getByText('No suitable proxy is free').waitFor()
    await focusIs('Give exits')
    expect(hostOf(home)).not.toBeNull()
    expect(await page.locator('[data-count]').textContent()).toBe('0 selected')
    await dialog.getByRole('button', { name: /^Use Austria/ }).click()
    await dialog.getByText('1 of 1').waitFor()

    expect(hostOf(abroad)).not.toBeNull()
    await page.locator('#rows', { hasNotText: 'No proxy yet' }).waitFor()
  })

  story('says in the dialog why it was refused', async () => {
    world.addAccount('Cleo')
    const { dialog } = await planOf('Cleo', { expected: [403] })
    const apply = dialog.getByRole('button', { name: 'Apply to 1 account' })
    await apply.waitFor()

    becomes('viewer')
    await apply.click()

    await dialog.getByRole('alert').getByText('You may not do this').waitFor()
    expect(await apply.isVisible()).toBe(true)
    becomes('owner')
  })

  story('works without a script as a page', async () => {
    const [home] = await two('Dora')
    visitor = await browser.visit({ url, token, javaScriptEnabled: false })
    const { page } = visitor
    await page.goto('/accounts?q=Dora')
    await page.locator('#rows').getByRole('checkbox').first().check()
    await page.locator('#rows').getByRole('checkbox').last().check()
    await page.locator('.bulk').getByRole('button', { name: 'Auto-assign' }).click()

    expect(await page.locator('h1').textContent()).toBe('Give exits')
    await page.getByRole('button', { name: 'Apply to 2 accounts' }).click()
    await page.waitForURL('**/jobs/*')
    await world.deps.jobs.settled()
    await page.getByRole('link', { name: 'Reload' }).click()

    expect(await page.locator('.job').textContent()).toContain('2 of 2, 1 not done')
    expect(hostOf(home)).not.toBeNull()
  })
})
