import { beforeAll, expect } from 'bun:test'
import type { Request } from 'playwright-core'
import { journeys } from '#tests/support/journeys.ts'

journeys('going back, in a real browser', (stage) => {
  const { open, journey } = stage
  let mila = ''

  beforeAll(() => {
    mila = stage.world.addAccount('Mila Frost', { tags: ['day'] })
  })

  journey('from an account leads to the list as it was filtered', async () => {
    const page = await open('/accounts?q=mila&tag=day')

    await page.locator(`#a-${mila}`).getByRole('link', { name: 'Mila Frost' }).click()
    await page.locator('#drawer[open]').getByRole('link', { name: 'Open page' }).click()
    await page.waitForURL(`**/accounts/${mila}`)
    await page.goBack()

    await page.waitForURL('**/accounts?q=mila&tag=day')
    await page.locator(`#a-${mila}`).waitFor()
    expect(await page.locator('#rows tr').count()).toBe(1)
    expect(await page.inputValue('#search')).toBe('mila')
    expect(await page.inputValue('#by-tag')).toBe('day')
    expect(await page.locator('dialog[open]').count()).toBe(0)
  })

  journey('from an open drawer leads to the page before, which can be used', async () => {
    const page = await open('/pool')
    await page.click('nav[aria-label="Main"] >> text=Accounts')
    await page.waitForURL('**/accounts')

    await page.locator(`#a-${mila}`).getByRole('link', { name: 'Mila Frost' }).click()
    await page.waitForSelector('#drawer[open]')
    await page.goBack()

    await page.waitForURL('**/pool')
    await page.waitForSelector('h1:has-text("Pool")')
    expect(await page.locator('dialog[open]').count()).toBe(0)
    await page.click('nav[aria-label="Main"] >> text=Activity')
    await page.waitForURL('**/activity')
  })

  journey('the link that was pressed last is the page that opens', async () => {
    const page = await open('/')
    const held = Promise.withResolvers<void>()
    const over = Promise.withResolvers<void>()
    const isPool = (request: Request) => new URL(request.url()).pathname === '/pool'
    page.on('requestfinished', (request) => isPool(request) && over.resolve())
    page.on('requestfailed', (request) => isPool(request) && over.resolve())
    await page.route('**/pool', async (route) => {
      await held.promise
      await route.continue().catch(() => {})
    })

    const asked = page.waitForRequest('**/pool')
    await page.click('nav[aria-label="Main"] >> text=Pool')
    await asked
    await page.click('nav[aria-label="Main"] >> text=Activity')
    await page.waitForSelector('h1:has-text("Activity")')
    held.resolve()
    await over.promise
    // What was swapped in with it is drawn two frames later.
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))

    expect(await page.textContent('h1')).toBe('Activity')
    expect(await page.title()).toBe('Activity · Mooring')
    expect(new URL(page.url()).pathname).toBe('/activity')
  })
})
