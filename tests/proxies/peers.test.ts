import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { isInstalled, type PeerKind, startPeer } from '#tests/support/peers.ts'
import { fillPool, POOL_USER } from '#tests/support/pool.ts'
import { freshAddress, startWorld, type World } from '#tests/support/world.ts'

// The main job on proxies that others wrote: assign, test, manual with and without user, and a wrong password.

const KINDS: [PeerKind, 'http' | 'socks5'][] = [
  ['proxy-chain', 'http'],
  ['tinyproxy', 'http'],
  ['squid', 'http'],
  ['danted', 'socks5'],
  ['microsocks', 'socks5'],
]
const path = (account: string, verb = '') => `/api/proxy/account/${account}${verb}`

for (const [kind, protocol] of KINDS) {
  describe.skipIf(!isInstalled(kind))(kind, () => {
    let world: World
    let open: Awaited<ReturnType<typeof startPeer>>
    let closed: Awaited<ReturnType<typeof startPeer>>
    beforeAll(async () => {
      world = await startWorld({ testTimeoutMs: 10_000 })
      open = await startPeer(kind, { address: freshAddress() })
      // Dante asks the system for its users, so only the others can be given one here.
      closed = kind === 'danted' ? open : await startPeer(kind, { address: freshAddress(), ...POOL_USER })
    }, 30_000)
    afterAll(() => Promise.all([open?.stop(), closed?.stop(), world?.stop()]))

    const manual = (account: string, server: { host: string; port: number }, more: object = {}) =>
      world.nora.json('POST', path(account, '/set-manual'), {
        proxy_address: server.host,
        proxy_port: server.port,
        proxy_protocol: protocol,
        ...more,
      })

    test('is taken as a manual proxy without user', async () => {
      const { status, body } = await manual(world.addAccount('Open'), open)

      expect([status, body.code]).toEqual([200, undefined])
    })

    test.skipIf(kind === 'danted')('is taken as a manual proxy with user and password, and tested', async () => {
      const account = world.addAccount('Closed')
      const user = { proxy_username: POOL_USER.username, proxy_password: POOL_USER.password }

      const taken = await manual(account, closed, user)
      const tested = await world.nora.json('POST', path(account, '/test'))

      expect([taken.status, taken.body.code]).toEqual([200, undefined])
      expect(tested.body.tested_proxy.exit_ip).toBe(closed.host)
      await world.nora.json('POST', path(account, '/disable'))
    })

    test.skipIf(kind === 'danted')('that refuses the password is named as such', async () => {
      const wrong = await manual(world.addAccount('Wrong'), closed, { proxy_username: 'pooluser', proxy_password: 'wr0ng' })

      expect(wrong.body).toMatchObject({ code: 'PROXY_TEST_FAILED', details: { reason: 'auth_failed' } })
    })

    test.skipIf(protocol === 'socks5')('is assigned from the pool, tested, and left when it dies', async () => {
      const peer = await startPeer(kind, { address: freshAddress(), ...POOL_USER })
      const account = world.addAccount('Pooled')
      fillPool(world, [{ host: peer.host, port: peer.port, country: 'FI' }], `src_${kind}`)
      await world.pool([{ country: 'FI', sure: false }])

      const assigned = await world.nora.json('POST', path(account, '/assign-auto'), { preferredCountry: 'FI' })
      const tested = await world.nora.json('POST', path(account, '/test'))
      await peer.stop()
      const { body } = await world.nora.json('POST', path(account, '/handle-failure'))

      expect(assigned.body.data.proxy_address).toBe(peer.host)
      expect(tested.body.tested_proxy.exit_ip).toBe(peer.host)
      expect(body.data.reassigned).toBe(true)
    })
  })
}
