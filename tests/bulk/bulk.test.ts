import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { Caller } from '#tests/support/app.ts'
import { exitsIn, fillPool } from '#tests/support/pool.ts'
import { startWorld, type World } from '#tests/support/world.ts'

let world: World
beforeEach(async () => {
  world = await startWorld()
})
afterEach(() => world.stop())

const path = (account: string, verb = '') => `/api/proxy/account/${account}${verb}`

async function job(body: object, who: Caller = world.nora, verb = 'bulk') {
  const started = await who.json('POST', `/api/proxy/${verb}`, body)
  expect(started.status).toBe(202)
  await world.deps.jobs.settled()
  const { body: answer } = await who.json('GET', `/api/jobs/${started.body.data.job_id}`)
  return answer.data
}

const resultOf = (data: any, account: string) => data.results.find((one: any) => one.account_id === account)

describe('assign-missing', () => {
  test('gives an exit to every account that has none, and leaves the others', async () => {
    fillPool(world, exitsIn('DE', 5))
    const before = await world.nora.json('POST', path(world.stella, '/assign-auto'))
    const luna = world.addAccount('Luna')

    const data = await job({}, world.nora, 'assign-missing')

    expect(data).toMatchObject({ type: 'proxy.assign_missing', state: 'done', progress: { done: 1, total: 1, failed: 0 } })
    expect(resultOf(data, luna)).toMatchObject({ proxy_mode: 'auto' })
    expect((await world.nora.json('GET', path(world.stella))).body.data.proxy_id).toBe(before.body.data.proxy_id)
  })

  test('tells for each account that got none what comes nearest', async () => {
    fillPool(world, [...exitsIn('DE', 1), ...exitsIn('AT', 1)])
    const luna = world.addAccount('Luna')

    const data = await job({ preferredCountry: 'DE' }, world.nora, 'assign-missing')

    expect(data.progress).toEqual({ done: 2, total: 2, failed: 1 })
    const failed = [world.stella, luna].map((id) => resultOf(data, id)).filter(({ code }) => code)
    expect(failed).toEqual([
      expect.objectContaining({
        code: 'NO_PROXY_AVAILABLE',
        details: expect.objectContaining({ closest: [{ country: 'AT', city: null, free: 1 }] }),
      }),
    ])
  })

  test('reaches only what the caller sees', async () => {
    fillPool(world, exitsIn('DE', 5))
    const luna = world.addAccount('Luna')

    const data = await job({}, world.omar, 'assign-missing')

    expect(data.progress.total).toBe(1)
    expect(resultOf(data, luna)).toBeUndefined()
  })
})

describe('an action for many accounts', () => {
  test('answers for each of them, also for those that are not there', async () => {
    fillPool(world, exitsIn('DE', 5))
    const missing = '99999999-9999-4999-8999-999999999999'

    const data = await job({ account_ids: [world.stella, missing, 'nonsense'], action: 'assign' })

    expect(resultOf(data, world.stella)).toMatchObject({ proxy_mode: 'auto', proxy_is_active: true })
    expect(resultOf(data, missing)).toMatchObject({ code: 'ACCOUNT_NOT_FOUND' })
    expect(resultOf(data, 'nonsense')).toMatchObject({ code: 'ACCOUNT_NOT_FOUND' })
  })

  test('replace moves each to another exit', async () => {
    fillPool(world, exitsIn('DE', 5))
    const before = await world.nora.json('POST', path(world.stella, '/assign-auto'))

    const data = await job({ account_ids: [world.stella], action: 'replace' })

    expect(resultOf(data, world.stella).proxy.proxy_id).not.toBe(before.body.data.proxy_id)
  })

  test('test answers what each exit shows', async () => {
    const [proxy] = await world.pool([{}])
    await world.nora.json('POST', path(world.stella, '/assign-auto'))
    const luna = world.addAccount('Luna')

    const data = await job({ filter: {}, action: 'test' })

    expect(resultOf(data, world.stella).tested_proxy.exit_ip).toBe(proxy?.host)
    expect(resultOf(data, luna)).toMatchObject({ code: 'PROXY_INACTIVE' })
  })

  test('switch_off, switch_on, prefer and disable do what they say', async () => {
    fillPool(world, exitsIn('DE', 5))
    await world.nora.json('POST', path(world.stella, '/assign-auto'))
    const after = async (action: string, more: object = {}) => {
      await job({ account_ids: [world.stella], action, ...more })
      return (await world.nora.json('GET', path(world.stella))).body.data
    }

    expect(await after('switch_off')).toMatchObject({ proxy_is_active: false })
    expect(await after('switch_on')).toMatchObject({ proxy_is_active: true })
    expect(await after('prefer', { preferredCountry: 'FR' })).toMatchObject({ proxy_region_preference: 'FR' })
    expect(await after('disable')).toMatchObject({ proxy_mode: 'none' })
  })

  test('acts once on an account that is named twice', async () => {
    fillPool(world, exitsIn('DE', 5))

    const data = await job({ account_ids: [world.stella, `acc_${world.stella}`, world.stella.toUpperCase()], action: 'assign' })

    expect(data.progress).toEqual({ done: 1, total: 1, failed: 0 })
  })

  test('is chosen by tag, mode and country', async () => {
    fillPool(world, [...exitsIn('DE', 1), ...exitsIn('FR', 1)])
    await world.nora.json('POST', path(world.stella, '/assign-auto'), { preferredCountry: 'DE' })
    await world.nora.json('POST', path(world.addAccount('Luna'), '/assign-auto'), { preferredCountry: 'FR' })

    const totals = []
    for (const filter of [{ tag: 'night' }, { country: 'fr' }, { mode: 'none' }, {}]) {
      totals.push(
        (await world.nora.json('POST', '/api/proxy/bulk', { filter, action: 'switch_off', dry_run: true })).body.data.total,
      )
    }

    expect(totals).toEqual([1, 1, 0, 2])
  })

  const WRONG: [string, object][] = [
    ['no accounts', { action: 'assign' }],
    ['accounts and a filter', { account_ids: ['x'], filter: {}, action: 'assign' }],
    ['an unknown action', { filter: {}, action: 'explode' }],
    ['a misspelt filter', { filter: { tags: 'night' }, action: 'disable' }],
    ['a city without a country', { filter: {}, action: 'assign', preferredCity: 'Berlin' }],
  ]

  for (const [name, body] of WRONG) {
    test(`with ${name} answers 400`, async () => {
      expect((await world.nora.json('POST', '/api/proxy/bulk', body)).status).toBe(400)
    })
  }

  test('is nothing a viewer may start', async () => {
    expect((await world.vera.json('POST', '/api/proxy/bulk', { filter: {}, action: 'disable' })).status).toBe(403)
    expect((await world.vera.json('POST', '/api/proxy/assign-missing')).status).toBe(403)
  })
})
