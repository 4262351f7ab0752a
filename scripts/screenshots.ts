import { mkdirSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'
import { SHOWCASE, startShowcase } from './showcase/server.tsx'

// bun run screenshots [--cookie name=value] [url …]
// Pictures of pages in light, dark and on a phone, into screenshots/. Without addresses: of the showcase.

const FOLDER = 'screenshots'
const VIEWS = [
  { name: 'light', width: 1440, height: 820, theme: 'light' },
  { name: 'dark', width: 1440, height: 820, theme: 'dark' },
  { name: 'phone', width: 390, height: 844, theme: 'light' },
] as const

const args = process.argv.slice(2)
const cookieAt = args.indexOf('--cookie')
const [cookieName, cookieValue] = (cookieAt >= 0 ? (args.splice(cookieAt, 2)[1] ?? '') : '').split(/=(.*)/s)

mkdirSync(FOLDER, { recursive: true })
const showcase = args.length === 0 ? startShowcase() : null
const urls = showcase ? SHOWCASE.map((path) => showcase.url + path) : args
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] })
for (const url of urls) for (const view of VIEWS) await take(browser, url, view)
await browser.close()
showcase?.stop()

async function take(from: Browser, url: string, { name, width, height, theme }: (typeof VIEWS)[number]) {
  const context = await from.newContext({ viewport: { width, height }, deviceScaleFactor: 1 })
  const { origin, pathname } = new URL(url)
  await context.addCookies([
    { name: 'theme', value: theme, url: origin },
    ...(cookieName ? [{ name: cookieName, value: cookieValue ?? '', url: origin }] : []),
  ])
  const page = await context.newPage()
  page.on('console', (message) => message.type() === 'error' && console.error(`${pathname}: ${message.text()}`))
  page.on('pageerror', (error) => console.error(`${pathname}: ${error.message}`))
  // Not until the network is idle: a page keeps its stream open.
  await page.goto(url)
  await page.evaluate(() => document.fonts.ready)
  const file = `${FOLDER}/${pathname.slice(1).replaceAll('/', '-') || 'home'}-${name}.png`
  await page.screenshot({ path: file })
  console.log(file)
  await context.close()
}
