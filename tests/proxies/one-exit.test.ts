import { afterEach, describe, expect, test } from 'bun:test'
import { assignments } from '#db/schema/accounts.ts'
import { poolProxies } from '#db/schema/pool.ts'
import { madeUpProxies } from '#tests/fakes/webshare.ts'
import { type PoolApp, poolApp, sync } from '#tests/pool/setup.ts'

let app: PoolApp
afterEach(() => app.webshare.stop())

const path = (account: string, verb: string) => `/api/proxy/account/${account}/${verb}`

/** A pool of one address, which Stella has. */
async function holding(address: string) {
  app = await poolApp({ proxies: madeUpProxies(1, { address: () => address }) })
  await sync(app)
  expect((await app.nora.json('POST', path(app.stella, 'assign-auto'))).status).toBe(200)
}

const setManual = (proxy_address: string) =>
  app.nora.json('POST', path(app.addAccount('Luna'), 'set-manual'), { proxy_address, proxy_port: 81 })

describe('one address is one exit, however it is written', () => {
  const SAME: [string, string[]][] = [
    ['2001:DB8:0:0:0::1', ['2001:db8::1', '[2001:0db8:0000::0001]', 'socks5://[2001:DB8::1]', '2001:db8:0:0:0:0:0.0.0.1']],
    ['198.51.100.7', ['198.51.100.7', '::ffff:198.51.100.7', '[::FFFF:c633:6407]', 'http://198.51.100.7/']],
  ]

  for (const [pooled, others] of SAME) {
    for (const other of others) {
      test(`${pooled} of the pool is ${other} by hand`, async () => {
        await holding(pooled)

        const { status, body } = await setManual(other)

        expect([status, body.code]).toEqual([409, 'EXIT_IN_USE'])
      })
    }
  }

  test('an own list cannot give it out a second time', async () => {
    await holding('2001:DB8:0:0:0::1')
    const list = { kind: 'list', proxies: '[2001:0db8:0::1]:8080:user:secret-77\nhttp://[2001:db8::2]:8080' }
    expect((await app.nora.json('POST', '/api/pool/sources', list)).status).toBe(201)

    const first = await app.nora.json('POST', path(app.addAccount('Luna'), 'assign-auto'))
    const second = await app.nora.json('POST', path(app.addAccount('Mila'), 'assign-auto'))

    expect(first.body.data.proxy_address).toBe('2001:db8::2')
    expect([second.status, second.body.code]).toEqual([503, 'NO_PROXY_AVAILABLE'])
    const keys = app.deps.db.select({ key: assignments.exitKey }).from(assignments).all()
    expect(keys.map(({ key }) => key).sort()).toEqual(['2001:db8::1', '2001:db8::2', null])
    expect(app.deps.db.select().from(poolProxies).all()).toHaveLength(3)
  })
})
