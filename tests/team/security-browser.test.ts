import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { hasChromium, startBrowser } from '#tests/support/browser.ts'
import { codeOf, PIA, withPia } from '#tests/support/two-factor.ts'

describe.skipIf(!hasChromium)('in a real browser', () => {
  let browser: Awaited<ReturnType<typeof startBrowser>>
  beforeAll(async () => {
    browser = await startBrowser()
  })
  afterAll(() => browser?.close())

  test.each(['light', 'dark'] as const)(
    'two-factor sign-in is set up and used, in %s',
    async (theme) => {
      const app = await withPia()

      await app.listening(async (url) => {
        const { page, complaints, findings } = await browser.visit({ url, theme, bypassCSP: true, expected: [401] })
        const found: string[] = []
        const look = async (name: string) => {
          found.push(...(await findings()))
          if (process.env.MOORING_TEST_SHOTS) {
            await page.screenshot({ path: `${process.env.MOORING_TEST_SHOTS}/${name}-${theme}.png`, fullPage: true })
          }
        }
        const signIn = async () => {
          await page.getByLabel('E-mail address').fill(PIA.email)
          await page.getByLabel('Password').fill(PIA.password)
          await page.getByRole('button', { name: 'Sign in' }).click()
        }

        await page.goto('/login?next=/security')
        await signIn()
        await look('security')
        await page.getByLabel('Your password').fill(PIA.password)
        await page.getByRole('button', { name: 'Set up' }).click()
        await page.getByAltText('QR code of the key below').waitFor()
        await look('offer')
        const secret = ((await page.locator('code').first().textContent()) ?? '').replace(/\s/g, '')
        await page.getByLabel('Code from the app').fill(codeOf(app, secret))
        await page.getByRole('button', { name: 'Turn on' }).click()
        await page.getByRole('heading', { name: 'Your recovery codes' }).waitFor()
        await look('recovery-codes')
        expect(await page.locator('li code').count()).toBe(10)

        await page.context().clearCookies({ name: 'mooring_session' })
        app.clock.now += 60_000
        await page.goto('/login?next=/security')
        await signIn()
        await page.getByLabel('Code from the app').fill('000000')
        await page.getByRole('button', { name: 'Sign in' }).click()
        await page.getByText('The code is not right').waitFor()
        await look('code')
        await page.getByLabel('Code from the app').fill(codeOf(app, secret))
        await page.getByRole('button', { name: 'Sign in' }).click()
        await page.getByText('10 recovery codes are left.').waitFor()
        await page.getByText('Remove two-factor sign-in').first().click()
        await look('security-on')

        expect(found).toEqual([])
        expect(complaints).toEqual([])
      })
    },
    60_000,
  )
})
