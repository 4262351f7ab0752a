import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test'
import { hasChromium, startBrowser, type Visitor } from '#tests/support/browser.ts'
import { client } from '#tests/support/client.ts'
import { startWorld, type World } from '#tests/support/world.ts'

const LIMIT_MS = 60_000
const OWNER = { email: 'jo@agency.example', password: 'harbour lights at night' }

describe.skipIf(!hasChromium)('a refusal in a real browser', () => {
  let browser: Awaited<ReturnType<typeof startBrowser>>
  let world: World
  let url: string
  let token: string
  let visitor: Visitor

  beforeAll(async () => {
    browser = await startBrowser()
    world = await startWorld()
    await world.addMember({ ...OWNER, name: 'Jo Marsh', role: 'owner' })
    world.app.listen({ hostname: '127.0.0.1', port: 0 })
    url = `http://127.0.0.1:${world.app.server?.port}`
    token = (await client(url)('POST', '/api/auth/login', OWNER)).body.data.token
  }, LIMIT_MS)

  afterAll(async () => {
    await browser?.close()
    await world?.app.server?.stop(true)
    await world?.stop()
  })

  afterEach(async () => {
    await visitor.context.close()
    expect(visitor.complaints).toEqual([])
  })

  async function open(path: string) {
    visitor = await browser.visit({ url, token, expected: [400] })
    await visitor.page.goto(path)
    return visitor.page
  }

  test(
    'of a test shows the exit as failed, and is gone once the next test answers',
    async () => {
      const id = world.addAccount('Mila Frost')
      const proxy = await world.proxy()
      await world.nora.json('POST', `/api/proxy/account/${id}/set-manual`, { proxy_address: proxy.host, proxy_port: proxy.port })
      const page = await open(`/accounts/${id}`)
      const press = () => page.locator('#exit').getByRole('button', { name: 'Test', exact: true }).click()
      await page.locator('#exit').getByText('Working').waitFor()

      await proxy.behave('reset')
      await press()
      await page.locator('#flash').getByText('The proxy test failed').waitFor()
      await page.locator('#exit').getByText('Working').waitFor({ state: 'detached' })

      await proxy.behave('ok')
      await press()
      await page.locator('#exit').getByText('Working').waitFor()
      expect(await page.locator('#flash').textContent()).toBe('')
    },
    LIMIT_MS,
  )

  test(
    'leaves what was typed',
    async () => {
      const id = world.addAccount('Ruby Lane')
      const page = await open(`/accounts/${id}`)

      await page.fill('[name=proxy_line]', '127.99.99.97:9')
      await page.click('text=Test and use')
      await page.locator('#flash').getByText('The proxy test failed').waitFor()

      expect(await page.inputValue('[name=proxy_line]')).toBe('127.99.99.97:9')
    },
    LIMIT_MS,
  )
})
