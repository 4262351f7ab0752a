import { beforeAll, expect } from 'bun:test'
import { eq } from 'drizzle-orm'
import type { Page } from 'playwright-core'
import { assignments } from '#db/schema/accounts.ts'
import { journeys } from '#tests/support/journeys.ts'

const SECRET = 'S3cr3t-of-the-proxy'

journeys('accounts in a real browser', (stage) => {
  const { open, visit, journey } = stage
  const row = (page: Page, id: string) => page.locator(`#a-${id}`)

  beforeAll(async () => {
    await stage.world.pool([
      { country: 'DE', city: 'Berlin', subnet: 'a' },
      { country: 'DE', city: 'Berlin', subnet: 'b' },
      { country: 'DE', city: 'Munich', subnet: 'c' },
      { country: 'AT', city: 'Vienna', subnet: 'd' },
      { country: 'AT', city: 'Vienna', subnet: 'e' },
      ...['f', 'g', 'h', 'i', 'j'].map((subnet) => ({ country: 'AT', city: 'Vienna', subnet })),
    ])
  })

  /** An account that goes out by an exit of the pool. */
  async function assigned(name: string) {
    const id = stage.world.addAccount(name)
    await stage.world.nora.json('POST', `/api/proxy/account/${id}/assign-auto`, { preferredCountry: 'DE' })
    return id
  }

  const hostOf = (id: string) =>
    stage.world.deps.db.select().from(assignments).where(eq(assignments.accountId, id)).get()?.host ?? ''

  journey('a pasted proxy is read back before anything is saved, and then used', async () => {
    const id = stage.world.addAccount('Mila Frost')
    const proxy = await stage.world.proxy({ username: 'mila', password: SECRET })
    const page = await open(`/accounts/${id}`)

    await page.fill('[name=proxy_line]', `${proxy.host}:${proxy.port}:mila:${SECRET}`)

    const reading = page.locator('#reading')
    await reading.getByText(proxy.host).waitFor()
    expect(await reading.textContent()).toContain('user mila, password set')
    expect(await reading.textContent()).not.toContain(SECRET)
    expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('proxy_line')
    expect(hostOf(id)).toBe('')

    await page.click('text=Test and use')
    await page.locator('#exit').getByText('Manual').waitFor()

    expect(hostOf(id)).toBe(proxy.host)
    expect(await page.locator('#exit').textContent()).toContain('user mila, password set')
    expect(await page.locator('#exit').innerHTML()).not.toContain(SECRET)
  })

  journey('a line that is no proxy says why', async () => {
    const page = await open(`/accounts/${stage.world.stella}`)

    await page.fill('[name=proxy_line]', 'nonsense')

    await page.locator('#reading .bad-text').waitFor()
  })

  journey('a proxy that does not answer is refused and nothing changes', async () => {
    const id = await assigned('Petra Novak')
    const before = hostOf(id)
    const page = await open(`/accounts/${id}`, { expected: [400] })

    await page.fill('[name=proxy_line]', '127.99.99.98:9')
    await page.locator('#reading').getByText('127.99.99.98').waitFor()
    await page.click('text=Test and use')

    await page.locator('#flash').getByText('The proxy test failed').waitFor()
    expect(hostOf(id)).toBe(before)
    await stage.world.nora.json('POST', `/api/proxy/account/${id}/disable`)
  })

  journey('one click replaces a dead exit, and its row follows', async () => {
    const id = await assigned('Ruby Lane')
    const before = hostOf(id)
    stage.world.deps.db
      .update(assignments)
      .set({ failedAt: stage.world.clock.now, failedReason: 'refused', lastCheckOk: false, lastCheckReason: 'refused' })
      .where(eq(assignments.accountId, id))
      .run()
    const page = await open('/accounts')

    await row(page, id).getByRole('button', { name: 'Replace IP', exact: true }).first().click()

    await page.locator('.toast').getByText('Ruby Lane now goes out by').waitFor()
    await row(page, id).getByText(hostOf(id)).waitFor()
    expect(hostOf(id)).not.toBe(before)
    expect(await row(page, id).locator('.actions > form').count()).toBe(0)
    await stage.world.nora.json('POST', `/api/proxy/account/${id}/disable`)
  })

  journey('a full place offers what comes nearest, as buttons', async () => {
    const id = stage.world.addAccount('Carmen Reyes')
    await stage.world.nora.json('PUT', `/api/proxy/account/${id}/preference`, { proxy_region_preference: 'ES' })
    const page = await open('/accounts', { expected: [503] })

    await row(page, id).getByRole('button', { name: 'Assign' }).click()
    await page
      .locator('#flash')
      .getByRole('button', { name: /^Use Austria \(\d free\)$/ })
      .click()

    await row(page, id).getByText('Vienna').waitFor()
    expect(await page.locator('#flash').textContent()).toBe('')
  })

  journey('in the drawer a refusal is said in the drawer', async () => {
    const id = stage.world.addAccount('Iris Blanco')
    await stage.world.nora.json('PUT', `/api/proxy/account/${id}/preference`, { proxy_region_preference: 'ES' })
    const page = await open('/accounts?q=Iris', { expected: [503] })

    await row(page, id).getByRole('link', { name: 'Iris Blanco' }).click()
    await page.locator('#drawer[open] h2#drawer-title').waitFor()
    await page.locator('#drawer').getByRole('button', { name: 'Assign', exact: true }).first().click()
    await page
      .locator('#drawer-flash')
      .getByRole('button', { name: /^Use Austria/ })
      .click()

    await page.locator('#drawer #exit').getByText('Vienna').waitFor()
    await page.keyboard.press('Escape')
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Iris Blanco')
    await row(page, id).getByText('Vienna').waitFor()
  })

  journey('the cities follow the country', async () => {
    const page = await open(`/accounts/${stage.world.stella}`)

    await page.selectOption('[name=proxy_region_preference]', 'DE')
    await page.locator('[name=proxy_city_preference] option', { hasText: 'Munich' }).waitFor({ state: 'attached' })
    await page.selectOption('[name=proxy_city_preference]', 'Munich')
    await page.click('text=Save preference')

    await page.locator('.toast').getByText('Saved').waitFor()
    expect(await page.locator('[name=proxy_city_preference]').inputValue()).toBe('Munich')
  })

  journey('the list follows every key of the search, and so does the address', async () => {
    stage.world.addAccount('Wanda Wave')
    const page = await open('/accounts')

    await page.keyboard.press('/')
    await page.keyboard.type('wanda')

    await page.waitForURL('**/accounts?q=wanda')
    await page.waitForFunction(() => document.querySelectorAll('#rows tr').length === 1)
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('search')
    await page.reload()
    expect(await page.locator('#rows tr').count()).toBe(1)
    expect(await page.inputValue('#search')).toBe('wanda')
  })

  journey('what is typed before the script is there is searched for too', async () => {
    stage.world.addAccount('Wilma Wood')
    const page = await open('/login')
    const typed = Promise.withResolvers<void>()
    await page.route('**/assets/htmx*', async (route) => {
      await typed.promise
      await route.continue()
    })

    await page.goto('/accounts', { waitUntil: 'commit' })
    await page.locator('#search').pressSequentially('wilma')
    typed.resolve()

    await page.waitForURL('**/accounts?q=wilma')
    await page.waitForFunction(() => document.querySelectorAll('#rows tr').length === 1)
    expect(await page.inputValue('#search')).toBe('wilma')
  })

  journey('going back shows the filter before', async () => {
    stage.world.addAccount('Nadia Night')
    const page = await open('/accounts')

    await page.click('.chips >> text=No proxy')
    await page.waitForURL('**/accounts?mode=none')
    await page.click('.chips >> text=Manual')
    await page.waitForURL('**/accounts?mode=manual')
    await page.goBack()

    await page.waitForURL('**/accounts?mode=none')
    await page.locator('.chip[aria-current=true]', { hasText: 'No proxy' }).waitFor()
    await page.getByText('Nadia Night').waitFor()
  })

  journey('many get an exit at once, and who cannot be placed is told with the reason', async () => {
    const placed = stage.world.addAccount('Bulk Placed', { tags: ['bulk'] })
    const unplaced = stage.world.addAccount('Bulk Unplaced', { tags: ['bulk'] })
    await stage.world.nora.json('PUT', `/api/proxy/account/${unplaced}/preference`, { proxy_region_preference: 'ES' })
    const page = await open('/accounts?tag=bulk')

    await row(page, placed).getByRole('checkbox').check()
    await row(page, unplaced).getByRole('checkbox').check()
    expect(await page.locator('[data-count]').textContent()).toBe('2 selected')
    await page.locator('.bulk').getByRole('button', { name: 'Auto-assign' }).click()
    const plan = page.locator('#dialog')
    await plan.getByText('cannot be placed').waitFor()
    await plan.getByRole('button', { name: /^Use Austria/ }).waitFor()
    expect(hostOf(placed)).toBe('')
    await plan.getByRole('button', { name: 'Apply to 2 accounts' }).click()
    await plan.locator('a[href^="/jobs/"]').first().click()

    await page.waitForURL('**/jobs/*')
    await page.getByText('Bulk Unplaced').waitFor()
    await page.getByText('No suitable proxy is free').first().waitFor()
    expect(hostOf(placed)).not.toBe('')
  })

  journey('all that match are tagged at once', async () => {
    const ids = ['Tagged one', 'Tagged two'].map((name) => stage.world.addAccount(name))
    const page = await open('/accounts?q=Tagged&limit=1')

    await page.locator('#rows').getByRole('checkbox').first().check()
    await page.locator('[data-matching]').check()
    await page.getByRole('button', { name: 'Tags', exact: true }).click()
    await page.fill('[name=add_tags]', 'autumn')
    await page.getByRole('button', { name: 'Change tags' }).click()
    await page.locator('#dialog').getByRole('button', { name: 'Apply to 2 accounts' }).click()

    await page.locator('#dialog a[href^="/jobs/"]').first().waitFor()
    await page.goto('/accounts?tag=autumn')
    for (const id of ids) await row(page, id).waitFor()
  })

  journey('without a script every button still works', async () => {
    const id = stage.world.addAccount('Plain Page')
    const proxy = await stage.world.proxy()
    const page = await open(`/accounts/${id}`, { javaScriptEnabled: false })

    await page.selectOption('[name=proxy_region_preference]', 'DE')
    await page.getByRole('button', { name: 'Show the cities of this country' }).first().click()
    await page.selectOption('[name=proxy_city_preference]', 'Munich')
    await page.click('text=Save preference')
    expect(await page.locator('[name=proxy_city_preference]').inputValue()).toBe('Munich')

    await page.fill('[name=proxy_line]', `${proxy.host}:${proxy.port}`)
    await page.click('text=Test and use')
    expect(await page.locator('#exit').textContent()).toContain(proxy.host)

    await page.goto('/accounts?q=Plain')
    await page.getByRole('link', { name: 'Plain Page' }).click()
    expect(await page.locator('h1').textContent()).toBe('Plain Page')
    await page.fill('[name=note]', 'Seen without a script')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    expect(await page.locator('[name=note]').inputValue()).toBe('Seen without a script')
  })

  journey('no id stands twice on a page or beside an open drawer', async () => {
    const id = await assigned('Zoe Carter')
    const page = await open('/accounts')
    await row(page, id).getByRole('link', { name: 'Zoe Carter' }).click()
    await page.locator('#drawer[open] #about').waitFor()
    const twice = () =>
      page.evaluate(() => {
        const ids = [...document.querySelectorAll('[id]')].map((element) => element.id)
        return ids.filter((one, index) => ids.indexOf(one) !== index)
      })

    expect(await twice()).toEqual([])
    for (const path of [`/accounts/${id}`, '/accounts/new', '/accounts/import']) {
      await page.goto(path)
      expect(await twice()).toEqual([])
    }
  })

  for (const [device, width] of Object.entries({ desktop: 1440, phone: 390 })) {
    journey(`the pages pass WCAG AA on a ${device}`, async () => {
      const id = await assigned(`On a ${device}`)
      const found: string[] = []

      for (const theme of ['light', 'dark'] as const) {
        const visitor = await visit({ theme, viewport: { width, height: 820 }, bypassCSP: true })
        const { page } = visitor
        await page.goto('/accounts')
        found.push(...(await visitor.findings()))
        await row(page, id).getByRole('link', { name: 'On a' }).click()
        await page.locator('#drawer[open] #about').waitFor()
        // Half moved in, it has colours that nobody reads.
        await page.waitForFunction(() => document.querySelector('#drawer')?.getAnimations().length === 0)
        found.push(...(await visitor.findings()))
        for (const path of [`/accounts/${id}`, '/accounts/new', '/accounts/import', '/accounts?q=nobody']) {
          await page.goto(path)
          found.push(...(await visitor.findings()))
        }
      }

      expect(found).toEqual([])
    })
  }
})
