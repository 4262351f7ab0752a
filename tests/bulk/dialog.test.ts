import { beforeAll, expect } from 'bun:test'
import { eq } from 'drizzle-orm'
import type { Page } from 'playwright-core'
import { assignments } from '#db/schema/accounts.ts'
import { users } from '#db/schema/team.ts'
import type { VisitorOptions } from '#tests/support/browser.ts'
import { journeys, OWNER } from '#tests/support/journeys.ts'

journeys('the dialog of a bulk action', (stage) => {
  const { journey, open } = stage

  beforeAll(() => stage.world.pool(['a', 'b', 'c', 'd'].map((subnet) => ({ country: 'AT', city: 'Vienna', subnet }))))

  async function planOf(name: string, options: Partial<VisitorOptions> = {}) {
    const page = await open(`/accounts?q=${name}`, options)
    for (const box of await page.locator('#rows').getByRole('checkbox').all()) await box.check()
    await page.locator('.bulk').getByRole('button', { name: 'Auto-assign' }).click()
    return { page, dialog: page.getByRole('dialog', { name: 'Give exits' }) }
  }

  const two = async (name: string) => {
    const ids = [stage.world.addAccount(`${name} home`), stage.world.addAccount(`${name} abroad`)] as const
    await stage.world.nora.json('PUT', `/api/proxy/account/${ids[1]}/preference`, { proxy_region_preference: 'ES' })
    return ids
  }
  const hostOf = (id: string) =>
    stage.world.deps.db.select().from(assignments).where(eq(assignments.accountId, id)).get()?.host ?? null
  const becomes = (role: 'owner' | 'viewer') =>
    stage.world.deps.db.update(users).set({ role }).where(eq(users.email, OWNER.email)).run()
  const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent?.trim())
  const focusIs = (page: Page, text: string) =>
    page.waitForFunction((wanted) => document.activeElement?.textContent?.trim() === wanted, text)

  journey('takes the focus, and gives it back on Escape', async () => {
    const [home] = await two('Ada')
    const { page, dialog } = await planOf('Ada')

    await dialog.getByText('1 gets an IP from anywhere, 1 cannot be placed.').waitFor()
    expect(await focused(page)).toBe('Give exits')
    expect(await page.evaluate(() => document.querySelector<HTMLDialogElement>('#dialog')?.matches(':modal'))).toBe(true)
    await page.keyboard.press('Escape')

    await dialog.waitFor({ state: 'hidden' })
    await focusIs(page, 'Auto-assign')
    expect(await page.locator('[data-count]').textContent()).toBe('2 selected')
    expect(hostOf(home)).toBeNull()
  })

  journey('applies, tells how it went, and offers what comes nearest', async () => {
    const [home, abroad] = await two('Bea')
    const { page, dialog } = await planOf('Bea')

    await dialog.getByRole('button', { name: 'Apply to 2 accounts' }).click()
    await dialog.getByText('2 of 2, 1 not done').waitFor()
    await dialog.getByText('No suitable proxy is free').waitFor()
    await focusIs(page, 'Give exits')
    expect(hostOf(home)).not.toBeNull()
    expect(await page.locator('[data-count]').textContent()).toBe('0 selected')
    await dialog.getByRole('button', { name: /^Use Austria/ }).click()
    await dialog.getByText('1 of 1').waitFor()

    expect(hostOf(abroad)).not.toBeNull()
    await page.locator('#rows', { hasNotText: 'No proxy yet' }).waitFor()
  })

  journey('says in the dialog why it was refused', async () => {
    stage.world.addAccount('Cleo')
    const { dialog } = await planOf('Cleo', { expected: [403] })
    const apply = dialog.getByRole('button', { name: 'Apply to 1 account' })
    await apply.waitFor()

    becomes('viewer')
    await apply.click()

    await dialog.getByRole('alert').getByText('You may not do this').waitFor()
    expect(await apply.isVisible()).toBe(true)
    becomes('owner')
  })

  journey('works without a script as a page', async () => {
    const [home] = await two('Dora')
    const page = await open('/accounts?q=Dora', { javaScriptEnabled: false })
    await page.locator('#rows').getByRole('checkbox').first().check()
    await page.locator('#rows').getByRole('checkbox').last().check()
    await page.locator('.bulk').getByRole('button', { name: 'Auto-assign' }).click()

    expect(await page.locator('h1').textContent()).toBe('Give exits')
    await page.getByRole('button', { name: 'Apply to 2 accounts' }).click()
    await page.waitForURL('**/jobs/*')
    await stage.world.deps.jobs.settled()
    await page.getByRole('link', { name: 'Reload' }).click()

    expect(await page.locator('.job').textContent()).toContain('2 of 2, 1 not done')
    expect(hostOf(home)).not.toBeNull()
  })
})
