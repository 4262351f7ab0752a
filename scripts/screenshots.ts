import { mkdirSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { startChromium } from '#tests/support/chromium.ts'
import { BUSY, CALM, NEW, READING, type Shot, UNOWNED } from './screenshots/shots.ts'
import { busyAgency, calmAgency, newInstallation, type Place, unowned } from './screenshots/world.ts'

// bun run screenshots [name …]
// Pictures of every page in light, dark and on a phone, into screenshots/; or of those whose names begin as given.

const FOLDER = 'screenshots'
const WAIT_MS = 15_000
const VIEWS = [
  { name: 'light', width: 1440, height: 820, theme: 'light' },
  { name: 'dark', width: 1440, height: 820, theme: 'dark' },
  { name: 'phone', width: 390, height: 844, theme: 'light' },
] as const

const wanted = process.argv.slice(2)
const isWanted = ({ name }: Shot) => wanted.length === 0 || wanted.some((start) => name.startsWith(start))

mkdirSync(FOLDER, { recursive: true })
const browser = await startChromium()
let faults = 0
for (const [make, shots] of [
  [busyAgency, BUSY],
  [calmAgency, CALM],
  [() => newInstallation({ reading: false }), NEW],
  [() => newInstallation({ reading: true }), READING],
  [unowned, UNOWNED],
] as const) {
  const chosen = shots.filter(isWanted)
  if (chosen.length === 0) continue
  const place = await make()
  for (const shot of chosen) for (const view of VIEWS) await take(browser, place, shot, view)
  await place.stop()
}
await browser.close()
process.exit(faults === 0 ? 0 : 1)

function heightOfPage() {
  return document.documentElement.scrollHeight
}

async function take(
  from: Browser,
  { url, token, names }: Place,
  shot: Shot,
  { name, width, height, theme }: (typeof VIEWS)[number],
) {
  const file = `${FOLDER}/${shot.name}-${name}.png`
  const context = await from.newContext({ viewport: { width, height }, deviceScaleFactor: 1 })
  context.setDefaultTimeout(WAIT_MS)
  const session = { name: 'mooring_session', value: token, url, httpOnly: true }
  await context.addCookies([{ name: 'theme', value: theme, url }, ...(shot.signedOut ? [] : [session])])
  const page = await context.newPage()
  page.on('pageerror', (error) => console.error(`${file}: ${error.message}`))
  try {
    // Not until the network is idle: a page keeps its stream open.
    await page.goto(url + shot.path.replace(/:(\w+)/g, (_, one) => names[one] ?? one))
    await shot.act?.(page)
    await page.evaluate(() => document.fonts.ready)
    if ((await page.locator('#stream').count()) > 0)
      await page.locator('#stream[data-state="live"]').waitFor({ state: 'attached' })
    if (!shot.asSeen) await page.setViewportSize({ width, height: Math.max(height, await page.evaluate(heightOfPage)) })
    await page.screenshot({ path: file, animations: 'disabled' })
    console.log(file)
  } catch (error) {
    faults++
    console.error(`${file}: ${error}`)
  }
  await context.close()
}
