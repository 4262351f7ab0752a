import { Database } from 'bun:sqlite'
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { startOrigin } from '#tests/fakes/origin.ts'
import { startProxy } from '#tests/fakes/proxy.ts'
import { madeUpProxies, startWebshare } from '#tests/fakes/webshare.ts'
import { type Client, client, jobDone } from '#tests/support/client.ts'
import { freshFolder, start } from '#tests/support/mooring.ts'
import { brokenRules, damageIn } from './kill/invariants.ts'
import { createWriter, type Known, same, type Writer, work } from './kill/writers.ts'

const KILLS = Number(process.env.MOORING_TEST_KILLS ?? 200)
const WRITERS = 4
const SHORTEST_LIFE_MS = 20
const LONGEST_LIFE_MS = 400
const FULL_CHECK_EVERY = 20

const OWNER = { email: 'nora@agency.example', password: 'anchor weather harbour' }
const data = join(freshFolder(), 'data')
const database = join(data, 'mooring.db')

let env: Record<string, string>
let key: string
let stopOutside: () => Promise<unknown>
const writers: Writer[] = []

beforeAll(async () => {
  const origin = await startOrigin()
  const webshare = await startWebshare({ proxies: madeUpProxies(400) })
  const proxies = await Promise.all(
    Array.from({ length: 2 * WRITERS }, (_, index) => startProxy({ address: `127.62.0.${index + 1}` })),
  )
  stopOutside = () => Promise.all([origin.stop(), webshare.stop(), ...proxies.map((proxy) => proxy.stop())])
  env = {
    MOORING_DATA_DIR: data,
    MOORING_LOG_LEVEL: 'info',
    MOORING_OWNER_EMAIL: OWNER.email,
    MOORING_OWNER_PASSWORD: OWNER.password,
    MOORING_CHECK_EVERY: '7d',
    MOORING_CHECK_URL: origin.url,
    MOORING_CA_FILE: origin.caFile,
    MOORING_ALLOW_PRIVATE_PROXIES: '127.0.0.0/8',
    WEBSHARE_API_URL: webshare.url,
  }
  for (let index = 0; index < WRITERS; index++) {
    writers.push(
      createWriter({ name: `writer${index}`, manualProxies: proxies.slice(2 * index, 2 * index + 2), random: Math.random }),
    )
  }
  key = await prepare()
}, 60_000)
afterAll(() => stopOutside())

/** A filled pool without rests, so that it is never used up, and a key for everything. */
async function prepare(): Promise<string> {
  const mooring = await start({ env })
  const signedIn = await client(mooring.url)('POST', '/api/auth/login', OWNER)
  const call = client(mooring.url, signedIn.body.data.token)
  await call('PATCH', '/api/settings', { rest_days: 0 })
  const source = await call('POST', '/api/pool/sources', { api_key: 'wsk_0123456789abcdefghijklmnopqrstuvwxyz' })
  await jobDone(call, source.body.data.job_id)
  const made = await call('POST', '/api/keys', { name: 'Writers', scopes: ['admin'] })
  await mooring.stop()
  return made.body.data.key
}

async function lookAt(call: Client, { id }: Known): Promise<Known> {
  const [account, proxy] = await Promise.all([call('GET', `/api/accounts/${id}`), call('GET', `/api/proxy/account/${id}`)])
  return {
    id,
    name: account.body.data.name,
    mode: proxy.body.data.proxy_mode,
    address: proxy.body.data.proxy_address,
    port: proxy.body.data.proxy_port,
    active: proxy.body.data.proxy_is_active,
    region: proxy.body.data.proxy_region_preference,
  }
}

/** Looks at every account of a writer and returns those that are not as they were confirmed, nor as an unheard write made them. */
async function losses(call: Client, writer: Writer) {
  const lost: { known: Known; seen: Known }[] = []
  for (const known of writer.accounts.values()) {
    const seen = await lookAt(call, known)
    const { unheard } = writer
    const unheardDone = unheard?.before.id === known.id && unheard.write.mayBe(known, seen)
    if (!same(known, seen) && !unheardDone) lost.push({ known, seen })
    writer.accounts.set(known.id, seen)
  }
  writer.unheard = null
  return lost
}

test(
  `${KILLS} kills at random moments lose nothing that was confirmed`,
  async () => {
    const readyAfterMs: number[] = []

    for (let kill = 0; kill < KILLS; kill++) {
      const began = performance.now()
      const mooring = await start({ env })
      readyAfterMs.push(performance.now() - began)
      const call = client(mooring.url, key)

      const lost = (await Promise.all(writers.map((writer) => losses(call, writer)))).flat()
      expect({ kill, lost, broken: brokenRules(database) }).toEqual({ kill, lost: [], broken: {} })
      if (kill % FULL_CHECK_EVERY === 0) expect(damageIn(database)).toEqual([])

      const working = Promise.all(writers.map((writer) => work(writer, call)))
      await Bun.sleep(SHORTEST_LIFE_MS + Math.random() * (LONGEST_LIFE_MS - SHORTEST_LIFE_MS))
      await mooring.stop('SIGKILL')
      await working
    }

    const mooring = await start({ env })
    const call = client(mooring.url, key)
    const lost = (await Promise.all(writers.map((writer) => losses(call, writer)))).flat()
    const { body } = await call('GET', '/api/accounts?limit=1')
    await mooring.stop()

    expect(lost).toEqual([])
    expect(brokenRules(database)).toEqual({})
    expect(damageIn(database)).toEqual([])
    // A creation that nobody heard of may stand for an account that no writer knows yet.
    const known = writers.reduce((sum, { accounts }) => sum + accounts.size, 0)
    expect(body.page.total - known).toBeLessThanOrEqual(writers.filter(({ unborn }) => unborn).length)
    report(readyAfterMs)
  },
  15 * 60_000,
)

test.each([
  ['update assignments set port = port + 1 where exit_key is not null', 'the last event tells the present exit'],
  ['delete from exit_history where released_at is null', 'an exit in use is the open line of its history, and the only one'],
  ["delete from events where type = 'proxy.assigned'", 'every exit that was ever given has its event'],
  ['update pool_proxies set free = 1', 'the pool knows which exits are free'],
])('a half-done change would be seen: %s', (tampering, rule) => {
  const copy = join(freshFolder(), 'mooring.db')
  copyFileSync(database, copy)
  const half = new Database(copy)
  half.run(tampering)
  half.close()

  expect(Object.keys(brokenRules(copy))).toContain(rule)
})

function report(readyAfterMs: number[]) {
  const sorted = readyAfterMs.toSorted((a, b) => a - b)
  const confirmed = writers.reduce((sum, writer) => sum + writer.confirmed, 0)
  const unconfirmed = writers.reduce((sum, writer) => sum + writer.unconfirmed, 0)
  const at = (share: number) => Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? 0)
  console.log(
    `${KILLS} kills: ${confirmed} writes confirmed, ${unconfirmed} under way, 0 lost; ready again after ${at(0.5)} ms (median), ${at(1)} ms (longest)`,
  )
  expect(confirmed).toBeGreaterThan(KILLS)
}
