import { beforeAll, expect } from 'bun:test'
import type { Page } from 'playwright-core'
import { journeys } from '#tests/support/journeys.ts'

const LIVE = '#stream[data-state="live"]'

journeys('the focus, in a real browser', (stage) => {
  const { open, journey } = stage

  beforeAll(async () => {
    await stage.world.pool([...'abcdef'].map((subnet) => ({ country: 'DE', city: 'Berlin', subnet })))
    await stage.world.nora.json('POST', `/api/proxy/account/${stage.world.stella}/assign-auto`)
  })

  const row = (page: Page, id: string) => page.locator(`#a-${id}`)
  const focusReaches = (page: Page, text: string) =>
    page.waitForFunction((wanted) => document.activeElement?.textContent?.trim() === wanted, text)
  const removed = (id: string) => stage.world.nora.json('DELETE', `/api/accounts/${id}`)

  journey('stays in the row whose button has done its work', async () => {
    const id = stage.world.addAccount('Mila Frost')
    const page = await open('/accounts')

    await row(page, id).getByRole('button', { name: 'Assign' }).focus()
    await page.keyboard.press('Enter')
    await row(page, id).getByText('Berlin').waitFor()

    await focusReaches(page, 'Mila Frost')
  })

  journey('goes to the next row when somebody deletes its own', async () => {
    const [first, second] = [stage.world.addAccount('Row one'), stage.world.addAccount('Row two')]
    const page = await open('/accounts?q=row&sort=name', { expected: [404] })
    await page.waitForSelector(LIVE)

    await row(page, first).getByRole('link').first().focus()
    await removed(first)
    await row(page, first).waitFor({ state: 'detached' })

    await focusReaches(page, 'Row two')
    expect(await page.textContent('#flash')).toBe('')

    await removed(second)
    await row(page, second).waitFor({ state: 'detached' })
    await focusReaches(page, 'Accounts')
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('CAPTION')
  })

  journey('goes to the list of what is left when a problem is solved', async () => {
    stage.world.addAccount('Carmen Reyes')
    const page = await open('/')

    const button = page.locator('#attention').getByRole('button').first()
    await button.focus()
    await page.keyboard.press('Enter')
    await page
      .locator('#dialog[open]')
      .getByRole('button', { name: /^Apply/ })
      .click()
    await page.getByText('Nothing needs you').first().waitFor()
    await page.keyboard.press('Escape')

    await focusReaches(page, 'Needs you')
  })

  journey('goes back to the menu after a choice, and its row is shown anew', async () => {
    const { stella } = stage.world
    const page = await open('/accounts?q=stella')
    await page.waitForSelector(LIVE)

    await row(page, stella).getByRole('button', { name: 'More for Stella Moon' }).click()
    await row(page, stella).getByRole('button', { name: 'Switch off' }).click()

    await row(page, stella).getByRole('img', { name: 'Switched off' }).waitFor()
    expect(await page.locator(':popover-open').count()).toBe(0)
    expect(await page.evaluate(() => document.activeElement?.querySelector('svg')?.getAttribute('aria-label'))).toBe(
      'More for Stella Moon',
    )
  })
})
