import type { Session } from '#src/onlyfans/session.ts'
import type { FakeUser, SignInOptions } from '#tests/fakes/onlyfans.ts'
import { startOrigin } from '#tests/fakes/origin.ts'
import { type TestApp, type TestAppOptions, testApp } from '#tests/support/app.ts'
import { startOnlyFansOutside } from '#tests/support/onlyfans.ts'
import { fillPool, type PoolEntry } from '#tests/support/pool.ts'
import { freshAddress } from '#tests/support/world.ts'

export const IMPORT = '/v2/account/connections/import'
export const LIST = '/v2/account/connections'

/** OnlyFans and running proxies that are the pool of every app made here; fresh apps share them. */
export async function startSessions(exits: Omit<PoolEntry, 'host' | 'port'>[] = Array(4).fill({ country: 'US' })) {
  const outside = await startOnlyFansOutside()
  // Exits are tested too; nothing here may ask a page of the real world.
  const page = await startOrigin({ address: freshAddress(), authority: outside.authority })
  const env = { ...outside.env, MOORING_CHECK_URL: page.url, WEBSHARE_API_URL: 'http://127.0.0.1:1' }
  const proxies = await Promise.all(exits.map(() => outside.proxy()))
  return {
    ...outside,
    proxies,
    /** The proxy that listens at an address. */
    proxyAt: (host: string) => proxies.find((proxy) => proxy.host === host),
    async app(options: TestAppOptions = {}): Promise<TestApp> {
      const app = await testApp({ ...options, env: { ...env, ...options.env } })
      fillPool(
        app,
        exits.map((exit, index) => ({ ...exit, host: proxies[index]?.host, port: proxies[index]?.port })),
      )
      return app
    },
    /** A creator who signed in, and what the extension would have captured. */
    creator(given: Partial<FakeUser> = {}, options: SignInOptions = {}) {
      const user = outside.onlyfans.addUser(given)
      return { user, session: outside.onlyfans.signIn(user, options) }
    },
    async stop() {
      page.stop()
      await outside.stop()
    },
    /** Everything as at the start, but for who exists. */
    async calm() {
      outside.onlyfans.misbehave(null)
      outside.onlyfans.seen.length = 0
      outside.onlyfans.killed.length = 0
      for (const proxy of proxies) await proxy.behave('ok')
    },
  }
}

export type Sessions = Awaited<ReturnType<typeof startSessions>>

/** A session as the body of an import. */
export const bodyOf = ({ cookie, userAgent, xBc }: Session) => ({ cookie, userAgent, xBc })
