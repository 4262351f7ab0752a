import { eq } from 'drizzle-orm'
import { assignments } from '#db/schema/accounts.ts'
import { jobItems, jobs } from '#db/schema/jobs.ts'
import { exits, poolProxies } from '#db/schema/pool.ts'
import { users } from '#db/schema/team.ts'
import { prepareFirstRun } from '#src/team/first-run.ts'
import { madeUpRules } from '#tests/fakes/onlyfans.ts'
import { caller, type TestApp, testApp } from '#tests/support/app.ts'
import { addConnections, type WishedConnection } from '#tests/support/connections.ts'
import { fillPool, type PoolEntry } from '#tests/support/pool.ts'
import { setUpTotp } from '#tests/support/two-factor.ts'
import { addWebhooks } from '#tests/support/webhooks.ts'
import { AGENCY } from '../demo/agency.ts'
import { addChecks } from './checks.ts'

export const JO = { name: 'Jo Marsh', email: 'jo@agency.example', password: 'anchor weather harbour' }
export const PIA = { id: 'usr_pia', name: 'Pia Quill', email: 'pia@agency.example', password: 'rope tide lantern' }

const HOUR_MS = 3_600_000
const POOL: [country: string, city: string, exits: number][] = [
  ['US', 'New York', 17],
  ['US', 'Los Angeles', 14],
  ['US', 'Dallas', 10],
  ['DE', 'Berlin', 14],
  ['DE', 'Frankfurt am Main', 9],
  ['GB', 'London', 13],
  ['FR', 'Paris', 8],
  ['CZ', 'Prague', 6],
  ['JP', 'Tokyo', 5],
  ['BR', 'São Paulo', 3],
]

export interface Place {
  url: string
  /** Of the owner's sign-in. */
  token: string
  /** What addresses name: `:stella`, `:job`. */
  names: Record<string, string>
  stop(): Promise<void>
}

/** An agency in the midst of its day: most is well, some things are broken in ways of their own. */
export async function busyAgency(): Promise<Place> {
  const app = await testApp()
  const owner = await withOwner(app)
  app.deps.db.delete(users).where(eq(users.id, 'usr_zed')).run()
  fillPool(app, entries())
  nameCarriers(app)
  app.clock.now -= 26 * HOUR_MS
  await owner.json('PUT', '/api/rules', { rules: madeUpRules() })
  await owner.json('DELETE', `/api/accounts/${app.stella}`)
  const ids: string[] = []
  for (const { name, username, tags, country } of AGENCY) {
    const { body } = await owner.json('POST', '/api/accounts', { name, username, tags })
    ids.push(body.data.id)
    if (country) await owner.json('PUT', `/api/proxy/account/${body.data.id}/preference`, { proxy_region_preference: country })
  }
  for (const id of ids.slice(-2)) {
    await owner.json('PUT', `/api/proxy/account/${id}/preference`, { proxy_region_preference: 'ES' })
  }
  for (const id of ids.slice(0, -4)) await owner.json('POST', `/api/proxy/account/${id}/assign-auto`)
  await app.addMember(PIA)
  await setUpTotp(app, (await signedIn(app, PIA)).caller, PIA.password)
  app.clock.now += 26 * HOUR_MS
  addChecks(app, ids.slice(0, -4))
  const [down = '', slow = '', own = '', gone = '', odd = '', off = ''] = ids
  breakSome(app, { down, slow, own, gone, odd, off })
  restAndBurn(app, down)
  await owner.json('POST', '/api/keys', { name: 'Scraper', scopes: ['accounts:read', 'proxy:read'] })
  await owner.json('POST', '/api/keys', { name: 'Browser profiles', scopes: ['proxy:read', 'proxy:write'] })
  const invited = { name: 'Kim Sol', email: 'kim@agency.example', role: 'operator', tags: ['night'] }
  const invite = await owner.json('POST', '/api/team/invites', invited)
  const listed = await owner.json('POST', '/api/proxy/assign-missing')
  await app.deps.jobs.settled()
  const [, connection = '', , waiting = ''] = addConnections(app, sessionsOf(ids))
  const names = {
    connection,
    waiting,
    webhook: await addWebhooks(app, owner),
    down,
    slow,
    own,
    bare: ids.at(-1) ?? '',
    job: listed.body.data.job_id,
    running: runningJob(app, ids),
    invite: lastPart(invite.body.data.url),
  }
  return listening(app, names)
}

/** One account in order, with nothing left to do. */
export async function calmAgency(): Promise<Place> {
  const app = await testApp()
  const owner = await withOwner(app)
  fillPool(app, entries())
  const ids = [app.stella, ...['Ivy Rivers', 'Ruby Lane', 'Luna Frost'].map((name) => app.addAccount(name))]
  for (const [index, id] of ids.entries()) {
    await owner.json('POST', `/api/proxy/account/${id}/assign-auto`, { preferredCountry: index === 0 ? 'DE' : 'US' })
  }
  addChecks(app, ids, 5)
  return listening(app, { stella: app.stella })
}

/** Signed in for the first time, with nothing there yet; or with a pool that is just being read. */
export async function newInstallation({ reading }: { reading: boolean }): Promise<Place> {
  const app = await testApp()
  const owner = await withOwner(app)
  await owner.json('DELETE', `/api/accounts/${app.stella}`)
  if (reading) {
    fillPool(app, [])
    const job = { id: 'job_reading', type: 'pool.sync', state: 'running' as const, input: {}, done: 256, total: 340 }
    app.deps.db
      .insert(jobs)
      .values({ ...job, createdAt: app.clock.now })
      .run()
  }
  return listening(app, {})
}

