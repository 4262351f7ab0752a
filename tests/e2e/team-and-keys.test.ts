import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test'
import { type TestApp, testApp } from '#tests/support/app.ts'
import { hasChromium, startBrowser, type Visitor } from '#tests/support/browser.ts'

const LIMIT_MS = 60_000
const PASSWORD = 'anchor weather harbour'

describe.skipIf(!hasChromium)('in a real browser', () => {
  let browser: Awaited<ReturnType<typeof startBrowser>>
  let visitors: Visitor[] = []

  beforeAll(async () => {
    browser = await startBrowser()
  }, LIMIT_MS)

  afterAll(() => browser?.close())

  afterEach(async () => {
    const complaints = visitors.flatMap((visitor) => visitor.complaints)
    await Promise.all(visitors.map(({ context }) => context.close()))
    visitors = []
    expect(complaints).toEqual([])
  })

  /** The app on a port of its own, and a way to visit it. */
  const look = (name: string, run: (app: TestApp, visit: (more?: object) => Promise<Visitor>, url: string) => Promise<void>) =>
    test(
      name,
      async () => {
        const app = await testApp()
        await app.listening(async (url) => {
          const visit = async (more: object = {}) => {
            const visitor = await browser.visit({ url, ...more })
            visitors.push(visitor)
            return visitor
          }
          await app.addMember({
            id: 'usr_rita',
            name: 'Rita Holm',
            email: 'rita@agency.example',
            role: 'owner',
            password: PASSWORD,
          })
          await run(app, visit, url)
        })
      },
      LIMIT_MS,
    )

  const signIn = async ({ page }: Visitor, email: string) => {
    await page.goto('/login')
    await page.fill('[name="email"]', email)
    await page.fill('[name="password"]', PASSWORD)
    await page.click('main button[type="submit"]')
    await page.waitForSelector('nav[aria-label="Main"]')
  }

  look('a new operator joins by link and sees only their accounts', async ({ addAccount }, visit, url) => {
    addAccount('Ruby Lane', { tags: ['day'] })
    const rita = await visit()
    await signIn(rita, 'rita@agency.example')

    await rita.page.goto('/team')
    await rita.page.fill('#f-invite-name', 'Omara Quill')
    await rita.page.fill('#f-invite-email', 'omara@agency.example')
    await rita.page.fill('#f-invite-tags', 'night')
    await rita.page.click('text=Make a link')
    const link = new URL((await rita.page.textContent('#invite-url')) ?? '')
    await rita.page.goto('/team')
    expect(await rita.page.textContent('main')).toContain('Omara Quill')
    expect(await rita.page.content()).not.toContain(link.pathname)

    const omara = await visit()
    await omara.page.goto(url + link.pathname)
    await omara.page.fill('[name="password"]', PASSWORD)
    await omara.page.click('main button[type="submit"]')
    await omara.page.waitForSelector('nav[aria-label="Main"]')
    await omara.page.goto('/accounts')

    const seen = (await omara.page.textContent('main')) ?? ''
    expect([seen.includes('Stella Moon'), seen.includes('Ruby Lane')]).toEqual([true, false])
    expect(await omara.page.locator('nav[aria-label="Main"] a[href="/settings"]').count()).toBe(0)
  })

  look('a used link explains itself', async ({ nora }, visit) => {
    const { body } = await nora.json('POST', '/api/team/invites', {
      name: 'Pia',
      email: 'pia@agency.example',
      role: 'viewer',
      tags: [],
    })
    const { pathname } = new URL(body.data.url)
    await nora.json('DELETE', `/api/team/invites/${body.data.id}`)
    const pia = await visit({ expected: [404] })

    await pia.page.goto(pathname)

    expect(await pia.page.textContent('main')).toContain('Ask whoever sent it for a new one')
  })

  look('a key is shown once, works, and ends when it is revoked', async (_app, visit, url) => {
    const rita = await visit({ permissions: ['clipboard-read', 'clipboard-write'] })
    const { page } = rita
    await signIn(rita, 'rita@agency.example')

    await page.goto('/keys')
    await page.fill('[name="name"]', 'Scraper')
    await page.check('[value="accounts:read"]')
    await page.click('text=Create key')
    await page.waitForSelector('#new-key-text')
    const key = ((await page.textContent('#new-key-text')) ?? '').trim()
    await page.click('text=Copy key')
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(key)
    expect(await page.textContent('#curl-text')).toContain('/api/accounts')

    const call = async () => (await fetch(`${url}/api/accounts`, { headers: { authorization: `Bearer ${key}` } })).status
    expect(await call()).toBe(200)
    await page.goto('/keys')
    expect(await page.content()).not.toContain(key)

    await page.click('button:has-text("Revoke")')
    await page.click('dialog[open] button.danger')
    await page.waitForSelector('text=No keys yet')
    expect(await call()).toBe(401)
  })

  look('a member is changed in a dialog that needs no script', async (_app, visit) => {
    const rita = await visit({ javaScriptEnabled: false })
    const { page } = rita
    await signIn(rita, 'rita@agency.example')

    await page.goto('/team')
    await page.click('[commandfor="member-usr_zed"][command="show-modal"]')
    await page.selectOption('#f-usr_zed-role', 'manager')
    await page.click('#member-usr_zed button[type="submit"]')

    await page.waitForURL('**/team')
    expect(await page.locator('tr:has-text("Zed Stone") .at-state').textContent()).toBe('Manager')
  })
})
