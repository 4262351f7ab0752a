import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import { hasChromium, startBrowser, type Visitor } from '#tests/support/browser.ts'
import { freshFolder, type Started, start } from '#tests/support/mooring.ts'
import { DEMO_KEY, type DemoOutside, startOutside } from '../../scripts/demo/outside.ts'

const LIMIT_MS = 120_000
const PASSWORD = 'anchor weather harbour'

describe.skipIf(!hasChromium)('the first run, in a real browser', () => {
  let browser: Awaited<ReturnType<typeof startBrowser>>
  let outside: DemoOutside
  let mooring: Started
  let nora: Visitor

  beforeAll(async () => {
    outside = await startOutside()
    const { WEBSHARE_API_KEY: _later, ...env } = outside.env
    mooring = await start({ env: { ...env, MOORING_DATA_DIR: join(freshFolder(), 'data') } })
    browser = await startBrowser()
    nora = await browser.visit({ url: mooring.url })
  }, LIMIT_MS)

  afterAll(async () => {
    await browser?.close()
    await mooring?.stop()
    await outside?.stop()
  })

  const setupLink = () => /http:\/\/\S+\/setup\/[\w-]{40,}/.exec(mooring.lines.join('\n'))?.[0] ?? ''
  const step = (name: string, run: (visitor: Visitor) => Promise<void>) => test(name, () => run(nora), LIMIT_MS)

  test(
    'who has no link is told where it is',
    async () => {
      const stranger = await browser.visit({ url: mooring.url, expected: [503] })

      await stranger.page.goto('/login')

      expect(await stranger.page.textContent('h1')).toBe('Mooring has no owner yet')
      expect(await stranger.page.textContent('main')).toContain('mooring setup-link')
      expect(stranger.complaints).toEqual([])
      await stranger.context.close()
    },
    LIMIT_MS,
  )

  step('the link makes the owner', async ({ page }) => {
    await page.goto(setupLink())
    await page.fill('[name="name"]', 'Nora Vale')
    await page.fill('[name="email"]', 'nora@agency.example')
    await page.fill('[name="password"]', PASSWORD)
    await page.click('main button[type="submit"]')

    await page.waitForSelector('nav[aria-label="Main"]')
    expect(await page.locator('.steps li').first().getAttribute('class')).toBe('done')
  })

  step('a key that Webshare refuses is not saved, and says why', async ({ page, complaints }) => {
    await page.goto('/pool')
    await page.fill('#f-webshare-api_key', 'not-the-right-key')
    await page.click('text=Try and save')

    await page.waitForSelector('#f-webshare-api_key[aria-invalid="true"]')
    expect(await page.textContent('#f-webshare-api_key-error')).toContain('Webshare says:')
    expect(complaints.splice(0).every((text) => text.includes('status of 400'))).toBe(true)
  })

  step('the right key fills the pool before their eyes', async ({ page }) => {
    await page.fill('#f-webshare-api_key', DEMO_KEY)
    await page.click('text=Try and save')

    // Nothing is reloaded by hand: the page asks by itself until the list is there.
    await page.waitForSelector('#proxies tbody tr')
    await page.waitForSelector('text=Up to date')
    expect(await page.textContent('main')).toContain('0 of 100 IPs in use')
    expect(await page.textContent('main')).not.toContain(DEMO_KEY)
  })

  step('accounts are added', async ({ page }) => {
    for (const name of ['Stella Moon', 'Mila Frost']) {
      await page.goto('/accounts/new')
      await page.fill('main [name="name"]', name)
      await page
        .locator('main form')
        .filter({ has: page.locator('[name="name"]') })
        .locator('button[type="submit"]')
        .first()
        .click()
      await page.waitForURL((url) => url.pathname !== '/accounts/new')
    }

    await page.goto('/accounts')
    const rows = await page.textContent('main')
    for (const name of ['Stella Moon', 'Mila Frost']) expect(rows).toContain(name)
  })

  step('one button gives every account its own exit', async ({ page }) => {
    await page.goto('/accounts')
    await page.click('text=Assign missing')
    // Where a preview comes first, it is applied.
    await page.waitForSelector('text=/Apply|of 2|Done/')
    const apply = page.getByRole('button', { name: /^Apply/ })
    if ((await apply.count()) > 0) await apply.first().click()

    await page.waitForFunction(async () => {
      const answer = await fetch('/api/pool', { headers: { accept: 'application/json' } })
      return (await answer.json()).data.assigned === 2
    })
    await page.goto('/pool?state=assigned')
    expect(await page.locator('#proxies tbody tr').count()).toBe(2)
  })

  step('nothing was refused or broke on the way', async ({ complaints }) => {
    expect(complaints).toEqual([])
  })
})
