import { eq } from 'drizzle-orm'
import { accounts, assignments, credentials, exitHistory } from '#db/schema/accounts.ts'
import { exits, poolProxies, poolSources } from '#db/schema/pool.ts'
import { createWebshare, type WebshareTimes } from '#src/net/webshare.ts'
import { sourcesFromEnvironment } from '#src/pool/refresh.ts'
import { type ListedProxy, madeUpProxies, startWebshare, type WebshareOptions } from '#tests/fakes/webshare.ts'
import { type TestApp, testApp } from '#tests/support/app.ts'

export const SOURCE = 'src_environment'

interface PoolAppOptions extends WebshareOptions {
  env?: Record<string, string>
  times?: Partial<WebshareTimes>
}

/** The app beside a stand-in Webshare whose key is in the environment. Waits that Webshare asks for are noted, not waited. */
export async function poolApp({ env = {}, times = {}, proxies = madeUpProxies(60), ...options }: PoolAppOptions = {}) {
  const webshare = await startWebshare({ proxies, ...options })
  const waits: number[] = []
  const app = await testApp({ env: { WEBSHARE_API_URL: webshare.url, WEBSHARE_API_KEY: webshare.apiKey, ...env } })
  app.deps.webshare = createWebshare(new URL(webshare.url), app.deps.net, {
    callTimeoutMs: 10_000,
    pause: async (ms) => void waits.push(ms),
    ...times,
  })
  sourcesFromEnvironment(app.deps)
  return { ...app, webshare, waits }
}

export type PoolApp = Awaited<ReturnType<typeof poolApp>>

/** Asks for a sync as Mara and waits for its end. */
export async function sync(app: PoolApp) {
  const started = await app.mara.json('POST', '/api/pool/sync')
  await app.deps.jobs.settled()
  return (await app.mara.json('GET', `/api/jobs/${started.body.data.id}`)).body.data
}

/** Everything a sync may change about the pool, to compare before and after. */
export function poolDump({ deps: { db } }: Pick<TestApp, 'deps'>): string {
  return JSON.stringify([poolProxies, credentials, exits, assignments, exitHistory].map((table) => db.select().from(table).all()))
}

export const sourceRow = ({ deps: { db } }: Pick<TestApp, 'deps'>, id = SOURCE) =>
  db.select().from(poolSources).where(eq(poolSources.id, id)).get()

export const hostsIn = ({ deps: { db } }: Pick<TestApp, 'deps'>) =>
  db
    .select({ host: poolProxies.host })
    .from(poolProxies)
    .all()
    .map(({ host }) => host)
    .sort()

/** Gives an account a proxy of the pool, straight in the database. */
export function hold(
  { deps: { db, now } }: Pick<TestApp, 'deps'>,
  accountId: string,
  { proxy_address: host, port }: ListedProxy,
) {
  const proxy = db
    .select()
    .from(poolProxies)
    .where(eq(poolProxies.host, host ?? ''))
    .all()
    .find((row) => row.port === port)
  if (!proxy) throw new Error('No such proxy in the pool')
  const { exitKey, upstreamId: proxyId, sourceId, credentialId } = proxy
  db.update(assignments)
    .set({
      mode: 'auto',
      isActive: true,
      exitKey,
      proxyId,
      sourceId,
      host: proxy.host,
      port: proxy.port,
      credentialId,
      assignedAt: now(),
    })
    .where(eq(assignments.accountId, accountId))
    .run()
}

export const assignmentOf = ({ deps: { db } }: Pick<TestApp, 'deps'>, accountId: string) =>
  db
    .select()
    .from(assignments)
    .innerJoin(accounts, eq(accounts.id, assignments.accountId))
    .where(eq(accounts.id, accountId))
    .get()?.assignments

/** The n-th of a list, counted from 0, which must have that many. */
export function nth<T>(list: T[], n: number): T {
  const found = list[n]
  if (found === undefined) throw new Error(`There are only ${list.length}`)
  return found
}
