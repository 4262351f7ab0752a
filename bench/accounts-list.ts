import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDb } from '#db/open.ts'
import { list } from '#src/accounts/list.ts'
import * as store from '#src/accounts/list-store.ts'
import { mayDo, shown } from '#src/accounts/shown.ts'
import { createApp } from '#src/app.ts'
import { createLog } from '#src/base/log.ts'
import { createSecrets } from '#src/base/secrets.ts'
import { planFor } from '#src/bulk/plan.ts'
import { readConfig } from '#src/config.ts'
import type { Deps } from '#src/deps.ts'
import { attention } from '#src/home/attention.ts'
import { overview } from '#src/home/overview.ts'
import { dayStrips } from '#src/home/strips.ts'
import { createJobRunner } from '#src/jobs/runner.ts'
import { createNet } from '#src/net/create.ts'
import { SYSTEM } from '#src/team/actor.ts'
import { createTokens } from '#src/team/tokens.ts'
import { AccountsPage } from '#views/accounts.tsx'
import { seedAgency } from './agency.ts'

const ACCOUNTS = 5_000
const ROWS = 50
const ROUNDS = 60

// What a person waits for on the pages of an agency with 5,000 accounts, without the network: a keystroke in the search field,
// the rows, the first page, a plan. A day of checks, every five minutes, lies behind each account.
const folder = mkdtempSync(join(tmpdir(), 'mooring-bench-'))
const config = readConfig({ MOORING_DATA_DIR: folder, MOORING_LOG_LEVEL: 'warn' })
const log = createLog(config.log)
const db = openDb(join(folder, 'mooring.db'))
const secrets = createSecrets(Buffer.alloc(32, 7))
const deps: Deps = { config, db, secrets, log, now: Date.now, net: createNet(config, log), jobs: createJobRunner(() => deps) }
try {
  seedAgency(deps, { accounts: ACCOUNTS, proxies: 8_000 })
  const app = createApp(deps)
  const expiresAt = Date.now() + 3_600_000
  const token = await createTokens(secrets).sign({ signInId: 'sin_1', userId: 'usr_1', expiresAt })
  const headers = { cookie: `mooring_session=${token}`, 'sec-fetch-site': 'same-origin', 'hx-request': 'true' }
  const fragment = (path: string) => app.handle(new Request(`http://127.0.0.1:3000${path}`, { headers }))

  for (const [name, path] of [
    ['all', '/accounts'],
    ['first letter', '/accounts?q=m'],
    ['a name', '/accounts?q=mila%2012'],
    ['an address', '/accounts?q=20.3.1'],
    ['a city', '/accounts?q=city3'],
    ['nothing found', '/accounts?q=qqqqqq'],
    ['needs attention', '/accounts?state=attention&q=a'],
    ['a tag, by name', '/accounts?tag=team-3&sort=name'],
  ] as const) {
    const text = await (await fragment(path)).text()
    await report(`keystroke: ${name}`, 30, async () => void (await (await fragment(path)).text()))
    if (name === 'all') console.log(`${' '.repeat(4)}${kib(text)} of HTML, ${kib(Bun.gzipSync(text))} compressed  (target 20 KB)`)
  }

  const query = { limit: ROWS, archived: 'false' as const, sort: 'attention' as const }
  const { rows, total, nextCursor } = list(deps, query, SYSTEM)
  const views = rows.map((row) => shown(db, row))
  await report('the rows’ checks', null, () => rows.map((row) => shown(db, row)))
  await report('one page of the list', null, () =>
    store.list(db, { ...query, reach: SYSTEM.reach }, { sort: 'attention', limit: ROWS, after: null }),
  )
  await report('its total', null, () => store.countMatching(db, { archived: 'false', reach: SYSTEM.reach }))
  await report('the chips', null, () => store.countsWithin(db, SYSTEM.reach))
  await report('the choices', null, () => store.choicesWithin(db, SYSTEM.reach))
  const props = {
    accounts: views,
    filter: query,
    counts: store.countsWithin(db, SYSTEM.reach),
    choices: { tags: [], countries: [] },
    total,
    nextCursor,
    page: 1,
    pages: Math.ceil(total / ROWS),
    perPage: ROWS,
    poolSize: 8_000,
    may: mayDo(SYSTEM),
    now: Date.now(),
  }
  await report('rendering 50 rows', 8, () => AccountsPage(props))

  await report('what needs somebody', 30, () => attention(deps, SYSTEM))
  await report('strips of the last day', 30, () => dayStrips(deps, SYSTEM))
  await report('the first page’s facts', 30, () => overview(deps, SYSTEM))
  await report('the first page', null, async () => void (await (await fragment('/')).text()))
  const input = {
    accountIds: null,
    filter: {},
    action: 'replace',
    addTags: [],
    removeTags: [],
    dryRun: true,
    country: null,
    city: null,
  } as const
  await report(`a plan for ${ACCOUNTS} accounts`, null, () => planFor(deps, { ...input, addTags: [], removeTags: [] }, SYSTEM), 3)
} finally {
  db.$client.close()
  rmSync(folder, { recursive: true, force: true })
}

async function report(name: string, targetMs: number | null, work: () => unknown, rounds = ROUNDS) {
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    const began = performance.now()
    await work()
    times.push(performance.now() - began)
  }
  times.sort((a, b) => a - b)
  const at = (share: number) => (times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0).toFixed(1).padStart(7)
  console.log(
    `${name.padEnd(30)} median ${at(0.5)} ms   p95 ${at(0.95)} ms${targetMs === null ? '' : `   (target ${targetMs} ms)`}`,
  )
}

function kib(bytes: string | Uint8Array) {
  return `${(bytes.length / 1024).toFixed(1)} KB`
}