/** Nobody owns it yet. */
export async function unowned(): Promise<Place> {
  const app = await testApp()
  app.deps.db.delete(users).run()
  const { setupUrl } = await prepareFirstRun(app.deps)
  return listening(app, { setup: lastPart(setupUrl ?? '') }, '')
}

const lastPart = (url: string) => url.split('/').at(-1) ?? ''

const entries = (): PoolEntry[] =>
  POOL.flatMap(([country, city, count], block) =>
    Array.from({ length: count }, (_, index) => ({ country, city, subnet: `198.51.${block}.${index}/32`, asn: 64_500 + block })),
  )

const CARRIERS = ['Comcast Cable', 'Deutsche Telekom', 'Vodafone', 'Orange', 'NTT']

function nameCarriers({ deps, clock }: TestApp) {
  for (const { id, asnNumber } of deps.db.select().from(poolProxies).all()) {
    const asnName = CARRIERS[(asnNumber ?? 0) % CARRIERS.length] ?? null
    const lastVerification = new Date(clock.now - (id % 50) * 60_000).toISOString()
    deps.db.update(poolProxies).set({ asnName, lastVerification }).where(eq(poolProxies.id, id)).run()
  }
}

async function withOwner(app: TestApp) {
  await app.addMember({ id: 'usr_jo', role: 'owner', ...JO })
  return (await signedIn(app, JO)).caller
}

async function signedIn({ app, nobody }: TestApp, { email, password }: { email: string; password: string }) {
  const { body } = await nobody.json('POST', '/api/auth/login', { email, password })
  const token = body.data.token as string
  return { token, caller: caller((request) => app.handle(request), { authorization: `Bearer ${token}` }) }
}

async function listening(app: TestApp, names: Record<string, string>, as = 'usr_jo'): Promise<Place> {
  app.app.listen({ hostname: '127.0.0.1', port: 0 })
  return {
    url: `http://127.0.0.1:${app.app.server?.port}`,
    token: as === '' ? '' : (await signedIn(app, JO)).token,
    names,
    stop: async () => void (await app.app.server?.stop(true)),
  }
}

type Broken = Record<'down' | 'slow' | 'own' | 'gone' | 'odd' | 'off', string>

function breakSome({ deps, clock }: TestApp, { down, slow, own, gone, odd, off }: Broken) {
  const change = (id: string, values: Partial<typeof assignments.$inferInsert>) =>
    deps.db.update(assignments).set(values).where(eq(assignments.accountId, id)).run()
  const failed = { lastCheckOk: false, lastCheckLatencyMs: null }
  change(down, { ...failed, failedAt: clock.now - 3 * HOUR_MS, failedReason: 'timeout', lastCheckReason: 'timeout' })
  change(slow, { lastCheckLatencyMs: 4_210 })
  const mine = { exitKey: '192.0.2.77', host: '192.0.2.77', port: 8000, sourceId: null, proxyId: null }
  change(own, { mode: 'manual', ...mine, countryCode: 'NL', cityName: 'Amsterdam', exitIp: '192.0.2.77' })
  change(gone, { removedUpstreamAt: clock.now - 5 * HOUR_MS })
  change(odd, { ...failed, lastCheckReason: 'reset' })
  change(off, { isActive: false })
}

function restAndBurn({ deps, clock }: TestApp, lastAccountId: string) {
  const [first, second] = deps.db
    .select()
    .from(poolProxies)
    .all()
    .filter(({ free, countryCode }) => free && countryCode === 'JP')
  const rest = { restingUntil: clock.now + 20 * 24 * HOUR_MS, restingWhy: 'failed' as const, lastAccountId }
  deps.db
    .insert(exits)
    .values({ exitKey: first?.exitKey ?? '', ...rest })
    .run()
  deps.db
    .insert(exits)
    .values({ exitKey: second?.exitKey ?? '', burntAt: clock.now })
    .run()
  for (const proxy of [first, second])
    deps.db
      .update(poolProxies)
      .set({ free: false })
      .where(eq(poolProxies.id, proxy?.id ?? 0))
      .run()
}

function runningJob({ deps, clock }: TestApp, ids: string[]): string {
  const job = { id: '33333333-3333-4333-8333-333333333333', type: 'proxy.bulk', state: 'paused' as const, createdBy: 'usr_jo' }
  const input = { action: 'replace', ids: ids.slice(0, 13), actor: null }
  deps.db
    .insert(jobs)
    .values({ ...job, input, done: 9, total: 13, failed: 2, createdAt: clock.now - 40_000, startedAt: clock.now - 39_000 })
    .run()
  for (const [index, id] of ids.slice(0, 9).entries()) {
    const ok = index > 1
    const result = ok
      ? { account_id: id, ok }
      : { account_id: id, ok, code: 'NO_PROXY_AVAILABLE', message: 'No proxy is free there' }
    deps.db.insert(jobItems).values({ jobId: job.id, item: id, ok, result }).run()
  }
  return job.id
}

/** Most are signed in; the first few in every other way there is. */
function sessionsOf(ids: string[]): WishedConnection[] {
  const states: WishedConnection['state'][] = ['active', 'moved', 'expired', 'awaiting_2fa', 'pending', 'browser']
  return ids.slice(0, -2).map((accountId, index) => ({
    accountId,
    username: AGENCY[index]?.username ?? `creator${index}`,
    state: states[index] ?? 'active',
  }))
}
