import { eq } from 'drizzle-orm'
import { assignments } from '#db/schema/accounts.ts'
import { journeys } from '#tests/support/journeys.ts'

journeys('the overview, in a real browser', (stage) => {
  const { journey } = stage

  journey('changes by itself, with the count beside the accounts, and leads to a plan before anything is done', async () => {
    const { world } = stage
    await world.pool([
      { country: 'DE', city: 'Berlin', subnet: 'a' },
      { country: 'DE', city: 'Berlin', subnet: 'b' },
    ])
    await world.nora.json('DELETE', `/api/accounts/${world.stella}`)
    const id = world.addAccount('Mila Frost')
    await world.nora.json('POST', `/api/proxy/account/${id}/assign-auto`)
    await world.nora.json('POST', `/api/proxy/account/${id}/test`)

    const page = await stage.open('/')
    await page.waitForSelector('#stream[data-state="live"]')
    await page.getByRole('heading', { name: 'Nothing needs you' }).waitFor()

    const { host } = world.deps.db.select().from(assignments).where(eq(assignments.accountId, id)).get() ?? {}
    await world.proxyAt(host ?? '')?.behave('refuse')
    await world.nora.json('POST', `/api/proxy/account/${id}/test`)

    await page.getByRole('heading', { name: '1 account needs you' }).waitFor()
    await page.locator('#nav-count').getByText('1', { exact: true }).waitFor()
    await page
      .locator('#attention')
      .getByRole('link', { name: /Mila Frost/ })
      .click()
    await page.locator('#drawer[open] #drawer-title').getByText('Mila Frost').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Fix what can be fixed' }).click()
    await page.locator('#dialog[open]').getByText('Mila Frost').waitFor()
  })
})
