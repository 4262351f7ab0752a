import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type Origin, startOrigin } from '#tests/fakes/origin.ts'
import { netFor } from '#tests/support/net.ts'
import { isInstalled, type PeerKind, withPeer } from '#tests/support/peers.ts'

const LOGIN = { username: 'stella', password: 'moon-42' }
const CASES: { kind: PeerKind; address: string; login?: typeof LOGIN }[] = [
  { kind: 'proxy-chain', address: '127.0.40.1' },
  { kind: 'proxy-chain', address: '127.0.40.2', login: LOGIN },
  { kind: 'proxy-chain-https', address: '127.0.40.3', login: LOGIN },
  { kind: 'tinyproxy', address: '127.0.40.4' },
  { kind: 'tinyproxy', address: '127.0.40.5', login: LOGIN },
  { kind: 'squid', address: '127.0.40.6' },
  { kind: 'squid', address: '127.0.40.7', login: LOGIN },
  { kind: 'danted', address: '127.0.40.8' },
  { kind: 'microsocks', address: '127.0.40.9' },
  { kind: 'microsocks', address: '127.0.40.10', login: LOGIN },
]

let origin: Origin
beforeAll(async () => {
  origin = await startOrigin({ address: '127.0.41.1' })
})
afterAll(() => origin.stop())

describe.each(CASES)('$kind on $address', ({ kind, address, login }) => {
  test.skipIf(!isInstalled(kind))(
    login ? 'is passed with the right password only' : 'is passed without a password',
    async () => {
      const certificate = origin.authority.issue([address])
      await withPeer(
        kind,
        { address, certificate: kind === 'proxy-chain-https' ? certificate : undefined, ...login },
        async (proxy) => {
          const net = netFor(origin, { testTimeoutMs: 10_000 })

          expect(await net.test(proxy)).toMatchObject({ ok: true, exitIp: address })
          expect(await netFor(origin, { checkUrl: origin.httpUrl, testTimeoutMs: 10_000 }).test(proxy)).toMatchObject({
            ok: true,
            exitIp: address,
          })
          if (login) {
            expect(await net.test({ ...proxy, password: 'wrong' })).toMatchObject({ ok: false, reason: 'auth_failed' })
            expect(await net.test({ ...proxy, username: null, password: null })).toMatchObject({ reason: 'auth_failed' })
          }
        },
      )
    },
    30_000,
  )

  test.skipIf(!isInstalled(kind))(
    'a target that is down is told apart from a proxy that is gone',
    async () => {
      const certificate = origin.authority.issue([address])
      const down = netFor(origin, { checkUrl: 'https://127.0.41.9:9/', testTimeoutMs: 10_000 })
      let last: Parameters<typeof down.test>[0] | undefined
      await withPeer(
        kind,
        { address, certificate: kind === 'proxy-chain-https' ? certificate : undefined, ...login },
        async (proxy) => {
          last = proxy

          // proxy-chain says nothing and hangs up.
          const reason = kind.startsWith('proxy-chain') ? 'reset' : 'upstream_error'
          expect(await down.test(proxy)).toMatchObject({ ok: false, reason })
        },
      )

      if (last) expect(await down.test(last)).toMatchObject({ ok: false, reason: 'refused' })
    },
    30_000,
  )
})

test('the origin saw the proxies and nobody else', () => {
  const peers = [...new Set(origin.connections)]

  expect(peers.length).toBeGreaterThan(0)
  expect(peers.filter((peer) => !peer.startsWith('127.0.40.'))).toEqual([])
})
