import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { hasChromium, startBrowser, type Visitor } from '#tests/support/browser.ts'
import { until } from '#tests/support/client.ts'
import { JOURNEY_MS, OWNER } from '#tests/support/journeys.ts'
import { freshFolder, type Started, start } from '#tests/support/mooring.ts'
import { DEMO_KEY, type DemoOutside, startOutside } from '../../scripts/demo/outside.ts'

describe.skipIf(!hasChromium)('without a script, from the first run on', () => {
  let browser: Awaited<ReturnType<typeof startBrowser>>
  let outside: DemoOutside
  let mooring: Started
  let nora: Visitor

  beforeAll(async () => {
    outside = await startOutside()
    const { WEBSHARE_API_KEY: _later, ...env } = outside.env
    mooring = await start({ env: { ...env, MOORING_DATA_DIR: join(freshFolder(), 'data') } })
    browser = await startBrowser()
    nora = await browser.visit({ url: mooring.url, javaScriptEnabled: false })
  }, JOURNEY_MS)

  afterAll(async () => {
    await browser?.close()
    await mooring?.stop()
    await outside?.stop()
  })

  const step = (name: string, run: (page: Page) => Promise<void>) => test(name, () => run(nora.page), JOURNEY_MS)

  /** Loads the page again until it shows this, as somebody without a script does. */
  const shows = (page: Page, text: string) =>
    until(`${page.url()} shows ${text}`, async () => {
      if (await page.getByText(text).first().isVisible()) return true
      await page.reload()
      return false
    })
  const said = (page: Page) => page.locator('.toast').textContent()

  step('the link makes the owner', async (page) => {
    await page.goto(/http:\/\/\S+\/setup\/[\w-]{40,}/.exec(mooring.lines.join('\n'))?.[0] ?? '')
    await page.fill('[name=name]', OWNER.name)
    await page.fill('[name=email]', OWNER.email)
    await page.fill('[name=password]', OWNER.password)
    await page.click('main button[type=submit]')

    expect(await page.locator('nav[aria-label="Main"]').count()).toBe(1)
  })

  step('a key fills the pool', async (page) => {
    await page.goto('/pool')
    await page.fill('#f-webshare-api_key', DEMO_KEY)
    await page.click('text=Try and save')

    expect(await said(page)).toBe('Source added')
    await shows(page, '0 of 100 IPs in use')
  })

  step('an account is added', async (page) => {
    await page.goto('/accounts')
    await page.getByRole('link', { name: 'Add account' }).first().click()
    await page.fill('main [name=name]', 'Stella Moon')
    await page.locator('main').getByRole('button', { name: 'Add account' }).click()

    expect(await page.textContent('h1')).toBe('Stella Moon')
    expect(await said(page)).toBe('Account added')
  })

  step('every account gets an exit', async (page) => {
    await page.goto('/accounts')
    await page.getByRole('button', { name: 'Assign missing' }).click()
    await shows(page, '1 of 1')

    await page.goto('/accounts')
    await page.getByRole('link', { name: 'Stella Moon' }).click()
    expect(await page.locator('#exit').textContent()).toContain('127.80.')
  })

  step('the exit is tested', async (page) => {
    await page.locator('#exit').getByRole('button', { name: 'Test', exact: true }).click()

    expect(await said(page)).toMatch(/^Stella Moon: 127\.80\.\d+\.\d+ answered in \d+ ms$/)
    expect(await page.locator('#exit').textContent()).toContain('Working')
  })

  step('many are changed at once, after a look at the plan', async (page) => {
    await page.goto('/accounts')
    await page.locator('#rows').getByRole('checkbox').check()
    await page.locator('.bulk').getByRole('button', { name: 'Test', exact: true }).click()
    await page.getByRole('button', { name: /^Apply/ }).click()

    await shows(page, '1 of 1')
  })

  step('the exit is taken away', async (page) => {
    await page.goto('/accounts')
    await page.getByRole('link', { name: 'Stella Moon' }).click()
    await page.getByRole('button', { name: 'More for this exit' }).click()
    await page.getByRole('button', { name: 'Take the exit away' }).click()

    expect(await said(page)).toBe('Nothing goes out for Stella Moon now')
    expect(await page.locator('main').textContent()).toContain('No proxy yet')
  })

  step('the account is deleted', async (page) => {
    await page.getByRole('button', { name: 'Delete for good' }).click()

    expect(await said(page)).toBe('Account deleted')
    expect(await page.textContent('main')).toContain('Nothing moored yet')
  })

  step('and they sign out', async (page) => {
    await page.goto('/accounts')
    await page.click('[popovertarget="user-menu"]')
    await page.getByRole('button', { name: 'Sign out' }).click()

    expect(new URL(page.url()).pathname).toBe('/login')
    expect(nora.complaints).toEqual([])
  })
})
