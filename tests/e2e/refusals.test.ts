import { expect } from 'bun:test'
import { journeys } from '#tests/support/journeys.ts'

journeys('a refusal in a real browser', (stage) => {
  const open = (path: string) => stage.open(path, { expected: [400] })

  stage.journey('of a test shows the exit as failed, and is gone once the next test answers', async () => {
    const id = stage.world.addAccount('Mila Frost')
    const proxy = await stage.world.proxy()
    await stage.world.nora.json('POST', `/api/proxy/account/${id}/set-manual`, {
      proxy_address: proxy.host,
      proxy_port: proxy.port,
    })
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
  })

  stage.journey('leaves what was typed', async () => {
    const id = stage.world.addAccount('Ruby Lane')
    const page = await open(`/accounts/${id}`)

    await page.fill('[name=proxy_line]', '127.99.99.97:9')
    await page.click('text=Test and use')
    await page.locator('#flash').getByText('The proxy test failed').waitFor()

    expect(await page.inputValue('[name=proxy_line]')).toBe('127.99.99.97:9')
  })

  stage.journey('stays until something else is tried, also while more is typed', async () => {
    const id = stage.world.addAccount('Nadia Night')
    const page = await open(`/accounts/${id}`)
    await page.fill('[name=proxy_line]', '127.99.99.96:9')
    await page.click('text=Test and use')
    await page.locator('#flash').getByText('The proxy test failed').waitFor()

    await page.fill('[name=proxy_line]', '127.99.99.95:9')
    await page.locator('#reading').getByText('127.99.99.95').waitFor()

    expect(await page.textContent('#flash')).toContain('The proxy test failed')
  })
})
