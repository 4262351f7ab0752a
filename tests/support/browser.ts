import axe from 'axe-core/axe.min.js' with { type: 'text' }
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { startChromium } from './chromium.ts'

export { hasChromium } from './chromium.ts'

/** How long a page may take to do what it is asked; generous, because the machine may be busy. */
export const WAIT_MS = 15_000

/** Rules of WCAG 2.2, A and AA. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

export interface Visitor {
  page: Page
  context: BrowserContext
  /** What the browser complained about: refused styles and scripts, faults of scripts, failed requests. Empty when all is well. */
  complaints: string[]
  /** Findings of axe on the page that is open, one line each. */
  findings(): Promise<string[]>
}

export interface VisitorOptions extends BrowserContextOptions {
  /** The address that paths are relative to. */
  url: string
  /** A token of a sign-in, to come as somebody who is signed in. */
  token?: string
  theme?: 'light' | 'dark'
  /** What the test brings about on purpose and is no complaint: 4xx statuses, or what the browser says of a lost network. */
  expected?: (number | string)[]
}

/** A real browser, in which visitors with cookies of their own come and go. */
export async function startBrowser() {
  const browser = await startChromium()
  return { visit: (options: VisitorOptions) => visit(browser, options), close: () => browser.close() }
}

async function visit(browser: Browser, { url, token, theme, expected = [], ...options }: VisitorOptions): Promise<Visitor> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 820 }, baseURL: url, ...options })
  context.setDefaultTimeout(WAIT_MS)
  await context.addCookies([
    ...(token ? [{ name: 'mooring_session', value: token, url, httpOnly: true }] : []),
    ...(theme ? [{ name: 'theme', value: theme, url }] : []),
  ])
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    const text = message.text()
    if (!['error', 'warning'].includes(message.type())) return
    if (expected.some((one) => text.includes(typeof one === 'number' ? `status of ${one}` : one))) return
    complaints.push(`${new URL(page.url()).pathname}: ${text}`)
  })
  page.on('pageerror', (error) => complaints.push(`${new URL(page.url()).pathname}: ${error.message}`))
  return { page, context, complaints, findings: () => findings(page) }
}

async function findings(page: Page): Promise<string[]> {
  // Not as an element of the page, which its policy would refuse.
  await page.evaluate(`${axe}; undefined`)
  const found = await page.evaluate(runAxe, RULES)
  return found.map((finding) => `${new URL(page.url()).pathname} ${finding}`)
}

async function runAxe(rules: string[]): Promise<string[]> {
  const { violations } = await (globalThis as any).axe.run(document, { runOnly: { type: 'tag', values: rules } })
  return violations.flatMap(({ id, nodes }: any) =>
    nodes.map(({ target, any }: any) => `${id} ${target.join(' ')} ${any[0]?.message ?? ''}`),
  )
}
