import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import axe from 'axe-core/axe.min.js' with { type: 'text' }
import type { Browser } from 'playwright-core'
import { hasChromium, startChromium } from '#tests/support/chromium.ts'
import { startShowcase } from '../../scripts/showcase/server.tsx'

const WIDTHS = { desktop: 1440, phone: 390 }
// The other pages of the showcase are made of the same pieces.
const PAGES = ['/overview', '/accounts-bulk', '/first-run', '/pieces', '/sign-in']
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
const LIMIT_MS = 60_000

describe.skipIf(!hasChromium)('in a real browser', () => {
  let browser: Browser
  let showcase: ReturnType<typeof startShowcase>

  beforeAll(async () => {
    browser = await startChromium()
    showcase = startShowcase()
  })

  afterAll(async () => {
    await browser?.close()
    showcase?.stop()
  })

  for (const theme of ['light', 'dark']) {
    for (const [device, width] of Object.entries(WIDTHS)) {
      test(
        `every piece passes WCAG AA, ${theme}, ${device}`,
        async () => {
          const context = await browser.newContext({ viewport: { width, height: 820 }, bypassCSP: true })
          await context.addCookies([{ name: 'theme', value: theme, url: showcase.url }])
          const page = await context.newPage()
          const found: string[] = []

          for (const path of PAGES) {
            await page.goto(showcase.url + path)
            await page.addScriptTag({ content: axe })
            found.push(...(await page.evaluate(findings, { path, rules: RULES })))
          }

          expect(found).toEqual([])
          await context.close()
        },
        LIMIT_MS,
      )
    }
  }
})

async function findings({ path, rules }: { path: string; rules: string[] }): Promise<string[]> {
  const { violations } = await (globalThis as any).axe.run(document, { runOnly: { type: 'tag', values: rules } })
  return violations.flatMap(({ id, nodes }: any) =>
    nodes.map(({ target, any }: any) => `${path} ${id} ${target.join(' ')} ${any[0]?.message ?? ''}`),
  )
}
