import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test'
import type { Browser, Page } from 'playwright-core'
import { hasChromium, startChromium } from '#tests/support/chromium.ts'
import { startShowcase } from '../../scripts/showcase/server.tsx'

const LIMIT_MS = 30_000
const WAIT_MS = 8_000

describe.skipIf(!hasChromium)('in a real browser', () => {
  let browser: Browser
  let showcase: ReturnType<typeof startShowcase>
  let page: Page
  let complaints: string[] = []

  beforeAll(async () => {
    browser = await startChromium()
    showcase = startShowcase()
  })

  afterAll(async () => {
    await browser?.close()
    showcase?.stop()
  })

  // Refused styles and scripts, and faults of the page's own script, all end in the console.
  afterEach(async () => {
    await page.context().close()
    expect(complaints).toEqual([])
  })

  async function open(path: string, options: { javaScriptEnabled?: boolean; width?: number } = {}) {
    const { width = 1440, ...rest } = options
    complaints = []
    const context = await browser.newContext({ viewport: { width, height: 820 }, ...rest })
    context.setDefaultTimeout(WAIT_MS)
    page = await context.newPage()
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
    await page.goto(showcase.url + path)
    return page
  }

  const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim())
  const counted = () => page.locator('[data-count]').textContent()

  const look = (name: string, run: () => Promise<void>) => test(name, run, LIMIT_MS)

  look('a new page is read from its heading', async () => {
    await open('/overview')

    await page.click('nav[aria-label="Main"] >> text=Accounts')
    await page.waitForURL('**/accounts')

    await page.waitForFunction(() => document.activeElement?.tagName === 'H1')
    expect(await focused()).toBe('Accounts')
    await page.waitForFunction(() => document.querySelector('#live')?.textContent === 'Accounts · Mooring')
  })

  look('going back shows the page before', async () => {
    await open('/overview')
    await page.click('nav[aria-label="Main"] >> text=Accounts')
    await page.waitForURL('**/accounts')

    await page.goBack()

    await page.waitForSelector('h1:has-text("3 accounts need you")')
  })

  look('ticked rows bring the bar and are counted', async () => {
    await open('/accounts')
    const boxes = page.locator('input[data-group]')
    expect(await page.locator('.bulk').isVisible()).toBe(false)

    await boxes.nth(1).click()
    await boxes.nth(4).click({ modifiers: ['Shift'] })

    expect(await page.locator('.bulk').isVisible()).toBe(true)
    expect(await counted()).toBe('4 selected')
  })

  look('one box ticks the page, another all that match', async () => {
    await open('/accounts')

    await page.click('[data-select-all]')
    expect(await counted()).toBe('12 selected')
    await page.click('[data-matching]')
    expect(await counted()).toBe('All selected')
    await page.locator('input[data-group]').first().click()

    expect(await counted()).toBe('11 selected')
    expect(await page.locator('[data-matching]').isChecked()).toBe(false)
  })

  look('a dangerous button asks first', async () => {
    await open('/accounts-bulk')
    const posted: string[] = []
    page.on('request', (request) => request.method() === 'POST' && posted.push(request.url()))

    await page.click('.bulk .danger')
    expect(await page.textContent('dialog[open] h2')).toBe('Disable the selected accounts?')
    await page.click('dialog[open] >> text=Cancel')

    expect(await page.locator('dialog[open]').count()).toBe(0)
    expect(posted).toEqual([])
  })

  look('the drawer takes the focus and gives it back', async () => {
    await open('/accounts')

    await page.click('text=Stella Moon')
    await page.waitForSelector('#drawer[open]')
    expect(await focused()).toBe('Mila Frost')
    await page.keyboard.press('Escape')

    await page.waitForSelector('#drawer:not([open])', { state: 'attached' })
    expect(await focused()).toBe('Stella Moon')
  })

  look('the look changes at once and stays', async () => {
    await open('/overview')

    await page.click('[popovertarget="theme-menu"]')
    await page.click('#theme-menu [value="dark"]')

    expect(await page.getAttribute('html', 'class')).toBe('dark')
    await page.reload()
    expect(await page.getAttribute('html', 'class')).toBe('dark')
  })

  look('a toast is shown and said, as text', async () => {
    await open('/overview')

    await page.evaluate(() =>
      document.body.dispatchEvent(new CustomEvent('toast', { detail: { text: '<b>Moved</b>' }, bubbles: true })),
    )

    expect(await page.textContent('.toast')).toBe('<b>Moved</b>')
    await page.waitForFunction(() => document.querySelector('#live')?.textContent === '<b>Moved</b>')
  })

  look('keys search, go and walk through rows', async () => {
    await open('/overview')

    await page.keyboard.press('/')
    expect(await page.evaluate(() => document.activeElement?.getAttribute('type'))).toBe('search')
    await page.keyboard.press('Escape')
    await page.evaluate(() => (document.activeElement as HTMLElement).blur())
    await page.keyboard.press('g')
    await page.keyboard.press('a')
    await page.waitForFunction(() => document.activeElement?.tagName === 'H1' && location.pathname === '/accounts')
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('x')

    expect(await focused()).toBe('Ruby Lane')
    expect(await counted()).toBe('1 selected')
  })

  look('a page listens from its first moment on', async () => {
    await open('/overview')
    await page.addInitScript(() =>
      document.addEventListener('DOMContentLoaded', () => {
        const link = document.querySelector('nav[aria-label="Main"] a')
        document.documentElement.dataset.listens = String(link?.hasAttribute('data-htmx-powered'))
      }),
    )

    await page.reload()

    expect(await page.getAttribute('html', 'data-listens')).toBe('true')
  })

  look('keys can be switched off', async () => {
    await open('/overview')

    await page.keyboard.press('?')
    await page.click('[data-shortcuts]')
    await page.keyboard.press('Escape')
    await page.keyboard.press('/')

    expect(await page.evaluate(() => document.activeElement?.getAttribute('type'))).not.toBe('search')
  })

  look('a change is fetched anew by whoever shows it', async () => {
    await open('/overview')
    await page.waitForSelector('#stream[data-state="live"]')
    await page.evaluate(async () => {
      document.querySelector('#flash')?.insertAdjacentHTML('afterend', await (await fetch('/seen')).text())
      ;(globalThis as any).htmx.process(document.querySelector('#seen'))
    })
    const before = Number(await page.textContent('#seen'))

    showcase.stream.tell('account', 'somebody-else')
    showcase.stream.tell('account', 'mila')

    await page.waitForFunction((count) => document.querySelector('#seen')?.textContent === String(count), before + 1)
  })

  look('a lost stream is named and found again', async () => {
    await open('/overview')
    await page.waitForSelector('#stream[data-state="live"]')
    expect(await page.textContent('#stream')).toBe('Live')

    showcase.stream.cut()

    await page.waitForSelector('#stream[data-state="lost"]', { state: 'attached' })
    await page.waitForSelector('#stream[data-state="live"]')
  })

  look('one stream serves all pages of a tab', async () => {
    await open('/overview')
    let asked = 0
    page.on('request', (request) => {
      if (request.url().endsWith('/ui/events')) asked++
    })

    await page.reload()
    await page.waitForSelector('#stream[data-state="live"]')
    await page.click('nav[aria-label="Main"] >> text=Accounts')
    await page.waitForSelector('h1:has-text("Accounts")')

    expect(await page.textContent('#stream')).toBe('Live')
    expect(asked).toBe(1)
  })

  look('the drawer of the navigation needs no script', async () => {
    await open('/accounts', { javaScriptEnabled: false, width: 390 })
    expect(await page.locator('#side').isVisible()).toBe(false)

    await page.click('[popovertarget="side"]')
    expect(await page.locator('#side').isVisible()).toBe(true)
    await page.click('#side >> text=Accounts')

    await page.waitForURL('**/accounts')
  })

  look('no page is wider than a phone', async () => {
    for (const path of ['/overview', '/accounts-bulk', '/first-run', '/pieces', '/sign-in']) {
      await open(path, { width: 360 })
      expect([path, await page.evaluate(() => document.documentElement.scrollWidth)]).toEqual([path, 360])
      if (path !== '/sign-in') await page.context().close()
    }
  })
})
