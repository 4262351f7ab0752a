import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { type TestApp, testApp } from '#tests/support/app.ts'
import { hasChromium, startBrowser, type Visitor } from '#tests/support/browser.ts'
import { type Stored, storeAll } from './stored.ts'
import { HOSTILE } from './strings.ts'

const LIMIT_MS = 120_000
const PHONE = { width: 390, height: 844 }
const OWNER = { email: 'rita@agency.example', password: 'anchor weather harbour' }
const TABS = 3

describe.skipIf(!hasChromium)('hostile strings in a real browser', () => {
  let browser: Awaited<ReturnType<typeof startBrowser>>
  let app: TestApp
  let url: string
  let token: string
  let stored: Stored[]
  let job: string

  beforeAll(async () => {
    browser = await startBrowser()
    app = await testApp()
    stored = await storeAll(app)
    await app.addMember({ ...OWNER, name: HOSTILE[0] ?? '', role: 'owner' })
    const accountIds = stored.map(({ id }) => id)
    const started = await app.nora.json('POST', '/api/proxy/bulk', { account_ids: accountIds, action: 'assign' })
    await app.deps.jobs.settled()
    job = started.body.data.job_id
    app.app.listen({ hostname: '127.0.0.1', port: 0 })
    url = `http://127.0.0.1:${app.app.server?.port}`
    token = (await app.nobody.json('POST', '/api/auth/login', OWNER)).body.data.token
  }, LIMIT_MS)

  afterAll(async () => {
    await browser?.close()
    await app?.app.server?.stop(true)
  })

  /** A visitor that notices what a string brings about: scripts, boxes, requests. */
  async function watched(viewport = PHONE, mayAsk: string[] = []) {
    const visitor = await browser.visit({ url, token, viewport })
    const noticed: string[] = []
    const { page, context } = visitor
    await page.exposeFunction('canary', () => void noticed.push(`a script ran on ${page.url()}`))
    page.on('dialog', (dialog) => {
      noticed.push(`a box on ${page.url()}`)
      void dialog.dismiss()
    })
    context.on('page', () => void noticed.push(`a window from ${page.url()}`))
    page.on('request', (request) => {
      const { origin, pathname } = new URL(request.url())
      const isExpected =
        request.isNavigationRequest() || pathname.startsWith('/assets/') || ['/ui/events', ...mayAsk].includes(pathname)
      if (origin !== url || !isExpected) noticed.push(`${request.method()} ${request.url()} from ${page.url()}`)
    })
    return { visitor, page, noticed }
  }

  /** What is wrong with the page that is open: seen from inside, beside what was noticed. */
  const inside = (page: Page) =>
    page.evaluate(() => {
      const found: string[] = []
      const strange =
        'iframe, object, embed, base, plaintext, marquee, math, video, svg script, svg use[href^="/canary"], script:not([src]), meta[http-equiv], [style], [onload], [onerror], [onfocus], [ontoggle], [onmouseover], [hx-on\\:load], [href^="javascript:" i], [src*="canary"], [href^="//"], [data-hx-get]'
      for (const element of document.querySelectorAll(strange)) found.push(`holds ${element.outerHTML.slice(0, 80)}`)
      const { scrollWidth, clientWidth } = document.documentElement
      if (scrollWidth > clientWidth) found.push(`is ${scrollWidth} wide in a window of ${clientWidth}`)
      if (document.querySelectorAll('#main').length !== 1) found.push('has no single main part')
      return found.map((what) => `${location.pathname}${location.search} ${what}`)
    })

  const wrongWith = async (page: Page, { complaints }: Visitor, noticed: string[]) => [
    ...(await inside(page)),
    ...complaints.splice(0),
    ...noticed.splice(0),
  ]

  test(
    'no page with lists of them does anything, and each fits a phone',
    async () => {
      const { visitor, page, noticed } = await watched()
      const found: string[] = []

      for (const path of [
        '/',
        '/accounts?limit=200',
        '/accounts?state=attention',
        '/pool',
        '/pool?country=DE',
        '/activity',
        '/team',
        '/keys',
        '/jobs',
        `/jobs/${job}`,
        '/settings',
        '/security',
        `/accounts?q=${encodeURIComponent(HOSTILE[1] ?? '')}`,
      ]) {
        await page.goto(path)
        found.push(...(await wrongWith(page, visitor, noticed)))
      }
      await visitor.context.close()

      expect(found).toEqual([])
    },
    LIMIT_MS,
  )

  test(
    'every account is shown with exactly what was stored, and does nothing',
    async () => {
      const found: string[] = []
      const queue = stored.values()

      await Promise.all(
        Array.from({ length: TABS }, async () => {
          const { visitor, page, noticed } = await watched()
          for (const account of queue) {
            await page.goto(`/accounts/${account.id}`)
            expect(await shownOn(page)).toEqual(expectedOf(account))
            found.push(...(await wrongWith(page, visitor, noticed)))
          }
          await visitor.context.close()
        }),
      )

      expect(found).toEqual([])
    },
    LIMIT_MS,
  )

  test(
    'names and tags in the table are the stored ones, and so they are in a plan',
    async () => {
      const { visitor, page, noticed } = await watched({ width: 1440, height: 820 }, ['/api/proxy/bulk'])
      await page.goto('/accounts?limit=200&sort=name')
      const rows = await page.evaluate(() =>
        [...document.querySelectorAll('#rows tr')].map((row) => [
          row.id.slice(2),
          row.querySelector('.name a')?.textContent ?? '',
          [...row.querySelectorAll('.name .tag')].map((tag) => tag.textContent ?? ''),
        ]),
      )
      expect(Object.fromEntries(rows.map(([id, ...rest]) => [id, rest]))).toMatchObject(
        Object.fromEntries(stored.map(({ id, name, tags }) => [id, [name, tags]])),
      )

      await page.locator('[data-select-all]').check()
      await page.locator('.bulk').getByRole('button', { name: 'Test', exact: true }).click()
      await page.locator('#dialog tbody tr').first().waitFor()
      const planned = new Set(await page.locator('#dialog tbody tr td:first-child a').allTextContents())
      const found = await wrongWith(page, visitor, noticed)
      await visitor.context.close()

      expect(stored.filter(({ name }) => !planned.has(name))).toEqual([])
      expect(found).toEqual([])
    },
    LIMIT_MS,
  )
})

const shownOn = (page: Page) =>
  page.evaluate(() => {
    const typed = (name: string) => document.querySelector<HTMLInputElement>(`main [name="${name}"]`)?.value ?? ''
    return {
      title: document.title,
      name: document.querySelector('h1')?.textContent ?? '',
      field: typed('name'),
      username: typed('username'),
      note: typed('note'),
      tags: typed('tags'),
      reference: typed('client_reference_id'),
      city: typed('proxy_city_preference'),
    }
  })

// The title of a document is told with its spaces run together.
const expectedOf = ({ text, name, username, note, tags, reference }: Stored) => ({
  title: `${name} · Mooring`.replace(/[\t\n\f\r ]+/g, ' ').trim(),
  name,
  field: name,
  username,
  note,
  tags: tags.join(', '),
  reference,
  city: text.normalize('NFC'),
})
