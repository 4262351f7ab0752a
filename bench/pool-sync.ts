// A full sync of 100,000 proxies against parsing the same JSON and inserting it bare. Both in one run, in CPU time, on disk,
// with the pragmas of the product. The bare side has the JSON in memory, trusts it, and puts it into an empty pool table, prepared
// and in one transaction: no staging, comparing, sealing, ranking or free counts. The sync's side is all of that and its HTTP
// calls; it stays below the call limit, so it never waits. For orientation also a table without indexes.
import type { Database } from 'bun:sqlite'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDb } from '#db/open.ts'
import { createLog } from '#src/base/log.ts'
import { createSecrets } from '#src/base/secrets.ts'
import { readConfig } from '#src/config.ts'
import type { Deps } from '#src/deps.ts'
import { createNet } from '#src/net/create.ts'
import { createWebshare } from '#src/net/webshare.ts'
import { sourcesFromEnvironment } from '#src/pool/refresh.ts'
import { type SyncResult, syncSource } from '#src/pool/sync.ts'
import { SYSTEM } from '#src/team/actor.ts'
import { median } from './load.ts'

const PROXIES = 100_000
const ROUNDS = 5
const SOURCE = 'src_environment'
const KEY = 'bench-key-0123456789'
const MEGABYTE = 1024 * 1024
const COLUMNS = [
  'upstream_id',
  'host',
  'exit_key',
  'port',
  'valid',
  'last_verification',
  'country_code',
  'city_name',
  'asn_name',
  'asn_number',
]
const MORE = ['high_country_confidence', 'upstream_created_at', 'source_id', 'first_seen_at']

const folder = mkdtempSync(join(tmpdir(), 'mooring-bench-'))
const child = Bun.spawn([process.execPath, join(import.meta.dir, 'webshare-process.ts'), String(PROXIES), KEY], {
  stdout: 'pipe',
})
try {
  const apiUrl = new URL(await firstLine(child.stdout))
  // First and alone, so that nothing but syncs makes the memory what it is; what follows is warmed up by it.
  const peaks = []
  for (let round = 0; round < 3; round++) {
    const { peakBytes } = await firstSync(apiUrl, join(folder, `memory-${round}.db`))
    peaks.push(peakBytes)
  }
  const done: (Awaited<ReturnType<typeof firstSync>> & { bare: number; plain: number })[] = []
  // By turns, and the ratio is that of one round, so that what else the machine does hits both sides.
  for (let round = 0; round < ROUNDS; round++) {
    const { pool, plain } = bareInsert(await fetchPages(apiUrl), join(folder, `bare-${round}.db`))
    Bun.gc(true)
    done.push({ bare: pool, plain, ...(await firstSync(apiUrl, join(folder, `sync-${round}.db`))) })
  }
  const middle = (of: (round: (typeof done)[number]) => number) => median(done.map(of))
  const peak = Math.max(...peaks)
  const ratio = (of: (round: (typeof done)[number]) => number) => middle((round) => of(round) / round.bare).toFixed(2)
  console.log(`parse and insert bare     ${middle(({ bare }) => bare).toFixed(0)} ms`)
  console.log(`  without any index       ${middle(({ plain }) => plain).toFixed(0)} ms`)
  console.log(`full sync, empty pool     ${middle(({ ms }) => ms).toFixed(0)} ms   ratio ${ratio(({ ms }) => ms)} (at most 2.5)`)
  console.log(
    `full sync, nothing new    ${middle(({ againMs }) => againMs).toFixed(0)} ms   ratio ${ratio(({ againMs }) => againMs)}`,
  )
  console.log(`memory above the start    ${(peak / MEGABYTE).toFixed(0)} MB (at most 150)`)
} finally {
  child.kill()
  rmSync(folder, { recursive: true })
}

/** Milliseconds of this process's own work: other work on the machine hardly changes it. */
function stopwatch() {
  const before = process.cpuUsage()
  return () => {
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1000
  }
}

async function fetchPages(apiUrl: URL): Promise<string[]> {
  const pages: string[] = []
  for (let page = 1; page <= PROXIES / 2_500; page++) {
    const url = new URL(`/api/v2/proxy/list/?mode=direct&page_size=2500&page=${page}`, apiUrl)
    pages.push(await (await fetch(url, { headers: { authorization: `Token ${KEY}` } })).text())
  }
  return pages
}

function parseAndInsert(pages: string[], db: Database, table: string): number {
  const elapsed = stopwatch()
  const columns = [...COLUMNS, ...MORE]
  const insert = db.query(`insert into ${table} (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`)
  db.transaction(() => {
    for (const page of pages) {
      for (const p of JSON.parse(page).results) {
        insert.run(
          ...[
            p.id,
            p.proxy_address,
            p.proxy_address,
            p.port,
            p.valid,
            p.last_verification,
            p.country_code,
            p.city_name,
            p.asn_name,
          ],
          ...[p.asn_number, p.high_country_confidence, p.created_at, SOURCE, 1],
        )
      }
    }
  })()
  return elapsed()
}

function bareInsert(pages: string[], file: string) {
  const { $client } = openDb(file)
  $client.run(`insert into pool_sources (id, kind, name, origin, created_at) values ('${SOURCE}', 'webshare', '', 'settings', 1)`)
  $client.run(`create table plain (${[...COLUMNS, ...MORE].join(', ')})`)
  const ms = { pool: parseAndInsert(pages, $client, 'pool_proxies'), plain: parseAndInsert(pages, $client, 'plain') }
  $client.close()
  return ms
}

async function firstSync(apiUrl: URL, file: string) {
  const config = readConfig({ WEBSHARE_API_URL: apiUrl.origin, WEBSHARE_API_KEY: KEY, MOORING_DATA_DIR: folder })
  const log = createLog({ level: 'silent', format: 'json' })
  const base = {
    config,
    db: openDb(file),
    secrets: createSecrets(Buffer.alloc(32, 1)),
    log,
    now: Date.now,
    net: createNet(config, log),
  }
  sourcesFromEnvironment(base as unknown as Deps)
  const sync = async () => {
    // A client of its own for every round: the calls of the round before would count against this one.
    const deps = { ...base, webshare: createWebshare(apiUrl, base.net) } as unknown as Deps
    const elapsed = stopwatch()
    const progress = { total() {}, done() {} }
    const result: SyncResult = await syncSource(deps, SOURCE, { actor: SYSTEM, progress })
    if (result.outcome !== 'applied' || result.total !== PROXIES) throw new Error(JSON.stringify(result))
    return elapsed()
  }
  Bun.gc(true)
  const before = process.memoryUsage.rss()
  let peakBytes = 0
  const watch = setInterval(() => {
    peakBytes = Math.max(peakBytes, process.memoryUsage.rss() - before)
  }, 10)
  const ms = await sync()
  peakBytes = Math.max(peakBytes, process.memoryUsage.rss() - before)
  const againMs = await sync()
  clearInterval(watch)
  base.db.$client.close()
  return { ms, againMs, peakBytes }
}

async function firstLine(stream: ReadableStream<Uint8Array>): Promise<string> {
  let text = ''
  for await (const chunk of stream) {
    text += new TextDecoder().decode(chunk)
    if (text.includes('\n')) break
  }
  return text.trim()
}
