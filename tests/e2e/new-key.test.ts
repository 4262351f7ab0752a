import { beforeAll, expect } from 'bun:test'
import { madeUpProxies } from '#tests/fakes/webshare.ts'
import { journeys } from '#tests/support/journeys.ts'

const NEW_KEY = 'wsk_new_0123456789abcdefghijklmnop'

journeys('a new Webshare key, in a real browser', (stage) => {
  const before = madeUpProxies(40)
  const after = madeUpProxies(46).filter((_, index) => index < 38 || index >= 40)

  beforeAll(async () => {
    const { world } = stage
    world.webshare.list(before)
    await world.nora.json('POST', '/api/pool/sources', { api_key: world.webshare.apiKey })
    await world.deps.jobs.settled()
    await world.nora.json('POST', `/api/proxy/account/${world.stella}/assign-auto`, { preferredCountry: 'DE' })
    world.webshare.accept(NEW_KEY)
    world.webshare.list(after)
  })

  stage.journey('is compared first, and nothing changes until it is taken', async () => {
    const { world } = stage
    const page = await stage.open('/pool')
    const requests = world.webshare.requests.length

    await page.getByText('Replace key or change').click()
    await page.getByLabel('Replace the key').fill(NEW_KEY)
    await page.getByRole('button', { name: 'Compare' }).click()

    const diff = page.locator('section[aria-labelledby^="key-"]')
    await diff.getByText('44 proxies: 38 same, 6 new, 2 gone.').waitFor()
    expect(await page.content()).not.toContain(NEW_KEY)
    expect(world.webshare.requests.length).toBeGreaterThan(requests)
    await page.locator('.page-head').getByText('1 of 40 IPs in use').waitFor()

    world.webshare.revoke(world.webshare.apiKey)
    await diff.getByRole('button', { name: 'Use the new key' }).click()

    await page.locator('.toast').getByText('The new key is in use').waitFor()
    await page.getByText('Up to date').first().waitFor()
    await page.locator('.page-head').getByText('1 of 44 IPs in use').waitFor()
    expect(await page.content()).not.toContain(NEW_KEY)
  })
})
