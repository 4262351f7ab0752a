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
  const title = login ? 'is passed with the right password only' : 'is passed without a password'
  test.skipIf(!isInstalled(kind))(
    `${title}, and named when it is gone`,
    async () => {
      const certificate = kind === 'proxy-chain-https' ? origin.authority.issue([address]) : undefined
      const door = (checkUrl?: string) => netFor(origin, { checkUrl, testTimeoutMs: 10_000 })

      const gone = await withPeer(kind, { address, certificate, ...login }, async (proxy) => {
        expect(await door().test(proxy)).toMatchObject({ ok: true, exitIp: address })
        expect(await door(origin.httpUrl).test(proxy)).toMatchObject({ ok: true, exitIp: address })
        if (login) {
          expect(await door().test({ ...proxy, password: 'wrong' })).toMatchObject({ ok: false, reason: 'auth_failed' })
          expect(await door().test({ ...proxy, username: null, password: null })).toMatchObject({ reason: 'auth_failed' })
        }
        // A target that is down: proxy-chain says nothing and hangs up.
        const reason = kind.startsWith('proxy-chain') ? 'reset' : 'upstream_error'
        expect(await door('https://127.0.41.9:9/').test(proxy)).toMatchObject({ ok: false, reason })
        return proxy
      })

      expect(await door().test(gone)).toMatchObject({ ok: false, reason: 'refused' })
    },
    30_000,
  )
})

test('the origin saw the proxies and nobody else', () => {
  const peers = [...new Set(origin.connections)]

  expect(peers.length).toBeGreaterThan(0)
  expect(peers.filter((peer) => !peer.startsWith('127.0.40.'))).toEqual([])
})
