import { beforeAll, expect } from 'bun:test'
import { eq } from 'drizzle-orm'
import { assignments } from '#db/schema/accounts.ts'
import { checkDue } from '#src/proxies/check-assigned.ts'
import { journeys } from '#tests/support/journeys.ts'

const LIVE = '#stream[data-state="live"]'

journeys('a day, in a real browser', (stage) => {
  const { open, journey } = stage

  beforeAll(async () => {
    await stage.world.pool([...'abcdefghij'].map((subnet) => ({ country: 'DE', city: 'Berlin', subnet })))
    await stage.world.nora.json('POST', `/api/proxy/account/${stage.world.stella}/assign-auto`)
  })

  const assignmentOf = (id: string) => stage.world.deps.db.select().from(assignments).where(eq(assignments.accountId, id)).get()
  const hostOf = (id: string) => assignmentOf(id)?.host ?? ''

  async function assigned(name: string) {
    const id = stage.world.addAccount(name)
    await stage.world.nora.json('POST', `/api/proxy/account/${id}/assign-auto`)
    const proxy = stage.world.proxyAt(hostOf(id))
    if (!proxy) throw new Error('no proxy runs there')
    return { id, proxy }
  }

  /** The next check of an account, when it is due. */
  async function checked(id: string) {
    const { world } = stage
    world.clock.now = Math.max(world.clock.now, assignmentOf(id)?.nextCheckAt ?? 0)
    await checkDue(world.deps, new AbortController().signal)
  }

  journey('an exit dies, the list shows it by itself, and one click gives another', async () => {
    const { id, proxy } = await assigned('Mila Frost')
    const page = await open('/accounts?q=Mila')
    const row = page.locator(`#a-${id}`)
    await page.waitForSelector(LIVE)

    await proxy.behave('refuse')
    await checked(id)
    await row.getByRole('img', { name: 'Check failed' }).waitFor()
    await row.getByRole('button', { name: 'Test', exact: true }).first().waitFor()
    await checked(id)
    await checked(id)
    await row.getByRole('img', { name: 'Down', exact: true }).waitFor()
    await row.getByRole('button', { name: 'Replace IP', exact: true }).first().click()

    await page.locator('.toast').getByText('Mila Frost now goes out by').waitFor()
    await row.getByText(hostOf(id)).waitFor()
    expect(hostOf(id)).not.toBe(proxy.host)
    await checked(id)
    await row.getByRole('img', { name: 'Working' }).waitFor()
    await row.getByRole('button', { name: 'Replace IP', exact: true }).first().waitFor({ state: 'hidden' })
  })

  journey('what needs somebody stands on the first page and is gone after one click', async () => {
    const { id, proxy } = await assigned('Ruby Lane')
    const page = await open('/')
    await page.waitForSelector(LIVE)
    await page.getByText('Nothing needs you').first().waitFor()

    await proxy.behave('refuse')
    for (const _ of [1, 2, 3]) await checked(id)
    const needs = page.locator('#attention')
    await needs.getByText('Ruby Lane is down').waitFor()
    await needs.getByRole('button', { name: 'Replace with another Berlin IP' }).click()
    const plan = page.locator('#dialog[open]')
    await plan.getByRole('button', { name: /^Apply/ }).click()

    await plan.getByText('Done').first().waitFor()
    await page.keyboard.press('Escape')
    await page.getByText('Nothing needs you').first().waitFor()
    expect(hostOf(id)).not.toBe(proxy.host)
  })

  journey('all that can be fixed is fixed at once', async () => {
    const { id, proxy } = await assigned('Nadia Night')
    await proxy.behave('refuse')
    for (const _ of [1, 2, 3]) await checked(id)
    const page = await open('/')

    await page.getByRole('button', { name: 'Fix what can be fixed' }).click()
    await page
      .locator('#dialog[open]')
      .getByRole('button', { name: /^Apply/ })
      .click()

    await page.locator('#dialog[open]').getByText('Done').first().waitFor()
    expect(hostOf(id)).not.toBe(proxy.host)
  })
})
